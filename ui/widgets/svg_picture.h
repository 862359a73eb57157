// SPDX-License-Identifier: GPL-3.0-or-later
//
// svgPicture: what a function paints, as an SVG text.
#pragma once

#include <QByteArray>
#include <QSizeF>

#include <functional>

class QPainter;
class QString;

namespace patchbay {

// `size` in pixels; the painter's origin is the upper left corner. The title is for readers of screens.
QByteArray svgPicture(const QSizeF &size, const QString &title, const std::function<void(QPainter &painter)> &paint);

} // namespace patchbay
