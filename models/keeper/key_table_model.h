// SPDX-License-Identifier: GPL-3.0-or-later
//
// KeyTableModel: the keys of an unlocked vault as a table; a locked one has no rows. Masked forms only.
#pragma once

#include "models/keeper/key_facts.h"

#include <QAbstractTableModel>

namespace patchbay {

class VaultKeeper;

class KeyTableModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Provider, Key, BoundTo, LastUsed, Requests, Spend, Age, Expires, State, ColumnCount };
    Q_ENUM(Column)
    enum Role { IdRole = Qt::UserRole + 1, SortRole, FilterRole };

    explicit KeyTableModel(VaultKeeper &keeper, QObject *parent = nullptr);

    const KeyFacts &keyAt(int row) const { return m_keys.at(row); }
    int rowOf(const QString &id) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    void read();
    QString text(const KeyFacts &key, int column) const;
    QString tip(const KeyFacts &key, int column) const;
    QVariant sortValue(const KeyFacts &key, int column) const;

    VaultKeeper &m_keeper;
    QList<KeyFacts> m_keys;
};

} // namespace patchbay
