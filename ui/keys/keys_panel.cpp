// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/keys_panel.h"

#include "models/keeper/vault_keeper.h"
#include "ui/keys/audit_view.h"
#include "ui/keys/create_page.h"
#include "ui/keys/key_inspector.h"
#include "ui/keys/leaks_view.h"
#include "ui/keys/lock_page.h"
#include "ui/keys/provider_keys_view.h"
#include "ui/keys/recovery_page.h"
#include "ui/keys/virtual_key_inspector.h"
#include "ui/keys/virtual_keys_view.h"
#include "ui/shell/command.h"

#include <QLineEdit>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

KeysPanel::KeysPanel(const KeysContext &context, QWidget *parent)
    : Panel(parent)
    , m_context(context)
{
    addKeysCommands(context.commands, *this);
    connect(&context.keeper, &VaultKeeper::troubled, this, [this](const QString &sentence) { Q_EMIT noticeRaised({ sentence, {}, {} }); });
}

KeysPanel::~KeysPanel()
{
    for (const Command &command : QList<Command>(m_context.commands.commands())) {
        if (command.id.startsWith(u"keys.") || command.id == u"vault.lock") {
            m_context.commands.remove(command.id);
        }
    }
}

QString KeysPanel::id() const { return u"keys"_s; }
QString KeysPanel::title() const { return tr("Keys"); }
QString KeysPanel::iconName() const { return u"object-locked"_s; }

void KeysPanel::showEvent(QShowEvent *event)
{
    build();
    m_context.keeper.refresh();
    Panel::showEvent(event);
}

void KeysPanel::build()
{
    if (m_stack != nullptr) {
        return;
    }
    m_stack = new QStackedWidget(this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack);
    connect(&m_context.keeper, &VaultKeeper::stateChanged, this, &KeysPanel::showState);
    showState();
}

void KeysPanel::buildVault()
{
    m_vault = new QWidget(m_stack);
    m_toolbar = new KeysToolbar(m_context, m_vault);
    m_views = new QStackedWidget(m_vault);
    m_keyInspector = new KeyInspector(m_context, this);
    m_keyInspector->hide();
    m_providerKeys = new ProviderKeysView(m_context, *m_keyInspector, m_views);
    m_views->addWidget(m_providerKeys);
    m_leaks = new LeaksView(m_context, m_views);
    m_views->addWidget(m_leaks);
    m_audit = new AuditView(m_context, m_views);
    m_views->addWidget(m_audit);
    if (m_context.desk != nullptr) {
        m_virtualInspector = new VirtualKeyInspector(m_context, this);
        m_virtualInspector->hide();
        m_virtualKeys = new VirtualKeysView(m_context, *m_virtualInspector, m_views);
        m_views->addWidget(m_virtualKeys);
        connect(m_virtualKeys, &VirtualKeysView::noticeRaised, this, &Panel::noticeRaised);
        connect(m_virtualKeys, &VirtualKeysView::currentChanged, this, &Panel::inspectorChanged);
    }
    auto *column = new QVBoxLayout(m_vault);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_toolbar);
    column->addWidget(m_views, 1);
    m_stack->addWidget(m_vault);
    connect(m_providerKeys, &ProviderKeysView::noticeRaised, this, &Panel::noticeRaised);
    connect(m_providerKeys, &ProviderKeysView::currentChanged, this, &Panel::inspectorChanged);
    connect(m_providerKeys, &ProviderKeysView::recoveryCodeRenewed, this,
            [this](const std::shared_ptr<SecretBytes> &code) { showRecoveryCode(std::move(*code)); });
    connect(m_toolbar, &KeysToolbar::viewChanged, this, &KeysPanel::showCurrentView);
    connect(m_toolbar, &KeysToolbar::filterChanged, this, [this](const QString &text) {
        m_providerKeys->setFilter(text);
        m_leaks->setFilter(text);
        m_audit->setFilter(text);
        if (m_virtualKeys != nullptr) {
            m_virtualKeys->setFilter(text);
        }
    });
    m_providerKeys->select({});
    m_toolbar->refresh(); // what its commands work on is there only now
}

