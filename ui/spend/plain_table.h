// SPDX-License-Identifier: GPL-3.0-or-later
//
// PlainTable: a table of a few thousand cells that were made as words already: right-aligned numbers, colours by role,
// sorted by what stands behind the words.
#pragma once

#include "ui/widgets/theme.h"

#include <QTreeView>

#include <optional>

class QStandardItemModel;

namespace patchbay {

struct PlainColumn {
    QString title;
    int width = 100;
    bool isNumber = false;
    bool stretches = false;
};

struct PlainCell {
    QString text;
    std::optional<double> order {}; // sorts; without it the words do
    std::optional<Role> role {}; // of its colour
    bool strong = false;
    QString toolTip {};
};

class PlainTable final : public QTreeView {
    Q_OBJECT
public:
    explicit PlainTable(const Theme &theme, QWidget *parent = nullptr);

    void setColumns(const QList<PlainColumn> &columns);
    // Sorted as the person left it.
    void setRows(const QList<QList<PlainCell>> &rows);
    // Index in what setRows() was given; -1: none.
    int currentRow() const;
    void chooseRow(int row);
    QString textAt(int row, int column) const;
    int rows() const;
    // Where a cell is drawn, in the viewport.
    QRect placeOf(int row, int column) const;
    // All of it, tab-separated.
    QString toTsv() const;

Q_SIGNALS:
    void rowChosen(int row);
    void cellOpened(int row, int column);

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QModelIndex indexOf(int row, int column) const;

    const Theme &m_theme;
    QStandardItemModel *m_items;
    QList<PlainColumn> m_columns;
    bool m_filling = false;
};

} // namespace patchbay
