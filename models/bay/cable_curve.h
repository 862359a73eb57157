// SPDX-License-Identifier: GPL-3.0-or-later
//
// The curve of a cable from side to side, and the part of it that is seen: a provider's cables come from everywhere,
// and drawing what is far outside costs as much as drawing what is inside.
#pragma once

#include "models/bay/layout.h"

#include <array>
#include <optional>

namespace patchbay::bay {

// Ends and control points of a cubic Bézier curve.
using Curve = std::array<Point, 4>;

// Of a run that is not vertical: horizontal ends, control points at half the distance; backwards it swings out.
Curve curveOf(const CableRun &run);
// `share` is the curve's parameter, 0 to 1.
Point pointAt(const Curve &curve, double share);
// The part that may be seen in a box, a little more rather than less; nothing where none is. `width`: of the pen.
std::optional<Curve> seenPart(const CableRun &run, const Box &seen, double width);

} // namespace patchbay::bay
