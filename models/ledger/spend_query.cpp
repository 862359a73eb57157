// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/spend_query.h"

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
    "count(DISTINCT request_id), count(*), sum(error_class <> ''), "
    "coalesce(sum(prompt_tokens), 0), coalesce(sum(completion_tokens), 0), coalesce(sum(cached_tokens), 0), "
    "coalesce(sum(cache_creation_tokens), 0), coalesce(sum(reasoning_tokens), 0), sum(amount), "
    "sum(amount IS NULL AND state IN ('settled', 'unknown')), "
    "count(DISTINCT CASE WHEN amount IS NOT NULL AND amount <> 0 THEN amount_basis END), "
    "coalesce(max(CASE WHEN amount IS NOT NULL AND amount <> 0 THEN amount_basis END), "
    "max(CASE WHEN amount IS NOT NULL THEN amount_basis END), 'unknown')"_L1;

// The values come as one JSON array for each condition.
QString conditionText(const SpendCondition &condition)
{
    return condition.dimension == SpendDimension::Tag
        ? u" AND EXISTS (SELECT 1 FROM json_each(attempts.tags) AS had JOIN json_each(?) AS wanted "
          "ON had.value = wanted.value)"_s
        : u" AND %1 IN (SELECT value FROM json_each(?))"_s.arg(rowOf(condition.dimension).expression);
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
    text += u" WHERE state <> 'voided' AND start_time >= ? AND start_time < ? AND simulated <= ?"_s;
    for (const SpendCondition &condition : request.where) {
        text += conditionText(condition);
    }
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
    for (qint64 *figure : { &row.requests, &row.attempts, &row.failed, &row.promptTokens, &row.completionTokens,
                            &row.cachedTokens, &row.cacheCreationTokens, &row.reasoningTokens }) {
        *figure = statement.integer(column++);
    }
    if (const std::optional<qint64> amount = statement.optionalInteger(column++)) {
        row.known = Money { *amount };
    }
    row.unpriced = statement.integer(column++);
    const qint64 bases = statement.integer(column++);
    row.basis = bases > 1 ? u"mixed"_s : statement.text(column);
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

Result<std::optional<SpendQuery::Span>> SpendQuery::span(const SpendRequest &request)
{
    storage::Statement ends = m_database->prepare(u"SELECT min(start_time), max(start_time) FROM attempts"_s);
    std::optional<Span> found;
    const Result<void> read = ends.each([&] {
        if (!ends.isNull(0)) {
            found = Span { ends.integer(0), ends.integer(1) + 1 };
        }
    });
    if (!read) {
        return std::unexpected(read.error());
    }
    if (found && request.from) {
        found->from = std::max<qint64>(found->from, request.from->time_since_epoch().count());
    }
    if (found && request.to) {
        found->to = std::min<qint64>(found->to, request.to->time_since_epoch().count());
    }
    return found && found->from < found->to ? found : std::nullopt;
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
    select.bindInteger((*range)->from).bindInteger((*range)->to).bindInteger(request.withSimulated ? 1 : 0);
    for (const SpendCondition &condition : request.where) {
        const QJsonDocument values(QJsonArray::fromStringList(condition.values));
        select.bindText(QString::fromUtf8(values.toJson(QJsonDocument::Compact)));
    }
    const Result<void> done = select.each([&] {
        SpendRow row = rowFrom(select, request.by.size());
        if (row.attempts > 0) {
            rows.append(std::move(row));
        }
    });
    return done.transform([&] { return rows; });
}

} // namespace patchbay
