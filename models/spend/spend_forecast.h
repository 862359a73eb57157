// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendForecast: what the days ahead will cost when the weeks go on as they do, with a band that eight in ten outcomes
// fall into, and the error that the same method made on the person's own past. Pure.
#pragma once

#include "models/spend/seasonal_course.h"

namespace patchbay {

struct ForecastDay {
    QDate date;
    double low = 0;
    double middle = 0;
    double high = 0;
};

struct SpendForecast {
    QList<ForecastDay> days; // after today
    double today = 0; // expected at its end
    double ahead = 0; // the rest of today and the days after it
    double low = 0; // of `ahead`
    double high = 0;
    // The median of |forecast − truth| / truth over spans of the same length in the past; nothing where it is too short.
    std::optional<double> error;
    int trials = 0;
};

// From `course`, whose last entry is today so far; `passed` is how much of today is over (0 to 1).
std::optional<SpendForecast> forecastSpend(const DailySpend &course, double passed, QDate last);

// The sum that the method expects of `count` days from index `start` on, knowing only what lies before; nothing where
// that is too little.
std::optional<double> expectedSum(const DailySpend &course, qsizetype start, qsizetype count);

} // namespace patchbay
