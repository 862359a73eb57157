// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/run_history_model.h"

#include "models/format/format.h"

using namespace Qt::StringLiterals;

namespace patchbay {

RunHistoryModel::RunHistoryModel(RunStore &runs, QObject *parent)
    : QAbstractTableModel(parent)
    , m_runs(runs)
{
    reload();
}

void RunHistoryModel::setSearch(const QString &search)
{
    if (search != m_search) {
        m_search = search;
        reload();
    }
}

QList<RunSummary> RunHistoryModel::page(int offset)
{
    Result<QList<RunSummary>> rows = m_runs.list(m_search, offset, pageSize);
    if (!rows) {
        Q_EMIT failed(tr("The history cannot be read: %1").arg(QString::fromStdString(rows.error().message)));
        return {};
    }
    return *rows;
}

void RunHistoryModel::reload()
{
    beginResetModel();
    m_rows = page(0);
    m_total = m_runs.count(m_search).value_or(static_cast<int>(m_rows.size()));
    endResetModel();
}

int RunHistoryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int RunHistoryModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

bool RunHistoryModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_rows.size() < m_total;
}

void RunHistoryModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent)) {
        return;
    }
    const QList<RunSummary> more = page(rowCount());
    if (more.isEmpty()) {
        m_total = rowCount();
        return;
    }
    beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(more.size()) - 1);
    m_rows.append(more);
    endInsertRows();
}

QString RunHistoryModel::text(const RunSummary &run, int column) const
{
    switch (column) {
    case When:
        return format::relativeTime(run.created, QDateTime::currentDateTime());
    case Title:
        return run.title;
    case Models: {
        QStringList names;
        for (const QString &model : run.models) {
            names.append(model.section(u'/', -1));
        }
        return names.join(u", "_s) + (run.failed > 0 ? tr(" · %1 failed").arg(run.failed) : QString());
    }
    case Prompt:
        return run.userText.simplified();
    case Cost:
        return run.costNanoDollars < 0 ? tr("no price") : format::money({ run.costNanoDollars });
    default:
        return {};
    }
}

QVariant RunHistoryModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size()) {
        return {};
    }
    if (role == Qt::DisplayRole || role == Qt::EditRole) {
        return text(m_rows[index.row()], index.column());
    }
    if (role == Qt::ToolTipRole && (index.column() == Prompt || index.column() == Models)) {
        return text(m_rows[index.row()], index.column());
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
    if (const Result<void> renamed = m_runs.rename(m_rows[index.row()].id, title); !renamed) {
        Q_EMIT failed(tr("The run keeps its name: %1").arg(QString::fromStdString(renamed.error().message)));
        return false;
    }
    // The store may have said changed() and the rows may be new ones.
    if (index.row() < m_rows.size()) {
        m_rows[index.row()].title = title;
        Q_EMIT dataChanged(index, index);
    }
    return true;
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
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.column() == Title ? flags | Qt::ItemIsEditable : flags;
}

} // namespace patchbay
