// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/svg_picture.h"

#include <QBuffer>
#include <QPainter>
#include <QSvgGenerator>

namespace patchbay {

QByteArray svgPicture(const QSizeF &size, const QString &title, const std::function<void(QPainter &painter)> &paint)
{
    constexpr int pixelsPerInch = 96; // CSS's
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setTitle(title);
    generator.setSize(size.toSize());
    generator.setViewBox(QRectF(QPointF(), size));
    generator.setResolution(pixelsPerInch);
    QPainter painter(&generator);
    paint(painter);
    painter.end();
    return buffer.data();
}

} // namespace patchbay
