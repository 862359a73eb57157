// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/spend_forecast.h"

#include <algorithm>
#include <cmath>

namespace patchbay {

namespace {

// Eight in ten of a normal lie within so many standard deviations.
constexpr double eightInTen = 1.2816;
constexpr int fewestTrials = 5;
constexpr qsizetype shortestTrial = 1;

struct Trials {
    QList<double> errors; // relative, sorted
};

Trials tryOnThePast(const DailySpend &course, qsizetype complete, qsizetype length)
{
    Trials trials;
    for (qsizetype start = SeasonalCourse::shortest; start + length <= complete; ++start) {
        const std::optional<double> expected = expectedSum(course, start, length);
        double truth = 0;
        for (qsizetype day = start; day < start + length; ++day) {
            truth += course.days.at(day);
        }
        if (expected && truth > 0) {
            trials.errors.append(std::abs(*expected - truth) / truth);
        }
    }
    std::ranges::sort(trials.errors);
    return trials;
}

} // namespace

std::optional<double> expectedSum(const DailySpend &course, qsizetype start, qsizetype count)
{
    return SeasonalCourse::learn(course, start).transform([&](const SeasonalCourse &learned) {
        double sum = 0;
        for (qsizetype day = start; day < start + count; ++day) {
            sum += learned.expected(course.dateOf(day));
        }
        return sum;
    });
}

std::optional<SpendForecast> forecastSpend(const DailySpend &course, double passed, QDate last)
{
    if (course.days.isEmpty()) {
        return std::nullopt;
    }
    const qsizetype complete = course.days.size() - 1;
    const QDate today = course.dateOf(complete);
    const std::optional<SeasonalCourse> learned = SeasonalCourse::learn(course, complete);
    if (!learned) {
        return std::nullopt;
    }
    SpendForecast made;
    const double rest = std::clamp(1 - passed, 0.0, 1.0) * learned->expected(today);
    made.today = course.days.last() + rest;
    made.ahead = rest;
    double squares = std::pow(rest * learned->spread(), 2);
    for (QDate date = today.addDays(1); date <= last; date = date.addDays(1)) {
        const double expected = learned->expected(date);
        const double width = eightInTen * expected * learned->spread();
        made.days.append({ date, std::max(0.0, expected - width), expected, expected + width });
        made.ahead += expected;
        squares += std::pow(expected * learned->spread(), 2);
    }
    const Trials trials = tryOnThePast(course, complete, std::max<qsizetype>(shortestTrial, made.days.size()));
    made.trials = static_cast<int>(trials.errors.size());
    double width = eightInTen * std::sqrt(squares + std::pow(made.ahead * learned->levelSpread(), 2));
    if (made.trials >= fewestTrials) {
        made.error = median(trials.errors);
        // What went wrong in the past may go wrong again: the band is never narrower than that.
        const qsizetype eighth = std::min(trials.errors.size() - 1, trials.errors.size() * 8 / 10);
        width = std::max(width, trials.errors.at(eighth) * made.ahead);
    }
    made.low = std::max(0.0, made.ahead - width);
    made.high = made.ahead + width;
    return made;
}

} // namespace patchbay