void KeysPanel::showState()
{
    const VaultKeeper::State state = m_context.keeper.state();
    if (m_recovery != nullptr && m_stack->currentWidget() == m_recovery) {
        if (state == VaultKeeper::State::Unlocked) {
            return; // until the person has it
        }
        // It opens the vault as the passphrase does: it is not left on a screen that nobody looks at.
        m_recovery->forget();
        std::exchange(m_recovery, nullptr)->deleteLater();
        Q_EMIT noticeRaised({ tr("The recovery code is hidden. If you do not have it, make a new one: Keys, More, New recovery code."), {}, {} });
    }
    if (state == VaultKeeper::State::Missing) {
        if (m_create == nullptr) {
            m_create = new CreatePage(m_context, m_stack);
            m_stack->addWidget(m_create);
            connect(m_create, &CreatePage::created, this,
                    [this](const std::shared_ptr<SecretBytes> &code) { showRecoveryCode(std::move(*code)); });
        }
        m_stack->setCurrentWidget(m_create);
    } else if (state == VaultKeeper::State::Locked) {
        if (m_lock == nullptr) {
            m_lock = new LockPage(m_context, m_stack);
            m_stack->addWidget(m_lock);
            connect(m_lock, &LockPage::openedWithRecoveryCode, this, [this] {
                Q_EMIT noticeRaised({ tr("Opened with the recovery code."), tr("Choose a new passphrase"),
                                      [this] { m_context.commands.trigger(u"keys.passphrase"_s); } });
            });
        }
        m_stack->setCurrentWidget(m_lock);
    } else {
        if (m_vault == nullptr) {
            buildVault();
        }
        m_stack->setCurrentWidget(m_vault);
        showCurrentView();
    }
    if (isVisible()) {
        focusFirst();
    }
    Q_EMIT inspectorChanged();
}

void KeysPanel::showRecoveryCode(SecretBytes code)
{
    m_recovery = new RecoveryPage(m_context, m_stack);
    m_stack->addWidget(m_recovery);
    m_recovery->setCode(std::move(code));
    m_stack->setCurrentWidget(m_recovery);
    m_recovery->focusFirst();
    connect(m_recovery, &RecoveryPage::finished, this, [this] {
        std::exchange(m_recovery, nullptr)->deleteLater();
        showState();
    });
    Q_EMIT inspectorChanged();
}

void KeysPanel::showCurrentView()
{
    m_toolbar->filter()->clear();
    QWidget *const views[] = { m_providerKeys, m_virtualKeys, m_leaks, m_audit };
    m_views->setCurrentWidget(views[m_toolbar->view()]);
    Q_EMIT inspectorChanged();
}

void KeysPanel::showView(KeysToolbar::View view)
{
    build();
    if (m_vault != nullptr) {
        m_toolbar->setView(view);
    }
}

QWidget *KeysPanel::inspector()
{
    if (m_vault == nullptr || m_stack->currentWidget() != m_vault) {
        return nullptr;
    }
    switch (m_toolbar->view()) {
    case KeysToolbar::ProviderKeys: return m_providerKeys->current().isEmpty() ? nullptr : m_keyInspector;
    case KeysToolbar::VirtualKeys: return m_virtualKeys->current().isEmpty() ? nullptr : m_virtualInspector;
    case KeysToolbar::Leaks:
    case KeysToolbar::Audit: break;
    }
    return nullptr;
}

QList<PaletteEntry> KeysPanel::find(const QString &text)
{
    QList<PaletteEntry> entries;
    if (text.size() < 2 || m_providerKeys == nullptr) {
        return entries;
    }
    for (const KeyFacts &key : m_context.keeper.keys()) {
        if (key.name.contains(text, Qt::CaseInsensitive) || key.providerName.contains(text, Qt::CaseInsensitive)) {
            entries.append({ tr("Keys"), key.name, key.providerName, iconName(), [this, id = key.id] {
                                m_context.commands.trigger(u"panel.keys"_s);
                                showView(KeysToolbar::ProviderKeys);
                                m_providerKeys->select(id);
                            } });
        }
    }
    return entries;
}

void KeysPanel::focusFirst()
{
    if (m_stack == nullptr) {
        return;
    }
    if (m_stack->currentWidget() == m_create && m_create != nullptr) {
        m_create->focusFirst();
    } else if (m_stack->currentWidget() == m_lock && m_lock != nullptr) {
        m_lock->focusFirst();
    } else if (m_vault != nullptr && m_stack->currentWidget() == m_vault) {
        switch (m_toolbar->view()) {
        case KeysToolbar::ProviderKeys: m_providerKeys->focusFirst(); break;
        case KeysToolbar::VirtualKeys: m_virtualKeys->focusFirst(); break;
        case KeysToolbar::Leaks: m_leaks->focusFirst(); break;
        case KeysToolbar::Audit: m_audit->focusFirst(); break;
        }
    }
}

} // namespace patchbay
