// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/provider_keys_view.h"

#include "models/keeper/key_table_model.h"
#include "models/keeper/vault_keeper.h"
#include "ui/keys/add_key_strip.h"
#include "ui/keys/key_inspector.h"
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

void shapeColumns(QHeaderView *header)
{
    header->setStretchLastSection(false);
    header->setMinimumSectionSize(64);
    const std::pair<int, int> widths[] = { { Column::Name, 150 },     { Column::Provider, 120 }, { Column::Key, 110 },
                                           { Column::BoundTo, 200 },  { Column::LastUsed, 96 },  { Column::Age, 70 },
                                           { Column::Expires, 104 }, { Column::State, 160 } };
    for (const auto &[column, width] : widths) {
        header->resizeSection(column, width);
    }
    header->setSectionResizeMode(Column::BoundTo, QHeaderView::Stretch);
}

} // namespace

ProviderKeysView::ProviderKeysView(const KeysContext &context, KeyInspector &inspector, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new KeyTableModel(context.keeper, this))
    , m_shown(new KeyListProxy(context.theme,
                               { .nameColumn = Column::Name,
                                 .muted = { Column::BoundTo, Column::Key },
                                 .fixed = { Column::Key },
                                 .sortRole = KeyTableModel::SortRole,
                                 .filterRole = KeyTableModel::FilterRole },
                               this))
    , m_table(new QTreeView(this))
    , m_empty(new EmptyState(context.theme, tr("The vault is open and empty"), this))
    , m_emptyPage(new QWidget(this))
{
    setBackground(this, context.theme, Role::Surface);
    buildTable();
    buildStrips();
    auto *middle = new QVBoxLayout(m_emptyPage);
    middle->addStretch(2);
    middle->addWidget(m_empty, 0, Qt::AlignHCenter);
    middle->addStretch(3);
    m_empty->setFixedWidth(420);
    m_empty->setDetail(tr("Paste a key: its provider is recognised by its shape, it is bound to the provider's host, and "
                          "tested before it is saved."));
    m_empty->setButton(tr("Add a key"), u"list-add"_s);
    m_empty->setNote(tr("Keys of the environment and of .env files can be imported."));
    connect(m_empty, &EmptyState::activated, this, [this] { startAdd(); });
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_table, 1);
    column->addWidget(m_emptyPage, 1);
    for (KeyStrip *strip : { static_cast<KeyStrip *>(m_add), static_cast<KeyStrip *>(m_rotate),
                             static_cast<KeyStrip *>(m_import), static_cast<KeyStrip *>(m_export) }) {
        column->addWidget(strip);
    }
    connectInspector(inspector);
    showRows();
}

void ProviderKeysView::buildTable()
{
    m_shown->setSourceModel(m_model);
    m_table->setObjectName(u"keyTable"_s);
    m_table->setAccessibleName(tr("Provider keys"));
    m_table->setModel(m_shown);
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAllColumnsShowFocus(true);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(Column::Name, Qt::AscendingOrder);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setItemDelegateForColumn(Column::State, new StateDelegate(m_context.theme, m_table, lookOfKeyState));
    m_table->installEventFilter(this);
    setRowLines(m_table);
    shapeColumns(m_table->header());
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &ProviderKeysView::currentChanged);
    connect(m_model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { m_kept = current(); });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        showRows();
        select(m_kept);
    });
}

void ProviderKeysView::buildStrips()
{
    m_add = new AddKeyStrip(m_context, this);
    m_rotate = new RotateStrip(m_context, this);
    m_import = new ImportStrip(m_context, this);
    m_export = new ExportStrip(m_context, this);
    for (KeyStrip *strip : { static_cast<KeyStrip *>(m_add), static_cast<KeyStrip *>(m_rotate),
                             static_cast<KeyStrip *>(m_import), static_cast<KeyStrip *>(m_export) }) {
        strip->hide();
        connect(strip, &KeyStrip::closed, this, &ProviderKeysView::closeStrip);
        connect(strip, &KeyStrip::said, this, &ProviderKeysView::say);
    }
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

void ProviderKeysView::setFilter(const QString &text)
{
    m_shown->setWords(text);
}

void ProviderKeysView::focusFirst()
{
    if (m_emptyPage->isVisible()) {
        m_empty->button()->setFocus(Qt::OtherFocusReason);
    } else {
        m_table->setFocus(Qt::OtherFocusReason);
    }
}

QString ProviderKeysView::current() const
{
    return m_table->currentIndex().data(KeyTableModel::IdRole).toString();
}

void ProviderKeysView::select(const QString &id)
{
    int row = m_model->rowOf(id);
    if (row < 0 && m_model->rowCount() > 0) {
        m_table->setCurrentIndex(m_shown->index(0, 0));
        return;
    }
    m_table->setCurrentIndex(m_shown->mapFromSource(m_model->index(row, 0)));
}

void ProviderKeysView::showRows()
{
    const bool any = m_model->rowCount() > 0;
    const bool adding = m_strip != nullptr && m_strip == m_add;
    m_table->setVisible(any || adding);
    m_emptyPage->setVisible(!any && !adding);
    Q_EMIT currentChanged();
}

void ProviderKeysView::openStrip(KeyStrip *strip)
{
    if (m_strip != nullptr && m_strip != strip) {
        m_strip->hide();
    }
    m_strip = strip;
    strip->show();
    showRows();
}

void ProviderKeysView::closeStrip()
{
    if (m_strip != nullptr) {
        std::exchange(m_strip, nullptr)->hide();
    }
    showRows();
    focusFirst();
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

void ProviderKeysView::startRotate(const QString &id)
{
    if (m_context.keeper.key(id) != nullptr) {
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
    const KeyFacts *key = m_context.keeper.key(id);
    if (key == nullptr) {
        return;
    }
    m_context.keeper.secretOf(id, u"copy"_s, [self = QPointer(this), name = key->name](const Result<SecretBytes> &secret) {
        if (!self) {
            return;
        }
        if (!secret) {
            self->tell(std::unexpected(secret.error()));
            return;
        }
        self->m_context.clipboard.put(*secret);
        self->say(tr("%1 is on the clipboard for %2 s.").arg(name).arg(self->m_context.clipboard.seconds()));
    });
}

void ProviderKeysView::test(const QString &id)
{
    const KeyFacts *key = m_context.keeper.key(id);
    if (key == nullptr || m_context.keeper.isTesting(id)) {
        return;
    }
    m_context.keeper.test(id, [self = QPointer(this), name = key->name](const Result<QString> &verdict) {
        if (self) {
            self->say(verdict ? u"%1: %2."_s.arg(name, *verdict) : QString::fromStdString(verdict.error().message));
        }
    });
}

void ProviderKeysView::remove(const QString &id)
{
    const KeyFacts *key = m_context.keeper.key(id);
    if (key == nullptr) {
        return;
    }
    m_context.keeper.remove(id, [self = QPointer(this), name = key->name](const Result<void> &removed) {
        if (!self) {
            return;
        }
        if (!removed) {
            self->tell(removed);
            return;
        }
        Q_EMIT self->noticeRaised({ tr("%1 was removed from the vault.").arg(name), tr("Undo"), [self] {
                                       if (self) {
                                           self->m_context.keeper.bringBack([self](const Result<void> &back) {
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
    return QWidget::eventFilter(watched, event);
}

} // namespace patchbay
