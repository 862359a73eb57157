// SPDX-License-Identifier: GPL-3.0-or-later
//
// EdgeGrip: an invisible strip over the edge of a dock that changes its width when dragged. The line
// between docks is one pixel, which nobody catches with a mouse.
#pragma once

#include <QWidget>

class QDockWidget;

namespace patchbay {

class EdgeGrip final : public QWidget {
    Q_OBJECT
public:
    static constexpr int gripWidth = 6;

    // A child of the dock, over its left edge; follows its height.
    explicit EdgeGrip(QDockWidget *dock);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;

private:
    void place();

    QDockWidget *m_dock;
    int m_pressedAt = 0; // global
    int m_widthThen = 0;
};

} // namespace patchbay
