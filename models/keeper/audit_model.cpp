// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/keeper/audit_model.h"

#include "models/keeper/key_facts.h"

#include <QLocale>

using namespace Qt::StringLiterals;

namespace patchbay {

void AuditModel::setLog(vault::AuditLog log)
{
    beginResetModel();
    m_log = std::move(log);
    endResetModel();
}

int AuditModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_log.entries.size());
}

int AuditModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString AuditModel::text(const vault::AuditEntry &entry, int column) const
{
    switch (column) {
    case Number: return QString::number(entry.number);
    case Time: return QLocale::c().toString(toDateTime(entry.time).toLocalTime(), u"d MMM yyyy HH:mm:ss"_s);
    case Action: return QString::fromStdString(entry.action);
    case Subject: return QString::fromStdString(entry.subject);
    case Detail: return QString::fromStdString(entry.detail);
    default: return {};
    }
}

QVariant AuditModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const std::size_t line = m_log.entries.size() - 1 - static_cast<std::size_t>(index.row());
    const vault::AuditEntry &entry = m_log.entries[line];
    switch (role) {
    case Qt::DisplayRole: return text(entry, index.column());
    case Qt::TextAlignmentRole:
        return static_cast<int>((index.column() == Number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case FilterRole:
        return QStringList { text(entry, Time), text(entry, Action), text(entry, Subject), text(entry, Detail) }.join(u'\n');
    case BrokenRole: return m_log.firstBroken != 0 && line + 1 >= m_log.firstBroken;
    default: return {};
    }
}

QVariant AuditModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>((section == Number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    const QStringList names { tr("No."), tr("Time"), tr("What"), tr("Key"), tr("Detail") };
    return role == Qt::DisplayRole ? QVariant(names.at(section)) : QVariant();
}

} // namespace patchbay
