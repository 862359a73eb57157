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

std::optional<Days> daysOf(const SpendSpan &span, QDate today)
{
    const QDate month(today.year(), today.month(), 1);
    switch (span.preset) {
    case SpendPreset::Today: return Days { today, today.addDays(1) };
    case SpendPreset::Last7Days: return Days { today.addDays(-6), today.addDays(1) };
    case SpendPreset::Last30Days: return Days { today.addDays(-29), today.addDays(1) };
    case SpendPreset::ThisMonth: return Days { month, month.addMonths(1) };
    case SpendPreset::LastMonth: return Days { month.addMonths(-1), month };
    case SpendPreset::Last90Days: return Days { today.addDays(-89), today.addDays(1) };
    case SpendPreset::ThisYear: return Days { QDate(today.year(), 1, 1), QDate(today.year() + 1, 1, 1) };
    case SpendPreset::Own: return span.first.isValid() && span.last >= span.first ? std::optional(Days { span.first, span.last.addDays(1) }) : std::nullopt;
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

// With years: such a span may lie anywhere.
QString ownName(const SpendSpan &span)
{
    const QString last = u"%1 %2"_s.arg(shortDate(span.last)).arg(span.last.year());
    if (span.first == span.last) {
        return last;
    }
    const bool sameYear = span.first.year() == span.last.year();
    return u"%1 to %2"_s.arg(sameYear ? shortDate(span.first) : u"%1 %2"_s.arg(shortDate(span.first)).arg(span.first.year()), last);
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

std::optional<SpendRange> rangeOf(const SpendSpan &span, WallTime now, const QTimeZone &zone)
{
    return daysOf(span, localTime(now, zone).date()).transform([&](const Days &days) {
        return SpendRange { wallTime(days.first.startOfDay(zone)), wallTime(days.end.startOfDay(zone)) };
    });
}

std::optional<SpendRange> rangeBefore(const SpendSpan &span, WallTime now, const QTimeZone &zone, SpendAgainst against)
{
    if (against == SpendAgainst::Nothing) {
        return std::nullopt;
    }
    const QDateTime local = localTime(now, zone);
    return daysOf(span, local.date()).and_then([&](const Days &days) -> std::optional<SpendRange> {
        if (local.date() < days.first) {
            return std::nullopt;
        }
        const QDate first = firstDayBefore(span.preset, days, against);
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
    case SpendPreset::Own: return u"From … to …"_s;
    case SpendPreset::All: break;
    }
    return u"All time"_s;
}

QString rangeName(const SpendSpan &span, WallTime now, const QTimeZone &zone)
{
    const std::optional<Days> days = daysOf(span, localTime(now, zone).date());
    if (!days) {
        return presetName(SpendPreset::All);
    }
    switch (span.preset) {
    case SpendPreset::Today: return u"Today, %1"_s.arg(shortDate(days->first));
    case SpendPreset::ThisMonth:
    case SpendPreset::LastMonth: return u"%1 %2"_s.arg(monthName(days->first)).arg(days->first.year());
    case SpendPreset::ThisYear: return QString::number(days->first.year());
    case SpendPreset::Own: return ownName(span);
    default: return u"%1 to %2"_s.arg(shortDate(days->first), shortDate(days->end.addDays(-1)));
    }
}

QString beforeName(const SpendSpan &span, WallTime now, const QTimeZone &zone, SpendAgainst against)
{
    const QDate today = localTime(now, zone).date();
    const std::optional<Days> days = daysOf(span, today);
    if (!days || today < days->first || against == SpendAgainst::Nothing) {
        return {};
    }
    if (against == SpendAgainst::YearBefore && span.preset != SpendPreset::ThisYear) {
        return u"the same days of %1"_s.arg(days->first.year() - 1);
    }
    const QDate first = firstDayBefore(span.preset, *days, against);
    switch (span.preset) {
    case SpendPreset::Today: return u"yesterday by this hour"_s;
    case SpendPreset::LastMonth: return monthName(first);
    case SpendPreset::ThisMonth: {
        const int last = std::min(today.day(), first.daysInMonth());
        return last == 1 ? u"1 %1"_s.arg(monthName(first)) : u"1–%1 %2"_s.arg(last).arg(monthName(first));
    }
    case SpendPreset::ThisYear: return u"%1 by this day"_s.arg(first.year());
    default: {
        const qint64 count = days->first.daysTo(days->end);
        return count == 1 ? u"the day before"_s : u"the %1 days before"_s.arg(count);
    }
    }
}

SpendDimension unitFor(QDate first, QDate last)
{
    const qint64 days = first.daysTo(last) + 1;
    return days <= 2 ? SpendDimension::Hour
        : days <= 100 ? SpendDimension::Day
        : days <= 800 ? SpendDimension::Week
                      : SpendDimension::Month;
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
