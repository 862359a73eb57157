// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/spend_query.h"

#include "models/ledger/attempt_columns.h"
#include "models/ledger/attempt_table.h"
#include "models/ledger/spend_buckets.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

struct DimensionRow {
    SpendDimension dimension;
    QLatin1StringView name;
    // Of the attempts table; time dimensions take theirs from the buckets.
    QLatin1StringView expression;
};

constexpr DimensionRow dimensionRows[] = {
    { SpendDimension::Model, "model"_L1, "model"_L1 },
    { SpendDimension::Provider, "provider"_L1, "provider"_L1 },
    { SpendDimension::Group, "group"_L1, "model_group"_L1 },
    { SpendDimension::Deployment, "deployment"_L1, "deployment"_L1 },
    { SpendDimension::Key, "key"_L1, "virtual_key"_L1 },
    { SpendDimension::ProviderKey, "provider_key"_L1, "provider_key"_L1 },
    { SpendDimension::Team, "team"_L1, "team"_L1 },
    { SpendDimension::User, "user"_L1, "user"_L1 },
    { SpendDimension::Customer, "customer"_L1, "customer"_L1 },
    { SpendDimension::Project, "project"_L1, "project"_L1 },
    { SpendDimension::Tag, "tag"_L1, "coalesce(tag.value, '')"_L1 },
    { SpendDimension::Status, "status"_L1,
      "CASE WHEN state IN ('reserved', 'sent') THEN 'open' WHEN state = 'unknown' THEN 'unknown' "
      "WHEN error_class <> '' THEN 'failure' ELSE 'success' END"_L1 },
    { SpendDimension::Endpoint, "endpoint"_L1, "endpoint"_L1 },
    { SpendDimension::Hour, "hour"_L1, {} },
    { SpendDimension::Day, "day"_L1, {} },
    { SpendDimension::Week, "week"_L1, {} },
    { SpendDimension::Month, "month"_L1, {} },
};

const DimensionRow &rowOf(SpendDimension dimension)
{
    return dimensionRows[static_cast<std::size_t>(dimension)];
}

constexpr QLatin1StringView figures =
    "count(DISTINCT request_id), count(*), sum(error_class <> ''), sum(state = 'settled' AND error_class = ''), "
    "coalesce(sum(prompt_tokens), 0), coalesce(sum(completion_tokens), 0), coalesce(sum(cached_tokens), 0), "
    "coalesce(sum(cache_creation_tokens), 0), coalesce(sum(reasoning_tokens), 0), sum(amount), "
    "coalesce(sum(CASE WHEN amount_basis = 'estimated' THEN amount END), 0), "
    "sum(amount IS NULL AND state IN ('settled', 'unknown')), "
    "count(DISTINCT CASE WHEN amount IS NOT NULL AND amount <> 0 THEN amount_basis END), "
    "coalesce(max(CASE WHEN amount IS NOT NULL AND amount <> 0 THEN amount_basis END), "
    "max(CASE WHEN amount IS NOT NULL THEN amount_basis END), 'unknown'), min(start_time)"_L1;

// The values come as one JSON array for each condition; those of tags twice.
QString conditionText(const SpendCondition &condition)
{
    if (condition.dimension == SpendDimension::Tag) {
        return u" AND (EXISTS (SELECT 1 FROM json_each(attempts.tags) AS had WHERE had.value %1 (SELECT value FROM json_each(?))) "
               "OR (attempts.tags = '[]' AND '' %1 (SELECT value FROM json_each(?))))"_s.arg(condition.except ? u"NOT IN"_s : u"IN"_s);
    }
    return u" AND %1 %2 (SELECT value FROM json_each(?))"_s.arg(rowOf(condition.dimension).expression,
                                                               condition.except ? "NOT IN"_L1 : "IN"_L1);
}

