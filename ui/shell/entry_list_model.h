// SPDX-License-Identifier: GPL-3.0-or-later
//
// EntryListModel: lines under headings, replaced as a whole. Knows nothing of colours or fonts;
// EntryDelegate paints it.
#pragma once

#include "ui/shell/list_entry.h"

#include <QAbstractListModel>

namespace patchbay {

class EntryListModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Roles {
        HeadingRole = Qt::UserRole + 1,
        MatchedRole,
        DetailRole,
        IconNameRole,
        ShortcutRole,
        ReasonRole,
    };

    using QAbstractListModel::QAbstractListModel;

    void setEntries(QList<ListEntry> entries);
    const QList<ListEntry> &entries() const { return m_entries; }
    // Lines that are not headings.
    int resultCount() const;
    // The next line from `row` in the given direction that is not a heading, wrapping; -1: none.
    int nextResult(int row, int step) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    QList<ListEntry> m_entries;
};

} // namespace patchbay
