// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/provider_keys_view.h"

#include "models/keeper/key_table_model.h"
#include "models/keeper/vault_keeper.h"
#include "ui/keys/add_key_strip.h"
#include "ui/keys/key_inspector.h"
#include "ui/keys/passphrase_strip.h"
#include "ui/keys/key_list_proxy.h"
#include "ui/keys/key_look.h"
#include "ui/keys/rotate_strip.h"
#include "ui/keys/secret_clipboard.h"
#include "ui/keys/transfer_strip.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/state_delegate.h"
#include "ui/widgets/themed.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPointer>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

using Column = KeyTableModel::Column;

} // namespace

ProviderKeysView::ProviderKeysView(const KeysContext &context, KeyInspector &inspector, QWidget *parent)
    : KeyListView(context, new KeyTableModel(context.keeper),
                  { .objectName = u"keyTable"_s,
                    .name = tr("Provider keys"),
                    .idRole = KeyTableModel::IdRole,
                    .look = { .nameColumn = Column::Name,
                              .muted = { Column::BoundTo, Column::Key },
                              .fixed = { Column::Key },
                              .sortRole = KeyTableModel::SortRole,
                              .filterRole = KeyTableModel::FilterRole },
                    .widths = { { Column::Name, 140 },
                                { Column::Provider, 100 },
                                { Column::Key, 84 },
                                { Column::BoundTo, 170 },
                                { Column::LastUsed, 84 },
                                { Column::Requests, 74 },
                                { Column::Spend, 74 },
                                { Column::Age, 56 },
                                { Column::Expires, 80 },
                                { Column::State, 150 } },
                    .stretched = Column::BoundTo,
                    .leastWidth = 64,
                    .stateColumn = Column::State,
                    .emptyTitle = tr("The vault is open and empty") },
                  parent)
    , m_add(new AddKeyStrip(context, this))
    , m_rotate(new RotateStrip(context, this))
    , m_import(new ImportStrip(context, this))
    , m_export(new ExportStrip(context, this))
    , m_passphrase(new PassphraseStrip(context, this))
{
    table()->installEventFilter(this);
    emptyState()->setDetail(tr("Paste a key: its provider is recognised by its shape, it is bound to the provider's host, and "
                               "tested before it is saved."));
    emptyState()->setButton(tr("Add a key"), u"list-add"_s);
    emptyState()->setNote(tr("Keys of the environment and of .env files can be imported."));
    connect(emptyState(), &EmptyState::activated, this, [this] { startAdd(); });
    const QList<KeyStrip *> strips { m_add, m_rotate, m_import, m_export, m_passphrase };
    for (KeyStrip *strip : strips) {
        connect(strip, &KeyStrip::said, this, &ProviderKeysView::say);
    }
    connect(m_passphrase, &PassphraseStrip::renewed, this, &ProviderKeysView::recoveryCodeRenewed);
    // What was begun with an open vault is not gone on with behind a lock.
    connect(&context.keeper, &VaultKeeper::stateChanged, this, [this] {
        if (!this->context().keeper.isUnlocked() && strip() != nullptr) {
            closeStrip();
        }
    });
    connectInspector(inspector);
    arrange(nullptr, strips);
}

bool ProviderKeysView::wantsTable() const
{
    return strip() != nullptr && strip() == m_add;
}

void ProviderKeysView::connectInspector(KeyInspector &inspector)
{
    connect(this, &ProviderKeysView::currentChanged, &inspector, [this, &inspector] { inspector.setKey(current()); });
    connect(&inspector, &KeyInspector::copyWanted, this, &ProviderKeysView::copy);
    connect(&inspector, &KeyInspector::testWanted, this, &ProviderKeysView::test);
    connect(&inspector, &KeyInspector::rotateWanted, this, &ProviderKeysView::startRotate);
    connect(&inspector, &KeyInspector::removeWanted, this, &ProviderKeysView::remove);
    connect(&inspector, &KeyInspector::said, this, &ProviderKeysView::say);
}

void ProviderKeysView::startAdd(const QString &pasted)
{
    openStrip(m_add);
    m_add->start();
    if (!pasted.isEmpty()) {
        m_add->paste(pasted);
    }
}

void ProviderKeysView::startImport()
{
    openStrip(m_import);
    m_import->start();
}

void ProviderKeysView::startExport()
{
    openStrip(m_export);
    m_export->start();
}

void ProviderKeysView::startPassphrase()
{
    openStrip(m_passphrase);
    m_passphrase->startPassphrase();
}

void ProviderKeysView::startRecoveryCode()
{
    openStrip(m_passphrase);
    m_passphrase->startRecoveryCode();
}

void ProviderKeysView::startRotate(const QString &id)
{
    if (context().keeper.key(id) != nullptr) {
        openStrip(m_rotate);
        m_rotate->start(id);
    }
}

void ProviderKeysView::say(const QString &sentence)
{
    Q_EMIT noticeRaised({ sentence, {}, {} });
}

void ProviderKeysView::tell(const Result<void> &result)
{
    if (!result) {
        say(QString::fromStdString(result.error().message + ' ' + result.error().remedy).trimmed());
    }
}

void ProviderKeysView::copy(const QString &id)
{
    const KeyFacts *key = context().keeper.key(id);
    if (key == nullptr) {
        return;
    }
    context().keeper.secretOf(id, u"copy"_s, [self = QPointer(this), name = key->name](const Result<SecretBytes> &secret) {
        if (!self) {
            return;
        }
        if (!secret) {
            self->tell(std::unexpected(secret.error()));
            return;
        }
        self->context().clipboard.put(*secret);
        self->say(tr("%1 is on the clipboard for %2 s.").arg(name).arg(self->context().clipboard.seconds()));
    });
}

void ProviderKeysView::test(const QString &id)
{
    const KeyFacts *key = context().keeper.key(id);
    if (key == nullptr || context().keeper.isTesting(id)) {
        return;
    }
    context().keeper.test(id, [self = QPointer(this), name = key->name](const Result<QString> &verdict) {
        if (self) {
            self->say(verdict ? u"%1: %2."_s.arg(name, *verdict) : QString::fromStdString(verdict.error().message));
        }
    });
}

void ProviderKeysView::remove(const QString &id)
{
    const KeyFacts *key = context().keeper.key(id);
    if (key == nullptr) {
        return;
    }
    context().keeper.remove(id, [self = QPointer(this), name = key->name](const Result<void> &removed) {
        if (!self) {
            return;
        }
        if (!removed) {
            self->tell(removed);
            return;
        }
        Q_EMIT self->noticeRaised({ tr("%1 was removed from the vault.").arg(name), tr("Undo"), [self] {
                                       if (self) {
                                           self->context().keeper.bringBack([self](const Result<void> &back) {
                                               if (self) {
                                                   self->tell(back);
                                               }
                                           });
                                       }
                                   } });
    });
}

bool ProviderKeysView::eventFilter(QObject *watched, QEvent *event)
{
    // Before the table takes it for a letter to search for.
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Delete) {
        remove(current());
        return true;
    }
    return KeyListView::eventFilter(watched, event);
}

} // namespace patchbay
