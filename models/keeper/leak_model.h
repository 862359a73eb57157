// SPDX-License-Identifier: GPL-3.0-or-later
//
// LeakModel: where keys of the vault stand in plain text, one row a line of a file.
#pragma once

#include "models/vault/leak_watch.h"

#include <QAbstractTableModel>

namespace patchbay {

class LeakModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Key, Place, Line, Mode, Remedy, ColumnCount };
    Q_ENUM(Column)
    enum Role { FilterRole = Qt::UserRole + 1, FileRole };

    using QAbstractTableModel::QAbstractTableModel;

    void setReport(vault::LeakReport report);
    const vault::LeakReport &report() const { return m_report; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString text(const vault::Leak &leak, int column) const;

    vault::LeakReport m_report;
};

} // namespace patchbay
