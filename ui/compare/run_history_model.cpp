// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/run_history_model.h"

#include "models/format/format.h"
#include "models/runs/run_list_model.h"

using namespace Qt::StringLiterals;

namespace patchbay {

RunHistoryModel::RunHistoryModel(RunStore &runs, QObject *parent)
    : QIdentityProxyModel(parent)
    , m_runs(runs)
    , m_list(new RunListModel(runs, this))
{
    setSourceModel(m_list);
    connect(m_list, &RunListModel::summaryChanged, this, [this] {
        if (m_list->problem()) {
            Q_EMIT failed(tr("The history cannot be read: %1").arg(QString::fromStdString(m_list->problem()->message)));
        }
        Q_EMIT summaryChanged();
    });
}

void RunHistoryModel::setSearch(const QString &search)
{
    m_list->setSearch(search);
}

int RunHistoryModel::matchCount() const
{
    return m_list->matchCount();
}

QString RunHistoryModel::idOf(int row) const
{
    return m_list->index(row).data(RunListModel::IdRole).toString();
}

QString RunHistoryModel::titleOf(int row) const
{
    return m_list->index(row).data(RunListModel::TitleRole).toString();
}

int RunHistoryModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QModelIndex RunHistoryModel::index(int row, int column, const QModelIndex &parent) const
{
    const bool inside = row >= 0 && row < rowCount() && column >= 0 && column < ColumnCount && !parent.isValid();
    return inside ? createIndex(row, column) : QModelIndex();
}

QModelIndex RunHistoryModel::sibling(int row, int column, const QModelIndex &) const
{
    return index(row, column);
}

QModelIndex RunHistoryModel::mapToSource(const QModelIndex &proxyIndex) const
{
    return proxyIndex.isValid() ? m_list->index(proxyIndex.row()) : QModelIndex();
}

QModelIndex RunHistoryModel::mapFromSource(const QModelIndex &sourceIndex) const
{
    return sourceIndex.isValid() ? createIndex(sourceIndex.row(), sourceIndex.column()) : QModelIndex();
}

QString RunHistoryModel::text(const QModelIndex &source, int column) const
{
    switch (column) {
    case When:
        return format::relativeTime(source.data(RunListModel::CreatedRole).toDateTime(), QDateTime::currentDateTime());
    case Title: return source.data(RunListModel::TitleRole).toString();
    case Models: {
        QStringList names;
        for (const QString &model : source.data(RunListModel::ModelsRole).toStringList()) {
            names.append(model.section(u'/', -1));
        }
        const int failures = source.data(RunListModel::FailedRole).toInt();
        return names.join(u", "_s) + (failures > 0 ? tr(" · %1 failed").arg(failures) : QString());
    }
    case Prompt: return source.data(RunListModel::UserTextRole).toString().simplified();
    case Cost: {
        const qint64 cost = source.data(RunListModel::CostRole).toLongLong();
        return cost < 0 ? tr("no price") : format::money({ cost });
    }
    default: return {};
    }
}

QVariant RunHistoryModel::data(const QModelIndex &index, int role) const
{
    const QModelIndex source = mapToSource(index);
    if (!source.isValid()) {
        return {};
    }
    const bool cut = index.column() == Prompt || index.column() == Models;
    if (role == Qt::DisplayRole || role == Qt::EditRole || (role == Qt::ToolTipRole && cut)) {
        return text(source, index.column());
    }
    if (role == Qt::TextAlignmentRole && index.column() == Cost) {
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    }
    return {};
}

bool RunHistoryModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const QString title = value.toString().trimmed();
    if (role != Qt::EditRole || index.column() != Title || title.isEmpty()) {
        return false;
    }
    // The store says changed(), which brings the new title into the list.
    const Result<void> renamed = m_runs.rename(idOf(index.row()), title);
    if (!renamed) {
        Q_EMIT failed(tr("The run keeps its name: %1").arg(QString::fromStdString(renamed.error().message)));
    }
    return renamed.has_value();
}

QVariant RunHistoryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole && section == Cost) {
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    return QStringList { tr("When"), tr("Title"), tr("Models"), tr("Prompt"), tr("Cost") }.value(section);
}

Qt::ItemFlags RunHistoryModel::flags(const QModelIndex &index) const
{
    if (!index.isValid()) {
        return {};
    }
    const Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    return index.column() == Title ? flags | Qt::ItemIsEditable : flags;
}

} // namespace patchbay
