// SPDX-License-Identifier: GPL-3.0-or-later
//
// SeasonalCourse: what a day of the week usually costs, learned from the days before: a level and one factor a weekday,
// both from medians, so that one wild day changes nothing. Pure.
#pragma once

#include <QDate>
#include <QList>

#include <array>
#include <optional>

namespace patchbay {

struct DailySpend {
    QDate first;
    QList<double> days; // dollars; a day without a row is 0
    QDate dateOf(qsizetype day) const { return first.addDays(day); }
};

class SeasonalCourse {
public:
    // Fewer days tell nothing.
    static constexpr qsizetype shortest = 14;
    static constexpr qsizetype longest = 56;

    // Learned from the days before `end` (an index); nothing where they are too few or all are 0.
    static std::optional<SeasonalCourse> learn(const DailySpend &course, qsizetype end);

    double expected(QDate date) const { return m_level * factor(date); }
    // Of one day's relative deviation, as a normal's standard deviation.
    double spread() const { return m_spread; }
    // Of the level itself.
    double levelSpread() const { return m_levelSpread; }

private:
    double factor(QDate date) const { return m_factors.at(static_cast<std::size_t>(date.dayOfWeek() - 1)); }

    double m_level = 0;
    double m_spread = 0;
    double m_levelSpread = 0;
    std::array<double, 7> m_factors { 1, 1, 1, 1, 1, 1, 1 };
};

double median(QList<double> values); // 0 of none

} // namespace patchbay
