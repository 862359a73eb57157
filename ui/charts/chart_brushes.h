// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fills of charts.
#pragma once

#include <QBrush>

namespace patchbay {

// 45 degree lines, 2 px, every 5 px, in the colour on the ground; crisp at the ratio.
QBrush hatchBrush(const QColor &color, const QColor &ground, qreal ratio);

} // namespace patchbay
