// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_brushes.h"

#include <QPainter>
#include <QPixmap>

#include <cmath>

namespace patchbay {

QBrush hatchBrush(const QColor &color, const QColor &ground, qreal ratio)
{
    // A pitch of 5 px across the lines is one of about 7 px along the axes.
    const int side = static_cast<int>(std::lround(7 * ratio));
    QPixmap tile(side, side);
    tile.fill(ground);
    QPainter painter(&tile);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 2 * ratio, Qt::SolidLine, Qt::FlatCap));
    for (const int shift : { -side, 0, side }) {
        painter.drawLine(QPointF(shift - side, 2 * side), QPointF(shift + 2 * side, -side));
    }
    painter.end();
    QBrush brush(tile);
    brush.setTransform(QTransform::fromScale(1 / ratio, 1 / ratio));
    return brush;
}

} // namespace patchbay
