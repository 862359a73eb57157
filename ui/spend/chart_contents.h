// SPDX-License-Identifier: GPL-3.0-or-later
//
// What charts show of a picture, as the canvas takes it.
#pragma once

#include "models/spend/saved_views.h"
#include "models/spend/spend_outlook.h"
#include "ui/spend/spend_colors.h"
#include "ui/widgets/chart_canvas.h"
#include "ui/widgets/theme.h"

namespace patchbay {

struct CostChart {
    ChartContent content;
    QList<int> drawn; // entities of the picture that the filters let through, from the axis upwards
    QList<int> marked; // buckets of the marks
};
CostChart costChart(const SpendPicture &picture, const std::optional<SpendOutlook> &outlook, SpendStyle style, const Theme &theme, SpendColors &colors);
// Median and 95th percentile.
ChartContent latencyChart(const SpendPicture &picture, const SpendLatency &latency, const Theme &theme);
ChartContent errorChart(const SpendPicture &picture, const SpendErrors &errors, const Theme &theme);

} // namespace patchbay
