// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/virtual_keys_view.h"

#include "models/format/format.h"
#include "models/keeper/virtual_key_desk.h"
#include "models/keeper/virtual_key_model.h"
#include "ui/keys/budget_delegate.h"
#include "ui/keys/key_list_proxy.h"
#include "ui/keys/key_look.h"
#include "ui/keys/virtual_key_inspector.h"
#include "ui/keys/virtual_key_strip.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/state_delegate.h"
#include "ui/widgets/themed.h"

#include <QHeaderView>
#include <QLabel>
#include <QPointer>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

using Column = VirtualKeyModel::Column;

} // namespace

VirtualKeysView::VirtualKeysView(const KeysContext &context, VirtualKeyInspector &inspector, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new VirtualKeyModel(*context.desk, this))
    , m_shown(new KeyListProxy(context.theme,
                               { .nameColumn = Column::Name,
                                 .muted = { Column::Models },
                                 .fixed = {},
                                 .sortRole = VirtualKeyModel::SortRole,
                                 .filterRole = VirtualKeyModel::FilterRole },
                               this))
    , m_summary(new QLabel(this))
    , m_table(new QTreeView(this))
    , m_emptyPage(new QWidget(this))
    , m_empty(new EmptyState(context.theme, tr("No virtual keys yet"), m_emptyPage))
    , m_form(new VirtualKeyStrip(context, this))
    , m_shownKey(new ShownKeyStrip(context, this))
{
    setBackground(this, context.theme, Role::Surface);
    setTextStyle(m_summary, context.theme, TypeStep::Body, Role::Muted);
    m_summary->setObjectName(u"virtualSummary"_s);
    m_summary->setContentsMargins(12, 8, 12, 8);
    buildTable();
    m_empty->setFixedWidth(420);
    m_empty->setDetail(tr("A virtual key lets somebody use the gateway without knowing a provider's key: with the models, the "
                          "budget and the limits that you set."));
    m_empty->setButton(tr("New virtual key"), u"list-add"_s);
    auto *middle = new QVBoxLayout(m_emptyPage);
    middle->addStretch(2);
    middle->addWidget(m_empty, 0, Qt::AlignHCenter);
    middle->addStretch(3);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_summary);
    column->addWidget(m_table, 1);
    column->addWidget(m_emptyPage, 1);
    column->addWidget(m_form);
    column->addWidget(m_shownKey);
    connect(m_empty, &EmptyState::activated, this, &VirtualKeysView::startNew);
    for (KeyStrip *strip : { static_cast<KeyStrip *>(m_form), static_cast<KeyStrip *>(m_shownKey) }) {
        strip->hide();
        connect(strip, &KeyStrip::closed, this, &VirtualKeysView::closeStrip);
    }
    connect(m_form, &VirtualKeyStrip::issued, this,
            [this](const QString &name, const std::shared_ptr<SecretBytes> &key) { showKey(name, std::move(*key)); });
    connectInspector(inspector);
    connect(context.desk, &VirtualKeyDesk::keysChanged, this, &VirtualKeysView::summarise);
    showRows();
}

void VirtualKeysView::buildTable()
{
    m_shown->setSourceModel(m_model);
    m_table->setObjectName(u"virtualKeyTable"_s);
    m_table->setAccessibleName(tr("Virtual keys"));
    m_table->setModel(m_shown);
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAllColumnsShowFocus(true);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(Column::Name, Qt::AscendingOrder);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setItemDelegateForColumn(Column::Budget, new BudgetDelegate(m_context.theme, m_table));
    m_table->setItemDelegateForColumn(Column::State, new StateDelegate(m_context.theme, m_table, lookOfKeyState));
    setRowLines(m_table);
    QHeaderView *header = m_table->header();
    header->setMinimumSectionSize(56);
    const std::pair<int, int> widths[] = { { Column::Name, 130 },    { Column::Owner, 84 },    { Column::Models, 170 },
                                           { Column::Budget, 276 },  { Column::Requests, 74 }, { Column::Tokens, 74 },
                                           { Column::Expires, 100 }, { Column::State, 130 } };
    for (const auto &[column, width] : widths) {
        header->resizeSection(column, width);
    }
    header->setStretchLastSection(false);
    header->setSectionResizeMode(Column::Models, QHeaderView::Stretch);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &VirtualKeysView::currentChanged);
    connect(m_model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { m_kept = current(); });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        showRows();
        select(m_kept);
    });
}

void VirtualKeysView::connectInspector(VirtualKeyInspector &inspector)
{
    connect(this, &VirtualKeysView::currentChanged, &inspector, [this, &inspector] { inspector.setKey(current()); });
    connect(&inspector, &VirtualKeyInspector::editWanted, this, &VirtualKeysView::startEdit);
    connect(&inspector, &VirtualKeyInspector::rotateWanted, this, &VirtualKeysView::regenerate);
    connect(&inspector, &VirtualKeyInspector::blockWanted, this, &VirtualKeysView::setBlocked);
    connect(&inspector, &VirtualKeyInspector::removeWanted, this, &VirtualKeysView::remove);
}

