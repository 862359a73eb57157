// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendOutlook: what the days of a view tell beyond their sums: where the month will end, and which days stood out. With
// the view's own filters, in its zone.
#pragma once

#include "models/spend/spend_anomaly.h"
#include "models/spend/spend_forecast.h"

namespace patchbay {

struct SpendOutlook {
    QDate month; // its first day
    double monthSoFar = 0; // dollars
    std::optional<SpendForecast> forecast;
    int daysKnown = 0; // complete ones; the forecast needs SeasonalCourse::shortest
    // Of the picture's range, the largest first, at most `mostAnomalies`.
    std::vector<SpendAnomaly> anomalies;
};
inline constexpr std::size_t mostAnomalies = 2;

// The days of [first, today], those without rows as 0.
DailySpend dailyCourse(const QList<SpendRow> &byDay, QDate first, QDate today);

Result<std::optional<SpendOutlook>> readOutlook(SpendQuery &query, const SpendPicture &picture, const SpendNames &names,
                                                const std::function<bool()> &wanted);

} // namespace patchbay
