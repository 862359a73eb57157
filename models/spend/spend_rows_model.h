// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendRowsModel: the ledger's rows behind a sum, newest first, a page at a time as the view scrolls.
#pragma once

#include "models/spend/spend_desk.h"

#include <QAbstractTableModel>

namespace patchbay {

class SpendRowsModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Time, Key, Model, Outcome, Attempt, TokensIn, TokensOut, Billed, ColumnCount };
    Q_ENUM(Column)
    enum Role { FailedRole = Qt::UserRole + 1 };
    static constexpr int pageSize = 200;

    // The desk outlives it.
    explicit SpendRowsModel(SpendDesk &desk, QObject *parent = nullptr);

    void setRequest(const SpendRequest &request, const SpendNames &names);
    const SpendRequest &request() const { return m_request; }
    const AttemptRow *row(int row) const;
    // All rows were read.
    bool isComplete() const { return m_complete; }
    const std::optional<Error> &problem() const { return m_problem; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    void pageRead();

private:
    void noteDecimals(const QList<AttemptRow> &page);
    void take(quint64 generation, const SpendDesk::Page &page);
    QString text(const AttemptRow &row, int column) const;

    SpendDesk &m_desk;
    SpendRequest m_request;
    SpendNames m_names;
    QList<AttemptRow> m_rows;
    std::optional<Error> m_problem;
    quint64 m_generation = 0;
    int m_decimals = 2; // of amounts, one number for the column
    bool m_reading = false;
    bool m_complete = true;
};

// "timeout", "429 rate limit", "ok": what a row says about its end.
QString outcomeWords(const AttemptRow &row);

} // namespace patchbay
