// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/plain_table.h"

#include "ui/widgets/themed.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

#include <utility>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

enum CellRole { RowRole = Qt::UserRole + 1, OrderRole, ColorRole, StrongRole };

class CellDelegate final : public QStyledItemDelegate {
public:
    CellDelegate(const Theme &theme, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_theme(theme)
    {
    }

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        if (const QVariant role = index.data(ColorRole); role.isValid()) {
            const QColor color = m_theme.color(static_cast<Role>(role.toInt()));
            option->palette.setColor(QPalette::Text, color);
            option->palette.setColor(QPalette::HighlightedText, color);
        }
        if (index.data(StrongRole).toBool()) {
            option->font = m_theme.font(TypeStep::Strong);
        }
    }

private:
    const Theme &m_theme;
};

} // namespace

PlainTable::PlainTable(const Theme &theme, QWidget *parent)
    : QTreeView(parent)
    , m_theme(theme)
    , m_items(new QStandardItemModel(this))
{
    m_items->setSortRole(OrderRole);
    setModel(m_items);
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setSortingEnabled(true);
    setFrameShape(QFrame::NoFrame);
    setEditTriggers(NoEditTriggers);
    setItemDelegate(new CellDelegate(theme, this));
    setRowLines(this);
    header()->setStretchLastSection(false);
    header()->setMinimumSectionSize(48);
    followTheme(this, theme);
    connect(this, &QTreeView::doubleClicked, this, [this](const QModelIndex &index) {
        Q_EMIT cellOpened(index.siblingAtColumn(0).data(RowRole).toInt(), index.column());
    });
}

void PlainTable::setColumns(const QList<PlainColumn> &columns)
{
    m_columns = columns;
    m_items->clear();
    m_items->setSortRole(OrderRole);
    m_items->setColumnCount(static_cast<int>(columns.size()));
    for (int column = 0; column < columns.size(); ++column) {
        auto *title = new QStandardItem(columns.at(column).title);
        title->setTextAlignment((columns.at(column).isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
        m_items->setHorizontalHeaderItem(column, title);
        header()->resizeSection(column, columns.at(column).width);
        header()->setSectionResizeMode(column, columns.at(column).stretches ? QHeaderView::Stretch : QHeaderView::Interactive);
    }
    header()->setSortIndicator(-1, Qt::AscendingOrder);
}

void PlainTable::setRows(const QList<QList<PlainCell>> &rows)
{
    m_filling = true;
    m_items->setRowCount(0);
    for (int row = 0; row < rows.size(); ++row) {
        QList<QStandardItem *> items;
        for (int column = 0; column < rows.at(row).size(); ++column) {
            const PlainCell &cell = rows.at(row).at(column);
            auto *item = new QStandardItem(cell.text);
            item->setTextAlignment((m_columns.value(column).isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
            item->setData(row, RowRole);
            item->setData(cell.order ? QVariant(*cell.order) : QVariant(cell.text), OrderRole);
            if (cell.role) {
                item->setData(static_cast<int>(*cell.role), ColorRole);
            }
            item->setData(cell.strong, StrongRole);
            item->setToolTip(cell.toolTip);
            items.append(item);
        }
        m_items->appendRow(items);
    }
    if (header()->sortIndicatorSection() >= 0) {
        m_items->sort(header()->sortIndicatorSection(), header()->sortIndicatorOrder());
    }
    m_filling = false;
}

QModelIndex PlainTable::indexOf(int row, int column) const
{
    for (int place = 0; place < m_items->rowCount(); ++place) {
        const QModelIndex index = m_items->index(place, column);
        if (index.data(RowRole).toInt() == row) {
            return index;
        }
    }
    return {};
}

int PlainTable::currentRow() const
{
    return currentIndex().isValid() ? currentIndex().data(RowRole).toInt() : -1;
}

void PlainTable::chooseRow(int row)
{
    setCurrentIndex(indexOf(row, 0));
}

QString PlainTable::textAt(int row, int column) const
{
    return indexOf(row, column).data().toString();
}

int PlainTable::rows() const
{
    return m_items->rowCount();
}

QRect PlainTable::placeOf(int row, int column) const
{
    return visualRect(indexOf(row, column));
}

QString PlainTable::toTsv() const
{
    QStringList lines;
    QStringList titles;
    for (const PlainColumn &column : m_columns) {
        titles.append(column.title);
    }
    lines.append(titles.join(u'\t'));
    for (int row = 0; row < m_items->rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < m_items->columnCount(); ++column) {
            cells.append(m_items->index(row, column).data().toString());
        }
        lines.append(cells.join(u'\t'));
    }
    return lines.join(u'\n') + u'\n';
}

void PlainTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTreeView::currentChanged(current, previous);
    if (!m_filling && current.isValid() && current.row() != previous.row()) {
        Q_EMIT rowChosen(current.data(RowRole).toInt());
    }
}

void PlainTable::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        QGuiApplication::clipboard()->setText(toTsv());
        return;
    }
    if (currentIndex().isValid() && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        Q_EMIT cellOpened(currentIndex().data(RowRole).toInt(), currentIndex().column());
        return;
    }
    QTreeView::keyPressEvent(event);
}

} // namespace patchbay
