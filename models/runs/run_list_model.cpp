// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/runs/run_list_model.h"

#include <algorithm>

namespace patchbay {

namespace {

constexpr int pageSize = 100;

} // namespace

RunListModel::RunListModel(RunStore &store, QObject *parent)
    : QAbstractListModel(parent)
    , m_store(store)
{
    connect(&m_store, &RunStore::changed, this, &RunListModel::refresh);
    refresh();
}

void RunListModel::setSearch(const QString &search)
{
    if (search == m_search) {
        return;
    }
    m_search = search;
    // Another list, not a changed one: views start at its top.
    m_refreshing = true;
    beginResetModel();
    m_runs = read(0, pageSize);
    m_matches = m_store.count(m_search).value_or(int(m_runs.size()));
    endResetModel();
    m_refreshing = false;
    Q_EMIT summaryChanged();
}

int RunListModel::rowOf(const QString &id) const
{
    const auto found = std::ranges::find(m_runs, id, &RunSummary::id);
    return found == m_runs.end() ? -1 : int(found - m_runs.begin());
}

int RunListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_runs.size());
}

QVariant RunListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const RunSummary &run = m_runs[index.row()];
    switch (role) {
    case Qt::DisplayRole: return run.title.isEmpty() ? run.userText : run.title;
    case Qt::ToolTipRole: return run.userText;
    case IdRole: return run.id;
    case TitleRole: return run.title;
    case CreatedRole: return run.created;
    case ModelsRole: return run.models;
    case UserTextRole: return run.userText;
    case CostRole: return run.costNanoDollars;
    case FailedRole: return run.failed;
    default: return {};
    }
}

QHash<int, QByteArray> RunListModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractListModel::roleNames();
    names.insert({ { IdRole, "id" },
                   { TitleRole, "title" },
                   { CreatedRole, "created" },
                   { ModelsRole, "models" },
                   { UserTextRole, "userText" },
                   { CostRole, "cost" },
                   { FailedRole, "failed" } });
    return names;
}

bool RunListModel::canFetchMore(const QModelIndex &parent) const
{
    // Views may ask from inside a change that is being told to them.
    return !parent.isValid() && !m_refreshing && m_runs.size() < m_matches;
}

void RunListModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent)) {
        return;
    }
    const QList<RunSummary> more = read(int(m_runs.size()), pageSize);
    if (more.isEmpty()) {
        m_matches = int(m_runs.size());
        return;
    }
    beginInsertRows({}, int(m_runs.size()), int(m_runs.size() + more.size()) - 1);
    m_runs.append(more);
    endInsertRows();
}

QList<RunSummary> RunListModel::read(int offset, int limit)
{
    Result<QList<RunSummary>> runs = m_store.list(m_search, offset, limit);
    if (!runs) {
        m_problem = runs.error();
        return {};
    }
    m_problem.reset();
    return std::move(*runs);
}

void RunListModel::refresh()
{
    const QList<RunSummary> runs = read(0, std::max<int>(pageSize, int(m_runs.size())));
    m_matches = m_store.count(m_search).value_or(int(runs.size()));
    m_refreshing = true;
    replace(runs);
    m_refreshing = false;
    Q_EMIT summaryChanged();
}

// One change of the store touches one run: what stands before and after it keeps its place.
void RunListModel::replace(const QList<RunSummary> &runs)
{
    const qsizetype shorter = std::min(m_runs.size(), runs.size());
    qsizetype head = 0;
    while (head < shorter && m_runs[head].id == runs[head].id) {
        ++head;
    }
    qsizetype tail = 0;
    while (tail < shorter - head && m_runs[m_runs.size() - 1 - tail].id == runs[runs.size() - 1 - tail].id) {
        ++tail;
    }
    if (m_runs.size() > head + tail) {
        beginRemoveRows({}, int(head), int(m_runs.size() - tail) - 1);
        m_runs.remove(head, m_runs.size() - tail - head);
        endRemoveRows();
    }
    if (runs.size() > head + tail) {
        beginInsertRows({}, int(head), int(runs.size() - tail) - 1);
        for (qsizetype row = head; row < runs.size() - tail; ++row) {
            m_runs.insert(row, runs[row]);
        }
        endInsertRows();
    }
    for (qsizetype row = 0; row < runs.size(); ++row) {
        if (m_runs[row] != runs[row]) {
            m_runs[row] = runs[row];
            Q_EMIT dataChanged(index(int(row)), index(int(row)));
        }
    }
}

} // namespace patchbay
