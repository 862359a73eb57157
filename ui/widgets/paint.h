// SPDX-License-Identifier: GPL-3.0-or-later
//
// Small strokes that the style and the widgets share. Lengths are logical pixels; every shape keeps
// whole-pixel edges, so that lines stay crisp at 1x and 2x. Nothing here knows a colour by value.
#pragma once

#include <QColor>
#include <QFont>
#include <QRectF>
#include <QString>

class QPainter;

namespace patchbay {

class Theme;

namespace paint {

inline constexpr int controlRadius = 4;
inline constexpr int chipRadius = 3;
inline constexpr int focusWidth = 2;

struct Box {
    QColor fill;    // invalid: none
    QColor outline; // invalid: none
    qreal radius = controlRadius;
    qreal width = 1;
};

void box(QPainter &painter, const QRectF &rect, const Box &look);
// Along the inside of rect.
void focusRing(QPainter &painter, const QRectF &rect, const QColor &color, qreal radius = controlRadius);
// A stroked ">" turned to the side, centred in rect; size is its longer side.
void chevron(QPainter &painter, const QRectF &rect, Qt::ArrowType side, const QColor &color, qreal size = 8);
void cross(QPainter &painter, const QRectF &rect, const QColor &color, qreal size = 8);
void tick(QPainter &painter, const QRectF &rect, const QColor &color);
// 45 degree lines, 1 px, every 5 px (design: estimated amounts, gaps of a diff).
void hatch(QPainter &painter, const QRectF &rect, const QColor &color, qreal lineWidth = 1, qreal pitch = 7);

QSize keyCapSize(const Theme &theme, const QString &text);
struct CapInk {
    QColor outline;
    QColor ink;
};
void keyCap(QPainter &painter, const QRectF &rect, const Theme &theme, const QString &text, const CapInk &ink);

QColor withAlpha(QColor color, qreal alpha);
// Between two colours: 0 is the first.
QColor mix(const QColor &first, const QColor &second, qreal share);

} // namespace paint
} // namespace patchbay