QLatin1StringView traitText(SpendTrait trait)
{
    switch (trait) {
    case SpendTrait::RetriedBilled:
        return " AND error_class NOT IN ('', 'Cancelled') AND amount > 0 AND EXISTS (SELECT 1 FROM attempts AS later "
               "WHERE later.request_id = attempts.request_id AND later.number > attempts.number)"_L1;
    case SpendTrait::FailedBilled:
        return " AND error_class NOT IN ('', 'Cancelled') AND amount > 0 AND NOT EXISTS (SELECT 1 FROM attempts AS later "
               "WHERE later.request_id = attempts.request_id AND later.number > attempts.number)"_L1;
    case SpendTrait::Cancelled: return " AND error_class = 'Cancelled' AND amount > 0"_L1;
    case SpendTrait::Short: break;
    }
    return " AND error_class = '' AND amount > 0 AND prompt_tokens BETWEEN 1 AND 200 AND completion_tokens BETWEEN 1 AND 200 "
           "AND coalesce(reasoning_tokens, 0) = 0"_L1;
}

QString whereText(const SpendRequest &request)
{
    QString text = u" WHERE state <> 'voided' AND start_time >= ? AND start_time < ? AND simulated <= ?"_s;
    for (const SpendCondition &condition : request.where) {
        text += conditionText(condition);
    }
    if (request.trait) {
        text += traitText(*request.trait);
    }
    return text;
}

QString selectText(const SpendRequest &request, bool bucketed)
{
    QStringList columns;
    QStringList positions;
    int label = 0;
    for (const SpendDimension dimension : request.by) {
        columns.append(isTimeDimension(dimension) ? u"bucket.value ->> '$[2][%1]'"_s.arg(label++)
                                                  : QString(rowOf(dimension).expression));
        positions.append(QString::number(columns.size()));
    }
    QString text = u"SELECT "_s + columns.join(u", "_s) + (columns.isEmpty() ? QString() : u", "_s) + figures;
    // The buckets come first, so that each reads its own part of the index over time.
    text += bucketed ? u" FROM json_each(?) AS bucket CROSS JOIN attempts ON start_time >= bucket.value ->> '$[0]' "
                       "AND start_time < bucket.value ->> '$[1]'"_s
                     : u" FROM attempts"_s;
    if (request.by.contains(SpendDimension::Tag)) {
        text += u" LEFT JOIN json_each(attempts.tags) AS tag"_s;
    }
    text += whereText(request);
    if (!positions.isEmpty()) {
        text += u" GROUP BY "_s + positions.join(u", "_s) + u" ORDER BY "_s + positions.join(u", "_s);
    }
    return text;
}

QByteArray bucketsJson(const QList<SpendBucket> &buckets)
{
    QJsonArray array;
    for (const SpendBucket &bucket : buckets) {
        array.append(QJsonArray { bucket.from, bucket.to, QJsonArray::fromStringList(bucket.labels) });
    }
    return QJsonDocument(array).toJson(QJsonDocument::Compact);
}

SpendRow rowFrom(const storage::Statement &statement, qsizetype dimensions)
{
    SpendRow row;
    int column = 0;
    for (; column < dimensions; ++column) {
        row.values.append(statement.text(column));
    }
    for (qint64 *figure : { &row.requests, &row.attempts, &row.failed, &row.succeeded, &row.promptTokens, &row.completionTokens,
                            &row.cachedTokens, &row.cacheCreationTokens, &row.reasoningTokens }) {
        *figure = statement.integer(column++);
    }
    if (const std::optional<qint64> amount = statement.optionalInteger(column++)) {
        row.known = Money { *amount };
    }
    row.estimated = Money { statement.integer(column++) };
    row.unpriced = statement.integer(column++);
    const qint64 bases = statement.integer(column++);
    row.basis = bases > 1 ? u"mixed"_s : statement.text(column);
    row.first = WallTime(Microseconds(statement.integer(++column)));
    return row;
}

} // namespace

QString spendDimensionName(SpendDimension dimension)
{
    return rowOf(dimension).name;
}

std::optional<SpendDimension> spendDimensionFromName(QStringView name)
{
    for (const DimensionRow &row : dimensionRows) {
        if (name == row.name) {
            return row.dimension;
        }
    }
    return std::nullopt;
}

QStringList spendDimensionNames()
{
    QStringList names;
    for (const DimensionRow &row : dimensionRows) {
        names.append(row.name);
    }
    return names;
}

