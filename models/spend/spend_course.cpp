// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/spend_course.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr qsizetype errorKinds = 7;

QHash<QString, int> placesOf(const SpendPicture &picture)
{
    QHash<QString, int> places;
    for (qsizetype bucket = 0; bucket < picture.buckets.size(); ++bucket) {
        places.insert(picture.buckets.at(bucket).labels.first(), static_cast<int>(bucket));
    }
    return places;
}

SpendRequest requestOf(const SpendPicture &picture, const QList<SpendDimension> &by)
{
    SpendRequest request = picture.rowsOf(-1, -1);
    request.by = by;
    return request;
}

SpendLatency latencyOf(const QList<SpendRow> &rows, const SpendPicture &picture)
{
    SpendLatency latency { QList<std::optional<Microseconds>>(picture.buckets.size()), QList<std::optional<Microseconds>>(picture.buckets.size()) };
    const QHash<QString, int> places = placesOf(picture);
    for (const SpendRow &row : rows) {
        if (const int bucket = places.value(row.values.first(), -1); bucket >= 0) {
            latency.median[bucket] = row.median;
            latency.p95[bucket] = row.p95;
        }
    }
    return latency;
}

SpendErrors errorsOf(const QList<SpendRow> &rows, const SpendPicture &picture)
{
    std::map<QString, SpendErrors::Kind> found;
    const QHash<QString, int> places = placesOf(picture);
    for (const SpendRow &row : rows) {
        const QString &failure = row.values.at(1);
        const int bucket = places.value(row.values.at(0), -1);
        if (failure.isEmpty() || bucket < 0) {
            continue;
        }
        SpendErrors::Kind &kind = found.try_emplace(failure, SpendErrors::Kind { { failure }, false, QList<qint64>(picture.buckets.size(), 0), 0 }).first->second;
        kind.attempts[bucket] += row.attempts;
        kind.all += row.attempts;
    }
    SpendErrors errors;
    for (const auto &[failure, kind] : found) {
        errors.kinds.append(kind);
    }
    std::ranges::stable_sort(errors.kinds, std::greater {}, &SpendErrors::Kind::all);
    while (errors.kinds.size() > errorKinds + 1) {
        const SpendErrors::Kind last = errors.kinds.takeLast();
        SpendErrors::Kind &rest = errors.kinds.last();
        rest.rest = true;
        rest.values.append(last.values);
        rest.all += last.all;
        for (qsizetype bucket = 0; bucket < rest.attempts.size(); ++bucket) {
            rest.attempts[bucket] += last.attempts.at(bucket);
        }
    }
    return errors;
}

SpendWeek weekOf(const QList<SpendRow> &rows)
{
    SpendWeek week { QList<SpendRow>(hoursOfWeek) };
    for (const SpendRow &row : rows) {
        addTo(week.hours[hourOfWeek(QDateTime::fromString(row.values.first(), Qt::ISODate))], row);
    }
    return week;
}

bool costsMore(const SpendPivot::Head &left, const SpendPivot::Head &right)
{
    const auto rank = [](const SpendPivot::Head &head) { return std::pair(head.sum.known.value_or(Money {}), head.sum.attempts); };
    return rank(left) != rank(right) ? rank(left) > rank(right) : left.values < right.values;
}

// The heads of one side; places of all values in `places`.
QList<SpendPivot::Head> headsOf(const QList<SpendRow> &rows, int side, SpendDimension dimension, qsizetype most, const SpendNames &names,
                                QHash<QString, int> &places)
{
    std::map<QString, SpendPivot::Head> found;
    for (const SpendRow &row : rows) {
        const QString &value = row.values.at(side);
        const auto name = [&] { return isTimeDimension(dimension) ? value : entityName(dimension, value, names); };
        addTo(found.try_emplace(value, SpendPivot::Head { { value }, false, name(), {} }).first->second.sum, row);
    }
    QList<SpendPivot::Head> heads;
    for (const auto &[value, head] : found) {
        heads.append(head);
    }
    if (!isTimeDimension(dimension)) {
        std::ranges::stable_sort(heads, costsMore);
        // One that would be alone in the rest stands for itself.
        while (heads.size() > most + 1) {
            const SpendPivot::Head last = heads.takeLast();
            SpendPivot::Head &rest = heads.last();
            rest.rest = true;
            rest.values.append(last.values);
            rest.name = u"Other (%1)"_s.arg(rest.values.size());
            addTo(rest.sum, last.sum);
        }
    }
    for (qsizetype head = 0; head < heads.size(); ++head) {
        for (const QString &value : heads.at(head).values) {
            places.insert(value, static_cast<int>(head));
        }
    }
    return heads;
}

} // namespace

