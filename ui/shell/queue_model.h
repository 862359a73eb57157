// SPDX-License-Identifier: GPL-3.0-or-later
//
// QueueModel: the work of all panels as rows. Updates rows in place while the same work goes on, so
// that selection and scrolling stay.
#pragma once

#include "ui/shell/panel.h"

#include <QAbstractTableModel>
#include <QPointer>

namespace patchbay {

struct QueueRow {
    QPointer<Panel> panel;
    QueueItem item;
    bool operator==(const QueueRow &) const = default;
};

class QueueModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Title, Detail, Progress, State, Cost, Remaining, Cancel, ColumnCount };
    enum Roles {
        IconNameRole = Qt::UserRole + 1,
        // Of Progress: 0 … 1, or -1 where the end is not known.
        FractionRole,
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(QList<QueueRow> rows);
    const QList<QueueRow> &rows() const { return m_rows; }
    void cancel(int row);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVariant text(const QueueItem &item, int column) const;

    QList<QueueRow> m_rows;
};

} // namespace patchbay
