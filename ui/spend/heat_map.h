// SPDX-License-Identifier: GPL-3.0-or-later
//
// HeatMap: what each hour of the week cost, over all weeks that are shown: days down, hours across, the darker the dearer.
#pragma once

#include "models/spend/spend_course.h"
#include "ui/widgets/theme.h"

#include <QWidget>

namespace patchbay {

class HeatMap final : public QWidget {
    Q_OBJECT
public:
    explicit HeatMap(const Theme &theme, QWidget *parent = nullptr);

    void setWeek(const SpendWeek &week);
    // -1: none is.
    void select(int hour);
    // Of an hourOfWeek().
    QRect placeOf(int hour) const;

Q_SIGNALS:
    void hourChosen(int hour);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    int hourAt(const QPointF &position) const;
    void describe();
    void moveTo(int hour);

    const Theme &m_theme;
    SpendWeek m_week;
    qint64 m_most = 0; // nano-dollars
    int m_cursor = 0;
    int m_hovered = -1;
    int m_selected = -1;
};

} // namespace patchbay
