// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/spend_picture.h"

#include "models/spend/plausible_ends.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

QDateTime startOf(const SpendPicture &picture, int bucket)
{
    return localTime(WallTime(Microseconds(picture.buckets.at(bucket).from)), picture.view.zone);
}

QHash<QString, int> bucketIndex(const SpendPicture &picture)
{
    QHash<QString, int> index;
    for (qsizetype bucket = 0; bucket < picture.buckets.size(); ++bucket) {
        index.insert(picture.buckets.at(bucket).labels.first(), static_cast<int>(bucket));
    }
    return index;
}

bool costsMore(const SpendRow &left, const SpendRow &right)
{
    const auto rank = [](const SpendRow &row) { return std::pair(row.known.value_or(Money {}), row.attempts); };
    return rank(left) != rank(right) ? rank(left) > rank(right) : left.values < right.values;
}

QString providerOf(const QList<SpendRow> &providers, const QString &model)
{
    QString found;
    int count = 0;
    for (const SpendRow &row : providers) {
        if (row.values.at(0) == model) {
            found = row.values.at(1);
            ++count;
        }
    }
    return count > 1 ? u"%1 providers"_s.arg(count) : found;
}

SpendRow emptyRow()
{
    SpendRow row;
    row.basis = u"unknown"_s;
    return row;
}

void placeBuckets(SpendPicture &picture)
{
    const auto micro = [](WallTime time) { return qint64(time.time_since_epoch().count()); };
    picture.buckets = spendBuckets(micro(picture.range.from), micro(picture.range.to), { picture.unit }, picture.view.zone);
    const qint64 now = micro(picture.now);
    for (qsizetype bucket = 0; bucket < picture.buckets.size(); ++bucket) {
        if (picture.buckets.at(bucket).from <= now && now < picture.buckets.at(bucket).to) {
            picture.unfinished = static_cast<int>(bucket);
        }
    }
}

// Rows of a clock that was wrong: beside the figures of all time, and enough for a ledger that has nothing else.
Result<void> readStray(SpendQuery &query, SpendPicture &picture)
{
    const bool ofAllTime = !rangeOf(picture.view.span(), picture.now, picture.view.zone);
    if (!ofAllTime && picture.anything) {
        return {};
    }
    SpendRequest outside = picture.strayRows();
    const Result<QList<SpendRow>> stray = query.read(outside);
    outside.where.clear();
    const Result<QList<SpendRow>> any = query.read(outside);
    if (!stray || !any) {
        return std::unexpected(stray ? any.error() : stray.error());
    }
    picture.anything = picture.anything || !any->isEmpty();
    if (ofAllTime && !stray->isEmpty()) {
        picture.stray = stray->first();
    }
    return {};
}

} // namespace

QString entityName(SpendDimension dimension, const QString &value, const SpendNames &names)
{
    if (value.isEmpty()) {
        return noValueWords(dimension);
    }
    if (dimension == SpendDimension::Provider) {
        return names.value(providerNameKey(value), value);
    }
    const bool named = dimension == SpendDimension::Key || dimension == SpendDimension::Run;
    return named ? names.value(value, value) : value;
}

bool SpendPicture::isShown(const SpendEntity &entity) const
{
    return std::ranges::all_of(view.where, [&](const SpendCondition &condition) {
        return condition.dimension != view.by
            || std::ranges::any_of(entity.values, [&](const QString &value) {
                   return condition.values.contains(value) != condition.except;
               });
    });
}

SpendCondition SpendPicture::conditionOf(const SpendEntity &entity) const
{
    if (!entity.rest) {
        return { view.by, entity.values, false };
    }
    // The rest is whatever is not named: new values belong to it without being listed.
    QStringList named;
    for (const SpendEntity &other : entities) {
        if (!other.rest) {
            named.append(other.values);
        }
    }
    return { view.by, named, true };
}

SpendRequest SpendPicture::rowsOf(int bucket, int entity) const
{
    SpendRequest request { .from = range.from, .to = range.to, .zone = view.zone, .withSimulated = view.withSimulated,
                           .where = view.where };
    if (bucket >= 0) {
        request.from = WallTime(Microseconds(buckets.at(bucket).from));
        request.to = WallTime(Microseconds(buckets.at(bucket).to));
    }
    if (entity >= 0) {
        request.where = without(view.where, view.by);
        request.where.append(conditionOf(entities.at(entity)));
    }
    return request;
}

SpendRequest SpendPicture::strayRows() const
{
    return outsidePlausible({ .zone = view.zone, .withSimulated = view.withSimulated, .where = view.where }, now);
}

QString bucketLabel(const SpendPicture &picture, int bucket)
{
    const QDateTime start = startOf(picture, bucket);
    const QLocale locale = QLocale::c();
    switch (picture.unit) {
    case SpendDimension::Hour: return start.time().hour() == 0 && picture.buckets.size() > 24
            ? locale.toString(start.date(), u"d MMM"_s)
            : start.time().toString(u"HH:mm"_s);
    case SpendDimension::Week: return u"W%1"_s.arg(start.date().weekNumber());
    case SpendDimension::Month: return locale.toString(start.date(), bucket == 0 || start.date().month() == 1 ? u"MMM yyyy"_s : u"MMM"_s);
    default: return bucket == 0 || start.date().day() == 1 ? locale.toString(start.date(), u"d MMM"_s)
                                                           : QString::number(start.date().day());
    }
}

