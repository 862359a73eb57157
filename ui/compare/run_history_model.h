// SPDX-License-Identifier: GPL-3.0-or-later
//
// RunHistoryModel: the runs of the store, newest first, read page by page, in words for the table:
// when, title, models, prompt, cost. The title can be edited.
#pragma once

#include "models/runs/run_store.h"

#include <QAbstractTableModel>

namespace patchbay {

class RunHistoryModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { When, Title, Models, Prompt, Cost, ColumnCount };
    static constexpr int pageSize = 100;

    explicit RunHistoryModel(RunStore &runs, QObject *parent = nullptr);

    // Full text; empty shows all.
    void setSearch(const QString &search);
    void reload();
    int total() const { return m_total; }
    const RunSummary &run(int row) const { return m_rows[row]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    void failed(const QString &sentence);

private:
    QList<RunSummary> page(int offset);
    QString text(const RunSummary &run, int column) const;

    RunStore &m_runs;
    QString m_search;
    QList<RunSummary> m_rows;
    int m_total = 0;
};

} // namespace patchbay
