// SPDX-License-Identifier: GPL-3.0-or-later
//
// FigureTable: a few figures in columns, numbers right, tabular; painted, because nothing in it is edited.
#pragma once

#include "ui/widgets/theme.h"

#include <QWidget>

namespace patchbay {

class FigureTable final : public QWidget {
    Q_OBJECT
public:
    struct Cell {
        QString text;
        Role role = Role::Text;
        bool strong = false;
    };
    using Row = QList<Cell>;

    explicit FigureTable(const Theme &theme, QWidget *parent = nullptr);

    void setTable(const QStringList &header, const QList<Row> &rows);
    // Lower rows, where there is little room.
    void setCompact(bool compact);
    // What stands in a cell, of row -1 in the header; for tests and screen readers.
    QString textAt(int row, int column) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return { 320, sizeHint().height() }; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QRect cell(int row, int column) const; // row -1: the header

    const Theme &m_theme;
    QStringList m_header;
    QList<Row> m_rows;
    int m_rowHeight;
};

} // namespace patchbay
