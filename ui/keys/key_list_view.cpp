// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/key_list_view.h"

#include "ui/keys/key_look.h"
#include "ui/keys/key_strip.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/state_delegate.h"
#include "ui/widgets/themed.h"

#include <QHeaderView>
#include <QTreeView>
#include <QVBoxLayout>

#include <utility>

namespace patchbay {

namespace {

constexpr int emptyWidth = 420;

} // namespace

KeyListView::KeyListView(const KeysContext &context, QAbstractItemModel *model, const Kind &kind, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(model)
    , m_shown(new KeyListProxy(context.theme, kind.look, this))
    , m_idRole(kind.idRole)
    , m_table(new QTreeView(this))
    , m_emptyPage(new QWidget(this))
    , m_empty(new EmptyState(context.theme, kind.emptyTitle, m_emptyPage))
{
    m_model->setParent(this);
    setBackground(this, context.theme, Role::Surface);
    m_empty->setFixedWidth(emptyWidth);
    shapeTable(kind);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &KeyListView::currentChanged);
    connect(m_model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { m_kept = current(); });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        showRows();
        select(m_kept);
    });
}

void KeyListView::shapeTable(const Kind &kind)
{
    m_shown->setSourceModel(m_model);
    m_table->setObjectName(kind.objectName);
    m_table->setAccessibleName(kind.name);
    m_table->setModel(m_shown);
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAllColumnsShowFocus(true);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(kind.look.nameColumn, Qt::AscendingOrder);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setItemDelegateForColumn(kind.stateColumn, new StateDelegate(m_context.theme, m_table, lookOfKeyState));
    setRowLines(m_table);
    QHeaderView *header = m_table->header();
    header->setStretchLastSection(false);
    header->setMinimumSectionSize(kind.leastWidth);
    for (const auto &[column, width] : kind.widths) {
        header->resizeSection(column, width);
    }
    header->setSectionResizeMode(kind.stretched, QHeaderView::Stretch);
}

void KeyListView::arrange(QWidget *above, const QList<KeyStrip *> &strips)
{
    auto *page = new QVBoxLayout(m_emptyPage);
    page->addStretch(2);
    auto *middle = new QHBoxLayout; // not by alignment, which would cut what wraps
    middle->addStretch(1);
    middle->addWidget(m_empty);
    middle->addStretch(1);
    page->addLayout(middle);
    page->addStretch(3);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    if (above != nullptr) {
        column->addWidget(above);
    }
    column->addWidget(m_table, 1);
    column->addWidget(m_emptyPage, 1);
    for (KeyStrip *strip : strips) {
        strip->hide();
        column->addWidget(strip);
        connect(strip, &KeyStrip::closed, this, &KeyListView::closeStrip);
    }
    showRows();
}

void KeyListView::setFilter(const QString &text)
{
    m_shown->setWords(text);
}

void KeyListView::focusFirst()
{
    (m_emptyPage->isHidden() ? static_cast<QWidget *>(m_table) : m_empty->button())->setFocus(Qt::OtherFocusReason);
}

QString KeyListView::current() const
{
    return m_table->currentIndex().data(m_idRole).toString();
}

QStringList KeyListView::selected() const
{
    QStringList ids;
    for (const QModelIndex &row : m_table->selectionModel()->selectedRows()) {
        ids.append(row.data(m_idRole).toString());
    }
    return ids;
}

void KeyListView::select(const QString &id)
{
    const QModelIndexList found = m_model->match(m_model->index(0, 0), m_idRole, id, 1, Qt::MatchExactly);
    m_table->setCurrentIndex(found.isEmpty() ? m_shown->index(0, 0) : m_shown->mapFromSource(found.first()));
}

void KeyListView::showRows()
{
    const bool any = m_model->rowCount() > 0 || wantsTable();
    m_table->setVisible(any);
    m_emptyPage->setVisible(!any);
    Q_EMIT currentChanged();
}

void KeyListView::openStrip(KeyStrip *strip)
{
    if (m_strip != nullptr && m_strip != strip) {
        m_strip->hide();
    }
    m_strip = strip;
    strip->show();
    showRows();
}

void KeyListView::closeStrip()
{
    if (m_strip != nullptr) {
        std::exchange(m_strip, nullptr)->hide();
    }
    showRows();
    focusFirst();
}

} // namespace patchbay
