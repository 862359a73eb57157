// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/cable_curve.h"

#include <algorithm>
#include <cmath>

namespace patchbay::bay {
namespace {

constexpr double leastSwing = 20;

Point between(Point from, Point to, double share)
{
    return { from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share };
}

// The curve from one parameter to another one (de Casteljau).
Curve cut(const Curve &curve, double from, double to)
{
    const auto point = [&curve](double first, double second, double third) {
        const Point one = between(curve[0], curve[1], first);
        const Point two = between(curve[1], curve[2], first);
        const Point three = between(curve[2], curve[3], first);
        return between(between(one, two, second), between(two, three, second), third);
    };
    return { point(from, from, from), point(from, from, to), point(from, to, to), point(to, to, to) };
}

// Where the height of a curve with horizontal ends is so much of the whole: it goes with 3t² - 2t³.
double parameterAt(double share)
{
    double low = 0;
    double high = 1;
    constexpr int steps = 12; // to a pixel of four thousand
    for (int step = 0; step < steps; ++step) {
        const double middle = (low + high) / 2;
        (middle * middle * (3 - 2 * middle) < share ? low : high) = middle;
    }
    return (low + high) / 2;
}

} // namespace

Curve curveOf(const CableRun &run)
{
    const double swing = std::max(std::abs(run.to.x - run.from.x) / 2, leastSwing);
    return { run.from, Point { run.from.x + swing, run.from.y }, Point { run.to.x - swing, run.to.y }, run.to };
}

Point pointAt(const Curve &curve, double share)
{
    return cut(curve, share, share)[0];
}

std::optional<Curve> seenPart(const CableRun &run, const Box &seen, double width)
{
    const Curve whole = curveOf(run);
    const bool forwards = run.to.x - run.from.x >= 2 * leastSwing; // else it leaves the box of its ends
    const double height = run.to.y - run.from.y;
    if (!forwards) {
        return whole;
    }
    Curve part = whole;
    if (std::abs(height) > seen.height && std::abs(height) > 1) {
        constexpr double spare = 4; // pixels, for what the search for the parameter leaves
        const double one = (seen.y - width - spare - run.from.y) / height;
        const double other = (seen.bottom() + width + spare - run.from.y) / height;
        const double first = std::clamp(std::min(one, other), 0.0, 1.0);
        const double last = std::clamp(std::max(one, other), 0.0, 1.0);
        if (first >= last) {
            return std::nullopt;
        }
        // A step of the search more on both sides.
        constexpr double slack = 1.0 / 4'096;
        const double from = first <= 0 ? 0 : std::max(0.0, parameterAt(first) - slack);
        const double to = last >= 1 ? 1 : std::min(1.0, parameterAt(last) + slack);
        part = cut(whole, from, to);
    }
    const bool outside = part[3].x + width < seen.x || part[0].x - width > seen.right();
    return outside ? std::nullopt : std::optional(part);
}

} // namespace patchbay::bay
