// SPDX-License-Identifier: GPL-3.0-or-later
//
// A forecast in words.
#pragma once

#include "models/spend/spend_outlook.h"

namespace patchbay {

struct ForecastWords {
    QString total; // "$42.30": so far and ahead
    QString band; // "$39.60 to $45.20"
    QString error; // "error ± 6 % on 41 spans of the past", or why there is none
};

// The outlook has a forecast.
ForecastWords forecastWords(const SpendOutlook &outlook);

} // namespace patchbay