Result<std::unique_ptr<SpendQuery>> SpendQuery::open(const QString &file)
{
    return AttemptTable::openReadOnly(file).transform([](std::unique_ptr<storage::Database> database) {
        return std::unique_ptr<SpendQuery>(new SpendQuery(std::move(database)));
    });
}

SpendQuery::SpendQuery(std::unique_ptr<storage::Database> database)
    : m_database(std::move(database))
{
}

Result<std::optional<SpendQuery::Ends>> SpendQuery::ends()
{
    // Two statements: SQLite reads one end of the index for each.
    std::optional<qint64> found[2];
    for (const auto &[text, end] : { std::pair(u"SELECT min(start_time) FROM attempts"_s, &found[0]),
                                     std::pair(u"SELECT max(start_time) FROM attempts"_s, &found[1]) }) {
        storage::Statement select = m_database->prepare(text);
        if (const Result<void> read = select.each([&] { *end = select.optionalInteger(0); }); !read) {
            return std::unexpected(read.error());
        }
    }
    if (!found[0] || !found[1]) {
        return std::nullopt;
    }
    return Ends { WallTime(Microseconds(*found[0])), WallTime(Microseconds(*found[1])) };
}

Result<std::optional<SpendQuery::Span>> SpendQuery::span(const SpendRequest &request)
{
    return ends().transform([&](const std::optional<Ends> &ends) -> std::optional<Span> {
        if (!ends) {
            return std::nullopt;
        }
        const WallTime from = std::max(ends->first, request.from.value_or(ends->first));
        const WallTime to = std::min(ends->last + Microseconds(1), request.to.value_or(WallTime::max()));
        return from < to ? std::optional(Span { from.time_since_epoch().count(), to.time_since_epoch().count() })
                         : std::nullopt;
    });
}

void SpendQuery::bindWhere(storage::Statement &statement, const Span &span, const SpendRequest &request)
{
    statement.bindInteger(span.from).bindInteger(span.to).bindInteger(request.withSimulated ? 1 : 0);
    for (const SpendCondition &condition : request.where) {
        const QJsonDocument values(QJsonArray::fromStringList(condition.values));
        const QString json = QString::fromUtf8(values.toJson(QJsonDocument::Compact));
        statement.bindText(json);
        if (condition.dimension == SpendDimension::Tag) {
            statement.bindText(json);
        }
    }
}

Result<QList<AttemptRow>> SpendQuery::attempts(const SpendRequest &request, const Place &behind, int limit)
{
    const Result<std::optional<Span>> range = span(request);
    if (!range) {
        return std::unexpected(range.error());
    }
    QList<AttemptRow> rows;
    if (!*range) {
        return rows;
    }
    storage::Statement select =
        m_database->prepare(attemptColumns.toString() + whereText(request)
                            + u" AND start_time <= ? AND (start_time, sequence) < (?, ?) "
                              "ORDER BY start_time DESC, sequence DESC LIMIT ?"_s);
    bindWhere(select, **range, request);
    select.bindInteger(behind.start).bindInteger(behind.start).bindInteger(behind.sequence).bindInteger(limit);
    return select.each([&] { rows.append(attemptRowFrom(select)); }).transform([&] { return std::move(rows); });
}

Result<QList<SpendRow>> SpendQuery::read(const SpendRequest &request)
{
    const Result<std::optional<Span>> range = span(request);
    if (!range) {
        return std::unexpected(range.error());
    }
    QList<SpendRow> rows;
    if (!*range) {
        return rows;
    }
    QList<SpendDimension> times;
    std::ranges::copy_if(request.by, std::back_inserter(times), isTimeDimension);
    storage::Statement select = m_database->prepare(selectText(request, !times.isEmpty()));
    if (!times.isEmpty()) {
        const QList<SpendBucket> buckets = spendBuckets((*range)->from, (*range)->to, times, request.zone);
        select.bindText(QString::fromUtf8(bucketsJson(buckets)));
    }
    bindWhere(select, **range, request);
    const Result<void> done = select.each([&] {
        SpendRow row = rowFrom(select, request.by.size());
        if (row.attempts > 0) {
            rows.append(std::move(row));
        }
    });
    return done.transform([&] { return rows; });
}

} // namespace patchbay
