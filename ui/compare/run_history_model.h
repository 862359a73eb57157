// SPDX-License-Identifier: GPL-3.0-or-later
//
// RunHistoryModel: RunListModel in words, as the columns of a table: when, title, models, prompt,
// cost. The title can be edited.
#pragma once

#include "models/runs/run_store.h"

#include <QIdentityProxyModel>

namespace patchbay {

class RunListModel;

class RunHistoryModel final : public QIdentityProxyModel {
    Q_OBJECT
public:
    enum Column { When, Title, Models, Prompt, Cost, ColumnCount };

    explicit RunHistoryModel(RunStore &runs, QObject *parent = nullptr);

    void setSearch(const QString &search);
    // How many runs match, loaded or not.
    int matchCount() const;
    QString idOf(int row) const;
    QString titleOf(int row) const;

    int columnCount(const QModelIndex &parent = {}) const override;
    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &) const override { return {}; }
    QModelIndex sibling(int row, int column, const QModelIndex &index) const override;
    QModelIndex mapToSource(const QModelIndex &proxyIndex) const override;
    QModelIndex mapFromSource(const QModelIndex &sourceIndex) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    void summaryChanged();
    void failed(const QString &sentence);

private:
    QString text(const QModelIndex &source, int column) const;

    RunStore &m_runs;
    RunListModel *m_list;
};

} // namespace patchbay
