// SPDX-License-Identifier: GPL-3.0-or-later
//
// RunListModel: the history as a list, newest first, read page by page as the view scrolls.
//
// Follows the store: after a change the loaded part is read again and only what differs is told to
// views, so that selection and scroll position stay.
#pragma once

#include "models/runs/run_store.h"

#include <QAbstractListModel>

#include <optional>

namespace patchbay {

class RunListModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role {
        IdRole = Qt::UserRole + 1,
        TitleRole,
        CreatedRole, // QDateTime
        ModelsRole, // QStringList
        UserTextRole, // beginning of the prompt
        CostRole, // qint64 nano-dollars, -1 when none is known
        FailedRole, // int, panes whose last turn failed
    };
    Q_ENUM(Role)

    // The store outlives the model.
    explicit RunListModel(RunStore &store, QObject *parent = nullptr);

    // Full text; empty shows all runs.
    void setSearch(const QString &search);
    QString search() const { return m_search; }
    // How many runs match, loaded or not.
    int matchCount() const { return m_matches; }
    // Why the list could not be read; it is empty then.
    const std::optional<Error> &problem() const { return m_problem; }
    // Row of a loaded run, or -1.
    int rowOf(const QString &id) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    // matchCount() or problem() changed.
    void summaryChanged();

private:
    void refresh();
    void replace(const QList<RunSummary> &runs);
    QList<RunSummary> read(int offset, int limit);

    RunStore &m_store;
    QString m_search;
    QList<RunSummary> m_runs;
    int m_matches = 0;
    bool m_refreshing = false;
    std::optional<Error> m_problem;
};

} // namespace patchbay