SpendPivot pivotOf(const QList<SpendRow> &byBoth, SpendDimension down, SpendDimension across, const SpendNames &names)
{
    SpendPivot pivot { .down = down, .across = across, .rows = {}, .columns = {}, .cells = {}, .total = {} };
    QHash<QString, int> rowOf;
    QHash<QString, int> columnOf;
    pivot.rows = headsOf(byBoth, 0, down, pivotRows, names, rowOf);
    pivot.columns = headsOf(byBoth, 1, across, pivotColumns, names, columnOf);
    pivot.cells = QList<QList<SpendRow>>(pivot.rows.size(), QList<SpendRow>(pivot.columns.size()));
    for (const SpendRow &row : byBoth) {
        addTo(pivot.cells[rowOf.value(row.values.at(0))][columnOf.value(row.values.at(1))], row);
        addTo(pivot.total, row);
    }
    return pivot;
}

Result<SpendCourse> readCourse(SpendQuery &query, const SpendPicture &picture, SpendSubject subject, SpendDimension across, const SpendNames &names)
{
    SpendRequest request = requestOf(picture, {});
    switch (subject) {
    case SpendSubject::Cost: return SpendCourse {};
    case SpendSubject::Latency:
        request.by = { picture.unit };
        request.withLatency = true;
        break;
    case SpendSubject::Errors: request.by = { picture.unit, SpendDimension::Failure }; break;
    case SpendSubject::Week: request.by = { SpendDimension::Hour }; break;
    case SpendSubject::Pivot: request.by = { picture.view.by, across }; break;
    }
    return query.read(request).transform([&](const QList<SpendRow> &rows) {
        SpendCourse course { .subject = subject };
        if (subject == SpendSubject::Latency) {
            course.latency = latencyOf(rows, picture);
        } else if (subject == SpendSubject::Errors) {
            course.errors = errorsOf(rows, picture);
        } else if (subject == SpendSubject::Week) {
            course.week = weekOf(rows);
        } else {
            course.pivot = pivotOf(rows, picture.view.by, across, names);
        }
        return course;
    });
}

SpendRequest rowsOfErrors(const SpendPicture &picture, const SpendErrors &errors, int bucket, int kind)
{
    SpendRequest request = picture.rowsOf(bucket, -1);
    request.where.append(kind >= 0 ? SpendCondition { SpendDimension::Failure, errors.kinds.at(kind).values }
                                   : SpendCondition { SpendDimension::Failure, { QString() }, true });
    return request;
}

SpendRequest rowsOfHour(const SpendPicture &picture, int hour)
{
    SpendRequest request = picture.rowsOf(-1, -1);
    request.hourOfWeek = hour;
    return request;
}

std::optional<SpendRequest> rowsOfPivot(const SpendPicture &picture, const SpendPivot &pivot, int row, int column)
{
    SpendRequest request = picture.rowsOf(-1, -1);
    const auto add = [&](SpendDimension dimension, const QList<SpendPivot::Head> &heads, int place) {
        if (place < 0) {
            return true;
        }
        if (!isTimeDimension(dimension)) {
            // The conditions of the view hold as well: a rest is only what they let through.
            request.where.append({ dimension, heads.at(place).values });
            return true;
        }
        const auto micro = [](WallTime time) { return qint64(time.time_since_epoch().count()); };
        for (const SpendBucket &bucket : spendBuckets(micro(picture.range.from), micro(picture.range.to), { dimension }, picture.view.zone)) {
            if (bucket.labels.first() == heads.at(place).values.first()) {
                request.from = WallTime(Microseconds(bucket.from));
                request.to = WallTime(Microseconds(bucket.to));
                return true;
            }
        }
        return false;
    };
    return add(pivot.down, pivot.rows, row) && add(pivot.across, pivot.columns, column) ? std::optional(request) : std::nullopt;
}

QString hourName(int hour)
{
    constexpr int hoursADay = 24;
    return u"%1s %2:00"_s.arg(QLocale::c().standaloneDayName(hour / hoursADay + 1)).arg(hour % hoursADay, 2, 10, QLatin1Char('0'));
}

} // namespace patchbay
