// SPDX-License-Identifier: GPL-3.0-or-later
//
// AuditModel: what was done with the vault, the latest first; lines that do not follow from the one before say so.
#pragma once

#include "models/vault/vault_audit.h"

#include <QAbstractTableModel>

namespace patchbay {

class AuditModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Number, Time, Action, Subject, Detail, ColumnCount };
    Q_ENUM(Column)
    enum Role { FilterRole = Qt::UserRole + 1, BrokenRole };

    using QAbstractTableModel::QAbstractTableModel;

    void setLog(vault::AuditLog log);
    std::size_t firstBroken() const { return m_log.firstBroken; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString text(const vault::AuditEntry &entry, int column) const;

    vault::AuditLog m_log;
};

} // namespace patchbay
