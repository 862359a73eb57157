// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/spend_buckets.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr qint64 microsecondsPerMillisecond = 1'000;
constexpr qint64 secondsPerHour = 3'600;

// The coarsest unit whose spans lie inside those of every dimension asked for.
SpendDimension unitOf(const QList<SpendDimension> &dimensions)
{
    if (dimensions.contains(SpendDimension::Hour)) {
        return SpendDimension::Hour;
    }
    // Weeks do not lie inside months.
    return dimensions.size() == 1 ? dimensions.first() : SpendDimension::Day;
}

QDateTime startOfUnit(const QDateTime &time, SpendDimension unit, const QTimeZone &zone)
{
    const QDate date = time.date();
    switch (unit) {
    case SpendDimension::Hour: {
        // Counted in the day's own seconds: zones with a half hour begin their hours on the half hour of UTC.
        const qint64 into = time.time().msecsSinceStartOfDay() / 1'000 % secondsPerHour;
        return time.addSecs(-into).addMSecs(-time.time().msec());
    }
    case SpendDimension::Week: return date.addDays(1 - date.dayOfWeek()).startOfDay(zone);
    case SpendDimension::Month: return QDate(date.year(), date.month(), 1).startOfDay(zone);
    default: return date.startOfDay(zone);
    }
}

QDateTime nextStart(const QDateTime &start, SpendDimension unit, const QTimeZone &zone)
{
    const QDate date = start.date();
    switch (unit) {
    case SpendDimension::Hour: {
        const QDateTime next = start.addSecs(secondsPerHour);
        const QDateTime nextDay = date.addDays(1).startOfDay(zone);
        return std::min(next, nextDay);
    }
    case SpendDimension::Week: return date.addDays(8 - date.dayOfWeek()).startOfDay(zone);
    case SpendDimension::Month: return QDate(date.year(), date.month(), 1).addMonths(1).startOfDay(zone);
    default: return date.addDays(1).startOfDay(zone);
    }
}

QString labelOf(const QDateTime &start, SpendDimension dimension)
{
    const QDate date = start.date();
    switch (dimension) {
    case SpendDimension::Hour: return start.toOffsetFromUtc(start.offsetFromUtc()).toString(u"yyyy-MM-ddTHH:mmt"_s)
            .replace(u"UTC"_s, start.offsetFromUtc() == 0 ? u"Z"_s : QString());
    case SpendDimension::Week: {
        int year = 0;
        const int week = date.weekNumber(&year);
        return u"%1-W%2"_s.arg(year).arg(week, 2, 10, QLatin1Char('0'));
    }
    case SpendDimension::Month: return date.toString(u"yyyy-MM"_s);
    default: return date.toString(Qt::ISODate);
    }
}

qint64 microseconds(const QDateTime &time)
{
    return time.toMSecsSinceEpoch() * microsecondsPerMillisecond;
}

} // namespace

bool isTimeDimension(SpendDimension dimension)
{
    return dimension == SpendDimension::Hour || dimension == SpendDimension::Day || dimension == SpendDimension::Week
        || dimension == SpendDimension::Month;
}

QList<SpendBucket> spendBuckets(qint64 from, qint64 to, const QList<SpendDimension> &dimensions, const QTimeZone &zone)
{
    Q_ASSERT(!dimensions.isEmpty());
    const SpendDimension unit = unitOf(dimensions);
    QList<SpendBucket> buckets;
    QDateTime start = startOfUnit(QDateTime::fromMSecsSinceEpoch(from / microsecondsPerMillisecond, zone), unit, zone);
    for (qint64 at = microseconds(start); at < to; at = microseconds(start)) {
        const QDateTime next = nextStart(start, unit, zone);
        SpendBucket bucket { .from = std::max(at, from), .to = std::min(microseconds(next), to), .labels = {} };
        for (const SpendDimension dimension : dimensions) {
            bucket.labels.append(labelOf(start, dimension));
        }
        buckets.append(std::move(bucket));
        start = next;
    }
    return buckets;
}

} // namespace patchbay
