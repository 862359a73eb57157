// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/spend_outlook.h"

#include "models/spend/plausible_ends.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int driverDays = 28; // what a day's drivers are compared with
// What the month's forecast is made of and tested on, before the month: the same whatever span is shown.
constexpr int forecastDays = 182;

SpendRequest daysOf(const SpendPicture &picture, QDate first, QDate end)
{
    const QTimeZone &zone = picture.view.zone;
    return { .by = {}, .from = wallTime(first.startOfDay(zone)), .to = wallTime(end.startOfDay(zone)), .zone = zone,
             .withSimulated = picture.view.withSimulated, .where = picture.view.where };
}

Result<void> explain(SpendQuery &query, const SpendPicture &picture, SpendAnomaly &anomaly, const SpendNames &names)
{
    SpendRequest day = daysOf(picture, anomaly.date, anomaly.date.addDays(1));
    day.by = { SpendDimension::Key, SpendDimension::Model };
    SpendRequest before = daysOf(picture, anomaly.date.addDays(-driverDays), anomaly.date);
    before.by = day.by;
    const Result<QList<SpendRow>> rows = query.read(day);
    const Result<QList<SpendRow>> usual = rows ? query.read(before) : rows;
    if (!usual) {
        return std::unexpected(usual.error());
    }
    anomaly.sentence = driverSentence(*rows, *usual, anomaly.expected, names);
    for (const SpendRow &row : *rows) {
        anomaly.attempts += row.attempts;
    }
    return {};
}

void forecastMonth(SpendOutlook &outlook, const DailySpend &course, const QDateTime &now)
{
    for (qsizetype day = 0; day < course.days.size(); ++day) {
        outlook.monthSoFar += course.dateOf(day) >= outlook.month ? course.days.at(day) : 0;
    }
    const QDateTime start = now.date().startOfDay(now.timeZone());
    const QDateTime end = now.date().addDays(1).startOfDay(now.timeZone());
    const double passed = double(start.msecsTo(now)) / double(start.msecsTo(end));
    outlook.forecast = forecastSpend(course, passed, outlook.month.addMonths(1).addDays(-1));
}

DailySpend since(const DailySpend &course, QDate first)
{
    const qsizetype skipped = std::clamp<qsizetype>(course.first.daysTo(first), 0, course.days.size());
    return { .first = course.first.addDays(skipped), .days = course.days.sliced(skipped) };
}

} // namespace

DailySpend dailyCourse(const QList<SpendRow> &byDay, QDate first, QDate today)
{
    DailySpend course { .first = first, .days = QList<double>(std::max<qint64>(0, first.daysTo(today) + 1), 0.0) };
    for (const SpendRow &row : byDay) {
        const qint64 day = first.daysTo(QDate::fromString(row.values.first(), Qt::ISODate));
        if (day >= 0 && day < course.days.size() && row.known) {
            course.days[day] += double(row.known->nanoDollars) * 1e-9;
        }
    }
    return course;
}

Result<std::optional<SpendOutlook>> readOutlook(SpendQuery &query, const SpendPicture &picture, const SpendNames &names,
                                                const std::function<bool()> &wanted)
{
    const QTimeZone &zone = picture.view.zone;
    const QDateTime now = localTime(picture.now, zone);
    const Result<std::optional<SpendQuery::Ends>> ends = plausibleEnds(query, picture.now);
    if (!ends) {
        return std::unexpected(ends.error());
    }
    SpendOutlook outlook { .month = QDate(now.date().year(), now.date().month(), 1), .forecast = {}, .anomalies = {} };
    if (!*ends || !wanted()) {
        return outlook;
    }
    const QDate shown = localTime(picture.range.from, zone).date();
    const QDate learnsFrom = outlook.month.addDays(-forecastDays);
    const QDate wantedFirst = std::min(shown.addDays(-SeasonalCourse::longest), learnsFrom);
    // Before the first row there was no spend to learn from, rather than none.
    const QDate first = std::max(wantedFirst, localTime((*ends)->first, zone).date());
    SpendRequest days = daysOf(picture, first, now.date().addDays(1));
    days.by = { SpendDimension::Day };
    const Result<QList<SpendRow>> byDay = query.read(days);
    if (!byDay) {
        return std::unexpected(byDay.error());
    }
    const DailySpend course = dailyCourse(*byDay, first, now.date());
    const DailySpend recent = since(course, learnsFrom);
    outlook.daysKnown = static_cast<int>(std::max<qsizetype>(0, recent.days.size() - 1));
    forecastMonth(outlook, recent, now);
    const QDate end = localTime(picture.range.to, zone).date();
    for (SpendAnomaly &anomaly : findAnomalies(course)) {
        if (anomaly.date >= shown && anomaly.date < end && outlook.anomalies.size() < mostAnomalies && wanted()) {
            if (const Result<void> done = explain(query, picture, anomaly, names); !done) {
                return std::unexpected(done.error());
            }
            outlook.anomalies.push_back(std::move(anomaly));
        }
    }
    return wanted() ? std::optional(outlook) : std::nullopt;
}

} // namespace patchbay
