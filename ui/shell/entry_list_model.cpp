// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/entry_list_model.h"

#include "ui/shell/key_cap_painter.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

// What a screen reader says for the line.
QString spokenText(const ListEntry &entry)
{
    QStringList parts { entry.text };
    if (!entry.detail.isEmpty()) {
        parts.append(entry.detail);
    }
    if (!entry.reason.isEmpty()) {
        parts.append(EntryListModel::tr("not available: %1").arg(entry.reason));
    }
    if (!entry.shortcut.isEmpty()) {
        parts.append(shortcutText(entry.shortcut));
    }
    return parts.join(u", "_s);
}

} // namespace

void EntryListModel::setEntries(QList<ListEntry> entries)
{
    beginResetModel();
    m_entries = std::move(entries);
    endResetModel();
}

int EntryListModel::resultCount() const
{
    return static_cast<int>(std::ranges::count(m_entries, false, &ListEntry::heading));
}

int EntryListModel::nextResult(int row, int step) const
{
    const auto count = static_cast<int>(m_entries.size());
    for (int tried = 0; tried < count; ++tried) {
        row = (row + step + count) % count;
        if (!m_entries.at(row).heading) {
            return row;
        }
    }
    return -1;
}

int EntryListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant EntryListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const ListEntry &entry = m_entries.at(index.row());
    switch (role) {
    case Qt::DisplayRole: return entry.text;
    case Qt::AccessibleTextRole: return spokenText(entry);
    case Qt::ToolTipRole: return entry.reason.isEmpty() ? QVariant() : QVariant(entry.reason);
    case HeadingRole: return entry.heading;
    case MatchedRole: return QVariant::fromValue(entry.matched);
    case DetailRole: return entry.detail;
    case IconNameRole: return entry.iconName;
    case ShortcutRole: return entry.shortcut;
    case ReasonRole: return entry.reason;
    default: return {};
    }
}

Qt::ItemFlags EntryListModel::flags(const QModelIndex &index) const
{
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    const ListEntry &entry = m_entries.at(index.row());
    return entry.heading ? Qt::ItemNeverHasChildren | Qt::ItemIsEnabled
                         : Qt::ItemNeverHasChildren | Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

} // namespace patchbay