QString bucketTitle(const SpendPicture &picture, int bucket)
{
    const QDateTime start = startOf(picture, bucket);
    const QLocale locale = QLocale::c();
    switch (picture.unit) {
    case SpendDimension::Hour: return locale.toString(start, u"d MMM HH:mm"_s);
    case SpendDimension::Week: return u"week %1, from %2"_s.arg(start.date().weekNumber()).arg(locale.toString(start.date(), u"d MMM"_s));
    case SpendDimension::Month: return locale.toString(start.date(), u"MMMM yyyy"_s);
    default: return locale.toString(start.date(), u"d MMM"_s);
    }
}

void arrange(SpendPicture &picture, const SpendParts &parts, const SpendNames &names)
{
    const qsizetype buckets = picture.buckets.size();
    QList<SpendRow> ranked = parts.byValue;
    std::ranges::sort(ranked, costsMore);
    // One that would be alone in the rest stands for itself.
    const qsizetype own = ranked.size() <= rankedEntities + 1 ? ranked.size() : rankedEntities;
    QHash<QString, int> entityOf;
    for (qsizetype rank = 0; rank < ranked.size(); ++rank) {
        const QString value = ranked.at(rank).values.first();
        if (rank <= own) {
            picture.entities.append({ .values = {}, .rest = rank == own, .name = {}, .sum = emptyRow(),
                                      .course = QList<SpendRow>(buckets, emptyRow()) });
        }
        SpendEntity &entity = picture.entities.last();
        entity.values.append(value);
        addTo(entity.sum, ranked.at(rank));
        entityOf.insert(value, static_cast<int>(picture.entities.size() - 1));
        entity.name = entity.rest ? u"%1 others"_s.arg(entity.values.size()) : entityName(picture.view.by, value, names);
        entity.provider = entity.rest ? QString() : providerOf(parts.providers, value);
        entity.providerName = names.value(providerNameKey(entity.provider), entity.provider);
    }
    for (const SpendRow &row : parts.byValueBefore) {
        if (const auto found = entityOf.constFind(row.values.first()); found != entityOf.cend()) {
            std::optional<SpendRow> &before = picture.entities[*found].before;
            before = before.value_or(emptyRow());
            addTo(*before, row);
        }
    }
    const QHash<QString, int> places = bucketIndex(picture);
    for (const SpendRow &row : parts.byBucket) {
        const int bucket = places.value(row.values.at(0), -1);
        const int entity = entityOf.value(row.values.at(1), -1);
        if (bucket >= 0 && entity >= 0) {
            addTo(picture.entities[entity].course[bucket], row);
        }
    }
    picture.course = QList<SpendRow>(buckets, emptyRow());
    for (const SpendRow &row : parts.course) {
        if (const int bucket = places.value(row.values.first(), -1); bucket >= 0) {
            addTo(picture.course[bucket], row);
        }
    }
}

Result<std::optional<SpendPicture>> readPicture(SpendQuery &query, const SpendView &view, WallTime now,
                                                const SpendNames &names, const std::function<bool()> &wanted)
{
    SpendPicture picture { .view = view, .range = {}, .before = rangeBefore(view.span(), now, view.zone, view.against), .now = now,
                           .buckets = {}, .entities = {}, .total = emptyRow(), .totalBefore = {}, .course = {} };
    const Result<std::optional<SpendQuery::Ends>> ends = plausibleEnds(query, now);
    if (!ends) {
        return std::unexpected(ends.error());
    }
    const SpendRange all = *ends ? SpendRange { (*ends)->first, (*ends)->last + Microseconds(1) } : SpendRange { now, now };
    picture.range = rangeOf(view.span(), now, view.zone).value_or(all);
    if (picture.before && all.from > picture.before->from) {
        // The ledger does not reach so far back: what it lacks would look like growth.
        picture.before.reset();
    }
    picture.unit = usableUnit(view.unit, picture.range);
    placeBuckets(picture);
    const QList<SpendCondition> others = without(view.where, view.by);
    std::optional<Error> problem;
    const auto read = [&](const QList<SpendDimension> &by, const SpendRange &range, const QList<SpendCondition> &where,
                          bool withLatency = false) {
        if (problem || !wanted()) {
            return QList<SpendRow> {};
        }
        const Result<QList<SpendRow>> rows = query.read({ by, range.from, range.to, view.zone, view.withSimulated, where, {}, withLatency });
        if (!rows) {
            problem = rows.error();
        }
        return rows.value_or(QList<SpendRow> {});
    };
    const auto only = [](const QList<SpendRow> &rows) { return rows.isEmpty() ? emptyRow() : rows.first(); };
    picture.total = only(read({}, picture.range, view.where, true));
    picture.anything = !picture.empty() || only(read({}, all, {})).attempts > 0;
    if (const Result<void> told = readStray(query, picture); !told) {
        return std::unexpected(told.error());
    }
    SpendParts parts;
    parts.course = read({ picture.unit }, picture.range, view.where);
    parts.byValue = read({ view.by }, picture.range, others, true);
    parts.byBucket = read({ picture.unit, view.by }, picture.range, others);
    if (picture.before) {
        picture.totalBefore = only(read({}, *picture.before, view.where));
        parts.byValueBefore = read({ view.by }, *picture.before, others);
    }
    if (view.by == SpendDimension::Model) {
        parts.providers = read({ SpendDimension::Model, SpendDimension::Provider }, picture.range, others);
    }
    if (problem) {
        return std::unexpected(*problem);
    }
    if (!wanted()) {
        return std::nullopt;
    }
    arrange(picture, parts, names);
    return picture;
}

} // namespace patchbay
