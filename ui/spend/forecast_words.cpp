// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/forecast_words.h"

#include "models/format/format.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace patchbay {

ForecastWords forecastWords(const SpendOutlook &outlook)
{
    const auto money = [](double dollars) { return format::money(Money { static_cast<std::int64_t>(std::llround(dollars * 1e9)) }); };
    const SpendForecast &forecast = *outlook.forecast;
    return { money(outlook.monthSoFar + forecast.ahead),
             u"%1 to %2"_s.arg(money(outlook.monthSoFar + forecast.low), money(outlook.monthSoFar + forecast.high)),
             forecast.error ? u"error ± %1"_s.arg(format::percent(std::round(*forecast.error * 100) / 100)) : u"too little past to test it"_s };
}

} // namespace patchbay
