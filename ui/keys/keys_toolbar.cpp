// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/keys_toolbar.h"

#include "models/keeper/vault_keeper.h"
#include "ui/shell/command.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int toolbarHeight = 44;
constexpr int filterWidth = 300;

} // namespace

KeysToolbar::KeysToolbar(const KeysContext &context, QWidget *parent)
    : ChromeWidget(context.theme, Role::Surface, Qt::BottomEdge, parent)
    , m_context(context)
    , m_views(new SegmentedControl(context.theme, this))
    , m_filter(new QLineEdit(this))
    , m_more(new QToolButton(this))
{
    setFixedHeight(toolbarHeight);
    auto *title = new QLabel(tr("Keys"), this);
    setTextStyle(title, context.theme, TypeStep::Title);
    const auto addView = [this](View view, const QString &text) {
        m_views->addSegment(text);
        m_shown.append(view);
    };
    addView(ProviderKeys, tr("Provider keys"));
    if (context.desk != nullptr) {
        addView(VirtualKeys, tr("Virtual keys"));
    }
    addView(Leaks, tr("Leaks"));
    addView(Audit, tr("Audit"));
    m_views->setAccessibleName(tr("View"));
    m_filter->setObjectName(u"keyFilter"_s);
    m_filter->setAccessibleName(tr("Filter"));
    m_filter->setMaximumWidth(filterWidth);
    setClearButton(m_filter, context.theme);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 12, 1);
    row->setSpacing(8);
    row->addWidget(title);
    row->addSpacing(4);
    row->addWidget(m_views);
    row->addWidget(m_filter, 3);
    row->addStretch(1);
    buildMenu();
    row->addWidget(m_more);
    m_testAll = addButton(tr("Test all"), u"checkmark"_s, u"keys.testAll"_s);
    m_add = addButton(tr("Add key"), u"list-add"_s, u"keys.add"_s);
    m_generate = addButton(tr("New virtual key"), u"list-add"_s, u"keys.newVirtual"_s);
    for (QPushButton *primary : { m_add, m_generate }) {
        setPrimary(primary);
        setThemedIcon(primary, context.theme, u"list-add"_s, Role::AccentText);
    }
    for (QWidget *button : QList<QWidget *> { m_testAll, m_add, m_generate }) {
        row->addWidget(button);
    }
    connect(m_views, &SegmentedControl::currentChanged, this, [this] {
        refresh();
        Q_EMIT viewChanged();
    });
    connect(m_filter, &QLineEdit::textChanged, this, &KeysToolbar::filterChanged);
    connect(&context.keeper, &VaultKeeper::keysChanged, this, &KeysToolbar::refresh);
    connect(&context.keeper, &VaultKeeper::testingChanged, this, &KeysToolbar::refresh);
    refresh();
}

void KeysToolbar::buildMenu()
{
    m_more->setObjectName(u"keysMore"_s);
    m_more->setAutoRaise(true);
    m_more->setAccessibleName(tr("More"));
    m_more->setToolTip(tr("Import, export, more"));
    m_more->setPopupMode(QToolButton::InstantPopup);
    setThemedIcon(m_more, m_context.theme, u"overflow-menu"_s);
    auto *menu = new QMenu(m_more);
    for (const QString &command :
         { u"keys.import"_s, u"keys.export"_s, u"keys.keychain"_s, u"keys.noKeychain"_s, u"keys.passphrase"_s, u"keys.recovery"_s, u"vault.lock"_s, u"keys.editVirtual"_s,
           u"keys.blockVirtual"_s, u"keys.unblockVirtual"_s, u"keys.importVirtual"_s, u"keys.exportVirtual"_s }) {
        const Command *known = m_context.commands.find(command);
        if (known == nullptr) {
            continue; // without a gateway there are no virtual keys
        }
        QAction *action = menu->addAction(known->text);
        action->setObjectName(command);
        connect(action, &QAction::triggered, this, [this, command] { m_context.commands.trigger(command); });
    }
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        const bool uses = m_context.keeper.opensWithKeychain();
        for (QAction *action : menu->actions()) {
            const QString &command = action->objectName();
            const bool other = command == (uses ? u"keys.keychain" : u"keys.noKeychain");
            const bool ofThese = command.endsWith(u"Virtual") == (view() == VirtualKeys);
            action->setVisible(ofThese && !other);
            const Command *known = m_context.commands.find(command);
            const QString reason = known != nullptr && known->whyNot ? known->whyNot() : QString();
            action->setEnabled(reason.isEmpty());
            action->setToolTip(reason);
        }
    });
    m_more->setMenu(menu);
}

QPushButton *KeysToolbar::addButton(const QString &name, const QString &icon, const QString &command)
{
    auto *button = new QPushButton(name, this);
    button->setObjectName(command);
    setThemedIcon(button, m_context.theme, icon);
    connect(button, &QPushButton::clicked, this, [this, command] { m_context.commands.trigger(command); });
    return button;
}

KeysToolbar::View KeysToolbar::view() const
{
    return m_shown.at(m_views->currentIndex());
}

void KeysToolbar::setView(View view)
{
    m_views->setCurrentIndex(static_cast<int>(m_shown.indexOf(view)));
}

void KeysToolbar::refresh()
{
    const View shown = view();
    m_more->setVisible(shown == ProviderKeys || shown == VirtualKeys);
    m_testAll->setVisible(shown == ProviderKeys);
    m_add->setVisible(shown == ProviderKeys);
    m_generate->setVisible(shown == VirtualKeys);
    m_filter->setPlaceholderText(shown == ProviderKeys ? tr("Filter, e.g. openai or expires")
                                 : shown == VirtualKeys ? tr("Filter, e.g. blocked or a model")
                                 : shown == Leaks       ? tr("Filter, e.g. history or a key's name")
                                                        : tr("Filter, e.g. reveal or a key's name"));
    const Command *testAll = m_context.commands.find(u"keys.testAll"_s);
    setWhyNot(m_testAll, testAll != nullptr && testAll->whyNot ? testAll->whyNot() : QString());
}

} // namespace patchbay
