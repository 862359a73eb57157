// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/seasonal_course.h"

#include <algorithm>
#include <cmath>

namespace patchbay {

namespace {

// A median's absolute deviation as a normal's standard deviation.
constexpr double normalOfMedian = 1.4826;
// The level follows growth: the last days weigh alone, but enough of them that a weekday does not decide.
constexpr qsizetype levelDays = 21;
constexpr double wild = 3; // spreads from the middle

double robustSpread(const QList<double> &values, double middle)
{
    QList<double> distances;
    for (const double value : values) {
        distances.append(std::abs(value - middle));
    }
    return normalOfMedian * median(std::move(distances));
}

} // namespace

double median(QList<double> values)
{
    if (values.isEmpty()) {
        return 0;
    }
    std::ranges::sort(values);
    const qsizetype half = values.size() / 2;
    return values.size() % 2 == 1 ? values.at(half) : (values.at(half - 1) + values.at(half)) / 2;
}

std::optional<SeasonalCourse> SeasonalCourse::learn(const DailySpend &course, qsizetype end)
{
    const qsizetype from = std::max<qsizetype>(0, end - longest);
    if (end > course.days.size() || end - from < shortest) {
        return std::nullopt;
    }
    std::array<QList<double>, 7> weekdays;
    for (qsizetype day = from; day < end; ++day) {
        weekdays.at(static_cast<std::size_t>(course.dateOf(day).dayOfWeek() - 1)).append(course.days.at(day));
    }
    SeasonalCourse learned;
    double sum = 0;
    for (std::size_t weekday = 0; weekday < 7; ++weekday) {
        learned.m_factors[weekday] = median(weekdays[weekday]);
        sum += learned.m_factors[weekday];
    }
    if (!(sum > 0)) {
        return std::nullopt;
    }
    for (double &factor : learned.m_factors) {
        factor *= 7 / sum;
    }
    // What remains when the week is taken out; a weekday that usually costs nothing tells nothing of the level.
    QList<double> levels;
    QList<double> recent;
    for (qsizetype day = from; day < end; ++day) {
        const double factor = learned.factor(course.dateOf(day));
        if (factor > 0.01) {
            levels.append(course.days.at(day) / factor);
            if (day >= end - levelDays) {
                recent.append(levels.last());
            }
        }
    }
    const double middle = median(recent);
    const double width = robustSpread(recent, middle);
    double kept = 0;
    int count = 0;
    for (const double level : recent) {
        if (std::abs(level - middle) <= wild * width + 1e-12) {
            kept += level;
            ++count;
        }
    }
    learned.m_level = count > 0 ? kept / count : middle;
    if (!(learned.m_level > 0)) {
        return std::nullopt;
    }
    learned.m_spread = width / learned.m_level;
    learned.m_levelSpread = learned.m_spread / std::sqrt(std::max(1, count));
    return learned;
}

} // namespace patchbay
