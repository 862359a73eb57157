// SPDX-License-Identifier: GPL-3.0-or-later
//
// ColumnHeader: "Model groups 5" over each column of the canvas; follows its scrolling and zoom.
#pragma once

#include "ui/widgets/theme.h"

#include <QWidget>

namespace patchbay {

class BayView;

class ColumnHeader final : public QWidget {
    Q_OBJECT
public:
    ColumnHeader(const Theme &theme, const BayView &view, QWidget *parent = nullptr);

    struct Column {
        QString title;
        int count = 0;
        qreal left = 0; // scene
        qreal width = 0;
        bool operator==(const Column &) const = default;
    };
    void setColumns(const QList<Column> &columns);

    QSize sizeHint() const override { return { 100, 36 }; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    const BayView &m_view;
    QList<Column> m_columns;
};

} // namespace patchbay