void VirtualKeysView::showEvent(QShowEvent *event)
{
    m_context.desk->refresh();
    QWidget::showEvent(event);
}

void VirtualKeysView::summarise()
{
    if (m_context.desk->problem()) {
        m_summary->setText(tr("The list could not be had: %1").arg(QString::fromStdString(m_context.desk->problem()->message)));
        m_summary->show();
        return;
    }
    Money spent;
    int active = 0;
    for (const VirtualKeyFacts &key : m_context.desk->keys()) {
        spent += key.spend;
        const QString state = stateOf(key, m_context.desk->now());
        active += key.blocked || state == u"expired" || state == u"budget used" ? 0 : 1;
    }
    m_summary->setText(tr("%1 of %2 active · %3 spent · %4")
                           .arg(active)
                           .arg(m_context.desk->keys().size())
                           .arg(format::money(spent), m_context.desk->isServed() ? tr("asked of the running gateway")
                                                                                  : tr("no gateway runs; read from its store")));
    m_summary->setVisible(!m_context.desk->keys().isEmpty());
}

void VirtualKeysView::setFilter(const QString &text)
{
    m_shown->setWords(text);
}

void VirtualKeysView::focusFirst()
{
    (m_emptyPage->isHidden() ? static_cast<QWidget *>(m_table) : m_empty->button())->setFocus(Qt::OtherFocusReason);
}

QString VirtualKeysView::current() const
{
    return m_table->currentIndex().data(VirtualKeyModel::TokenRole).toString();
}

void VirtualKeysView::select(const QString &token)
{
    const int row = m_model->rowOf(token);
    m_table->setCurrentIndex(row < 0 ? m_shown->index(0, 0) : m_shown->mapFromSource(m_model->index(row, 0)));
}

void VirtualKeysView::showRows()
{
    const bool any = m_model->rowCount() > 0 || m_strip != nullptr;
    m_table->setVisible(any);
    m_emptyPage->setVisible(!any);
    summarise();
    Q_EMIT currentChanged();
}

void VirtualKeysView::openStrip(KeyStrip *strip)
{
    if (m_strip != nullptr && m_strip != strip) {
        m_strip->hide();
    }
    m_strip = strip;
    strip->show();
    showRows();
}

void VirtualKeysView::closeStrip()
{
    if (m_strip != nullptr) {
        std::exchange(m_strip, nullptr)->hide();
    }
    showRows();
    focusFirst();
}

void VirtualKeysView::startNew()
{
    openStrip(m_form);
    m_form->startNew();
}

void VirtualKeysView::startEdit(const QString &token)
{
    if (const VirtualKeyFacts *key = m_context.desk->key(token)) {
        openStrip(m_form);
        m_form->startEdit(*key);
    }
}

void VirtualKeysView::showKey(const QString &name, SecretBytes key)
{
    openStrip(m_shownKey);
    m_shownKey->setKey(name, std::move(key));
}

void VirtualKeysView::tell(const Result<void> &result)
{
    if (!result) {
        Q_EMIT noticeRaised({ QString::fromStdString(result.error().message), {}, {} });
    }
}

void VirtualKeysView::setBlocked(const QString &token, bool blocked)
{
    m_context.desk->setBlocked(token, blocked, [self = QPointer(this)](const Result<void> &done) {
        if (self) {
            self->tell(done);
        }
    });
}

void VirtualKeysView::regenerate(const QString &token)
{
    const VirtualKeyFacts *key = m_context.desk->key(token);
    const QString name = key != nullptr ? nameOf(*key) : QString();
    m_context.desk->regenerate(token, [self = QPointer(this), name](Result<SecretBytes> made) {
        if (!self) {
            return;
        }
        if (!made) {
            self->tell(std::unexpected(made.error()));
            return;
        }
        self->showKey(name, std::move(*made));
    });
}

void VirtualKeysView::remove(const QString &token)
{
    const VirtualKeyFacts *key = m_context.desk->key(token);
    if (key == nullptr) {
        return;
    }
    // What is deleted cannot come back, as its secret is known to nobody here: it is blocked, and deleted by the offer.
    if (!key->blocked) {
        setBlocked(token, true);
        Q_EMIT noticeRaised({ tr("%1 is blocked. Deleting it cannot be undone.").arg(nameOf(*key)), tr("Delete it"),
                              [self = QPointer(this), token] {
                                  if (self) {
                                      self->m_context.desk->remove(token, {});
                                  }
                              } });
        return;
    }
    m_context.desk->remove(token, [self = QPointer(this)](const Result<void> &done) {
        if (self) {
            self->tell(done);
        }
    });
}

} // namespace patchbay
