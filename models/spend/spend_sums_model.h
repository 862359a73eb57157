// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendSumsModel: the entities of a picture and their sums as a table; the last row is the total. It is the chart's
// legend, too: colours and marks are the view's matter, the figures for them are roles.
#pragma once

#include "models/spend/spend_picture.h"

#include <QAbstractTableModel>

namespace patchbay {

class SpendSumsModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Provider, Requests, Failed, P95, TokensIn, Cached, TokensOut, Cost, Share, Change, PerThousand, PerTokens, Course, ColumnCount };
    Q_ENUM(Column)
    enum Role {
        EntityRole = Qt::UserRole + 1, // index in the picture; -1 for the total
        ShownRole, // let through by the filters
        ShareRole, // of the total, 0 to 1
        CourseRole, // QList<double>: dollars by bucket
        RoseRole, // the change is an increase that stands out
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setPicture(const SpendPicture &picture);
    // Row of an entity of the picture; -1 where it is not there.
    int rowOf(int entity) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    // The rest and the total stay at the end.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

private:
    void order();
    QString text(int entity, int column) const;
    QString totalText(int column) const;
    double sortValue(const SpendEntity &entity, int column) const;
    double shareOf(int entity) const;

    SpendPicture m_picture;
    QList<int> m_order; // entities, without the total
    int m_costDecimals = 2;
    int m_sortColumn = Cost;
    Qt::SortOrder m_sortOrder = Qt::DescendingOrder;
};

// "+ 18 %", "− 6 %", "new"; noValue() where nothing can be compared.
QString changeText(const std::optional<Money> &now, const std::optional<Money> &before);
// "$1.24", "≈ $1.24", "no price", "$1.24 + 3 without a price"; with "≈" where some of it is estimated.
QString amountText(const SpendRow &row, int decimals = -1);
// "3 attempts have times that cannot be …": what stands beside the figures of all time.
QString strayText(const SpendRow &stray);
// Without the words: "≥ $77.21" where some have no price, "≈ $77.21" where some are estimated.
QString costText(const SpendRow &row, int decimals = -1);
// "≥ " where rows without a price are in it, "≈ " where estimated ones are; before what is derived from it, too.
QString costSign(const SpendRow &row);

} // namespace patchbay
