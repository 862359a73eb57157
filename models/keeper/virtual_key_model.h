// SPDX-License-Identifier: GPL-3.0-or-later
//
// VirtualKeyModel: the gateway's virtual keys as a table; the budget's share is a role, for its bar.
#pragma once

#include "models/keeper/virtual_key_facts.h"

#include <QAbstractTableModel>

namespace patchbay {

class VirtualKeyDesk;

class VirtualKeyModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Owner, Models, Budget, Requests, Tokens, Expires, State, ColumnCount };
    Q_ENUM(Column)
    enum Role { TokenRole = Qt::UserRole + 1, SortRole, FilterRole, ShareRole, SpendRole, LimitRole };

    explicit VirtualKeyModel(VirtualKeyDesk &desk, QObject *parent = nullptr);

    int rowOf(const QString &token) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    void read();
    QString text(const VirtualKeyFacts &key, int column) const;
    QVariant sortValue(const VirtualKeyFacts &key, int column) const;

    VirtualKeyDesk &m_desk;
    QList<VirtualKeyFacts> m_keys;
};

} // namespace patchbay
