// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/queue_model.h"

#include <algorithm>

namespace patchbay {
namespace {

bool sameWork(const QueueRow &left, const QueueRow &right)
{
    return left.panel == right.panel && left.item.id == right.item.id;
}

bool contains(const QList<QueueRow> &rows, const QueueRow &row)
{
    return std::ranges::any_of(rows, [&row](const QueueRow &other) { return sameWork(other, row); });
}

} // namespace

void QueueModel::setRows(QList<QueueRow> rows)
{
    for (qsizetype row = m_rows.size() - 1; row >= 0; --row) {
        if (!contains(rows, m_rows.at(row))) {
            beginRemoveRows({}, static_cast<int>(row), static_cast<int>(row));
            m_rows.removeAt(row);
            endRemoveRows();
        }
    }
    for (int row = 0; row < rows.size(); ++row) {
        if (row < m_rows.size() && sameWork(m_rows.at(row), rows.at(row))) {
            if (m_rows.at(row) != rows.at(row)) {
                m_rows[row] = rows.at(row);
                Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
            }
        } else if (contains(m_rows, rows.at(row))) {
            // The order changed, which is rare: start over.
            beginResetModel();
            m_rows = std::move(rows);
            endResetModel();
            return;
        } else {
            beginInsertRows({}, row, row);
            m_rows.insert(row, rows.at(row));
            endInsertRows();
        }
    }
}

void QueueModel::cancel(int row)
{
    if (row >= 0 && row < m_rows.size() && m_rows.at(row).panel) {
        // A copy: the panel may change its queue at once.
        const QueueRow cancelled = m_rows.at(row);
        cancelled.panel->cancelQueueItem(cancelled.item.id);
    }
}

int QueueModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int QueueModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant QueueModel::text(const QueueItem &item, int column) const
{
    switch (column) {
    case Title: return item.title;
    case Detail: return item.detail;
    case State: return item.state;
    case Cost: return item.cost;
    case Remaining: return item.remaining;
    default: return {};
    }
}

QVariant QueueModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const QueueItem &item = m_rows.at(index.row()).item;
    const double fraction = item.total > 0 ? std::clamp(double(item.done) / item.total, 0.0, 1.0) : -1.0;
    switch (role) {
    case Qt::DisplayRole: return text(item, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(index.column() >= State ? Qt::AlignRight | Qt::AlignVCenter
                                                           : Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return index.column() == Cancel ? tr("Cancel %1").arg(item.title) : text(item, index.column());
    case Qt::AccessibleTextRole:
        if (index.column() == Progress) {
            return fraction < 0 ? tr("under way") : tr("%1 percent").arg(qRound(fraction * 100));
        }
        return index.column() == Cancel ? tr("Cancel %1").arg(item.title) : text(item, index.column());
    case IconNameRole:
        return index.column() == Title ? item.iconName : QString();
    case FractionRole: return fraction;
    default: return {};
    }
}

QVariant QueueModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Title: return tr("Work");
    case Detail: return tr("Detail");
    case Progress: return tr("Progress");
    case State: return tr("State");
    case Cost: return tr("Cost");
    case Remaining: return tr("Remaining");
    case Cancel: return tr("Cancel");
    default: return {};
    }
}

} // namespace patchbay
