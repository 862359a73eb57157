// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/spend_anomaly.h"

#include "models/format/format.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

// A day stands out when it lies so many spreads above what was expected, and by so much of it.
constexpr double spreads = 4;
constexpr double leastExcess = 0.4;
// Of fewer days a weekday is known from two or three others, which may be odd themselves.
constexpr qsizetype enoughDays = 28;
// Spend so regular that it has no spread would make every cent an anomaly.
constexpr double leastSpread = 0.05;
constexpr double leastDollars = 0.1;
constexpr double repeated = 1.5;

double dollars(const SpendRow &row)
{
    return row.known ? double(row.known->nanoDollars) * 1e-9 : 0;
}

Money moneyOf(double value)
{
    return Money { static_cast<std::int64_t>(std::llround(value * 1e9)) };
}

} // namespace

std::vector<SpendAnomaly> findAnomalies(const DailySpend &course)
{
    std::vector<SpendAnomaly> found;
    for (qsizetype day = enoughDays; day < course.days.size(); ++day) {
        const std::optional<SeasonalCourse> learned = SeasonalCourse::learn(course, day);
        if (!learned) {
            continue;
        }
        const QDate date = course.dateOf(day);
        const double expected = learned->expected(date);
        const double excess = course.days.at(day) - expected;
        const double limit = std::max(spreads * std::max(learned->spread(), leastSpread), leastExcess) * expected;
        if (excess > std::max(limit, leastDollars)) {
            found.push_back({ .date = date, .cost = course.days.at(day), .expected = expected });
            found.back().title = u"+%1 over expected on %2"_s.arg(format::money(moneyOf(excess)), QLocale::c().toString(date, u"d MMM"_s));
        }
    }
    std::ranges::stable_sort(found, std::greater(), &SpendAnomaly::excess);
    return found;
}

QString driverSentence(const QList<SpendRow> &day, const QList<SpendRow> &before, double expected, const SpendNames &names)
{
    double usual = 0;
    for (const SpendRow &row : before) {
        usual += dollars(row);
    }
    // What was usual, in the proportions that it had, as much of it as such a weekday costs.
    const double scale = usual > 0 ? expected / usual : 0;
    double more = 0;
    double most = 0;
    const SpendRow *driver = nullptr;
    for (const SpendRow &row : day) {
        const auto found = std::ranges::find(before, row.values, &SpendRow::values);
        const double excess = dollars(row) - (found == before.end() ? 0 : dollars(*found) * scale);
        more += std::max(0.0, excess);
        if (excess > most) {
            most = excess;
            driver = &row;
        }
    }
    if (driver == nullptr) {
        return {};
    }
    QString sentence = u"%1 from %2 on %3"_s.arg(format::percent(std::round(most / more * 100) / 100),
                                                 driver->values[0].isEmpty() ? u"calls without a key"_s
                                                                             : u"key "_s + entityName(SpendDimension::Key, driver->values[0], names),
                                                 entityName(SpendDimension::Model, driver->values[1], names));
    const double again = driver->requests > 0 ? double(driver->attempts) / double(driver->requests) : 1;
    if (again >= repeated) {
        sentence += u", retries ×%1"_s.arg(std::lround(again));
    }
    return sentence;
}

} // namespace patchbay
