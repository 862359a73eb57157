// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/spend_view.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr qint64 largestBucketCount = 800;

QString monthName(QDate date)
{
    return QLocale::c().standaloneMonthName(date.month());
}

QString shortDate(QDate date)
{
    return QLocale::c().toString(date, u"d MMM"_s);
}

struct Days {
    QDate first;
    QDate end; // not included
};

std::optional<Days> daysOf(SpendPreset preset, QDate today)
{
    const QDate month(today.year(), today.month(), 1);
    switch (preset) {
    case SpendPreset::Today: return Days { today, today.addDays(1) };
    case SpendPreset::Last7Days: return Days { today.addDays(-6), today.addDays(1) };
    case SpendPreset::Last30Days: return Days { today.addDays(-29), today.addDays(1) };
    case SpendPreset::ThisMonth: return Days { month, month.addMonths(1) };
    case SpendPreset::LastMonth: return Days { month.addMonths(-1), month };
    case SpendPreset::Last90Days: return Days { today.addDays(-89), today.addDays(1) };
    case SpendPreset::ThisYear: return Days { QDate(today.year(), 1, 1), QDate(today.year() + 1, 1, 1) };
    case SpendPreset::All: break;
    }
    return std::nullopt;
}

QDate firstDayBefore(SpendPreset preset, const Days &days, SpendAgainst against)
{
    if (against == SpendAgainst::YearBefore) {
        return days.first.addYears(-1);
    }
    switch (preset) {
    case SpendPreset::ThisMonth:
    case SpendPreset::LastMonth: return days.first.addMonths(-1);
    case SpendPreset::ThisYear: return days.first.addYears(-1);
    default: return days.first.addDays(-days.first.daysTo(days.end));
    }
}

} // namespace

QDateTime localTime(WallTime time, const QTimeZone &zone)
{
    const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch());
    return QDateTime::fromMSecsSinceEpoch(milliseconds.count(), zone);
}

WallTime wallTime(const QDateTime &time)
{
    return WallTime(std::chrono::milliseconds(time.toMSecsSinceEpoch()));
}

std::optional<SpendRange> rangeOf(SpendPreset preset, WallTime now, const QTimeZone &zone)
{
    return daysOf(preset, localTime(now, zone).date()).transform([&](const Days &days) {
        return SpendRange { wallTime(days.first.startOfDay(zone)), wallTime(days.end.startOfDay(zone)) };
    });
}

std::optional<SpendRange> rangeBefore(SpendPreset preset, WallTime now, const QTimeZone &zone, SpendAgainst against)
{
    if (against == SpendAgainst::Nothing) {
        return std::nullopt;
    }
    const QDateTime local = localTime(now, zone);
    return daysOf(preset, local.date()).transform([&](const Days &days) {
        const QDate first = firstDayBefore(preset, days, against);
        const QDateTime begin = first.startOfDay(zone);
        const QDateTime ended = (against == SpendAgainst::YearBefore ? days.end.addYears(-1) : days.first).startOfDay(zone);
        if (local.date() >= days.end) {
            return SpendRange { wallTime(begin), wallTime(ended) };
        }
        // The same day and hour of the period before; a shorter month ends where it ends.
        const QDateTime same(first.addDays(days.first.daysTo(local.date())), local.time(), zone);
        return SpendRange { wallTime(begin), wallTime(std::min(same, ended)) };
    });
}

QString presetName(SpendPreset preset)
{
    switch (preset) {
    case SpendPreset::Today: return u"Today"_s;
    case SpendPreset::Last7Days: return u"Last 7 days"_s;
    case SpendPreset::Last30Days: return u"Last 30 days"_s;
    case SpendPreset::ThisMonth: return u"This month"_s;
    case SpendPreset::LastMonth: return u"Last month"_s;
    case SpendPreset::Last90Days: return u"Last 90 days"_s;
    case SpendPreset::ThisYear: return u"This year"_s;
    case SpendPreset::All: break;
    }
    return u"All time"_s;
}

QString rangeName(SpendPreset preset, WallTime now, const QTimeZone &zone)
{
    const std::optional<Days> days = daysOf(preset, localTime(now, zone).date());
    switch (preset) {
    case SpendPreset::Today: return u"Today, %1"_s.arg(shortDate(days->first));
    case SpendPreset::ThisMonth:
    case SpendPreset::LastMonth: return u"%1 %2"_s.arg(monthName(days->first)).arg(days->first.year());
    case SpendPreset::ThisYear: return QString::number(days->first.year());
    case SpendPreset::All: return presetName(preset);
    default: return u"%1 to %2"_s.arg(shortDate(days->first), shortDate(days->end.addDays(-1)));
    }
}

QString beforeName(SpendPreset preset, WallTime now, const QTimeZone &zone, SpendAgainst against)
{
    const QDate today = localTime(now, zone).date();
    const std::optional<Days> days = daysOf(preset, today);
    if (!days || against == SpendAgainst::Nothing) {
        return {};
    }
    if (against == SpendAgainst::YearBefore && preset != SpendPreset::ThisYear) {
        return u"the same days of %1"_s.arg(days->first.year() - 1);
    }
    const QDate first = firstDayBefore(preset, *days, against);
    switch (preset) {
    case SpendPreset::Today: return u"yesterday by this hour"_s;
    case SpendPreset::LastMonth: return monthName(first);
    case SpendPreset::ThisMonth: {
        const int last = std::min(today.day(), first.daysInMonth());
        return last == 1 ? u"1 %1"_s.arg(monthName(first)) : u"1–%1 %2"_s.arg(last).arg(monthName(first));
    }
    case SpendPreset::ThisYear: return u"%1 by this day"_s.arg(first.year());
    default: return u"the %1 days before"_s.arg(days->first.daysTo(days->end));
    }
}

SpendDimension usableUnit(SpendDimension wanted, const SpendRange &range)
{
    const qint64 hours = std::chrono::floor<std::chrono::hours>(range.to - range.from).count();
    if (wanted == SpendDimension::Hour && hours <= largestBucketCount) {
        return wanted;
    }
    if ((wanted == SpendDimension::Hour || wanted == SpendDimension::Day) && hours / 24 <= largestBucketCount) {
        return SpendDimension::Day;
    }
    if (wanted != SpendDimension::Month && hours / (24 * 7) <= largestBucketCount) {
        return SpendDimension::Week;
    }
    return SpendDimension::Month;
}

QString unitName(SpendDimension unit)
{
    return spendDimensionName(unit);
}

QString dimensionWords(SpendDimension dimension)
{
    switch (dimension) {
    case SpendDimension::Key: return u"virtual key"_s;
    case SpendDimension::ProviderKey: return u"provider key"_s;
    case SpendDimension::Group: return u"model group"_s;
    default: return spendDimensionName(dimension);
    }
}

QString noValueWords(SpendDimension dimension)
{
    return u"no "_s + dimensionWords(dimension);
}

QList<SpendCondition> without(const QList<SpendCondition> &where, SpendDimension dimension)
{
    QList<SpendCondition> kept;
    std::ranges::copy_if(where, std::back_inserter(kept),
                         [dimension](const SpendCondition &condition) { return condition.dimension != dimension; });
    return kept;
}

} // namespace patchbay
