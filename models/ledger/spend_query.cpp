// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/spend_query.h"

#include "models/ledger/attempt_table.h"
#include "models/ledger/spend_adder.h"
#include "models/ledger/spend_buckets.h"
#include "models/ledger/spend_plan.h"
#include "models/ledger/spend_sum.h"
#include "models/storage/storage_error.h"

#include <QDateTime>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

QString basisOf(const SpendFigures &figures)
{
    QString found;
    for (const auto &[field, name] : { std::pair(SpendFigures::Reported, u"reported"_s), { SpendFigures::Computed, u"computed"_s },
                                       { SpendFigures::Estimated, u"estimated"_s }, { SpendFigures::Unstated, u"unknown"_s } }) {
        if (figures[field] != 0) {
            if (!found.isEmpty()) {
                return u"mixed"_s;
            }
            found = name;
        }
    }
    if (!found.isEmpty()) {
        return found;
    }
    // Nothing but amounts of 0: free models and failures.
    const std::int64_t known = figures[SpendFigures::Attempts] - figures[SpendFigures::Unpriced] - figures[SpendFigures::Open];
    return known == 0 ? u"unknown"_s : figures[SpendFigures::EstimatedRows] == known ? u"estimated"_s : u"computed"_s;
}

SpendRow rowFrom(const SpendAdder::Sum &sum, bool withLatency)
{
    const SpendFigures &figures = sum.figures;
    SpendRow row;
    constexpr std::pair<qint64 SpendRow::*, SpendFigures::Field> fields[] = {
        { &SpendRow::requests, SpendFigures::Requests },
        { &SpendRow::attempts, SpendFigures::Attempts },
        { &SpendRow::failed, SpendFigures::Failed },
        { &SpendRow::succeeded, SpendFigures::Succeeded },
        { &SpendRow::promptTokens, SpendFigures::PromptTokens },
        { &SpendRow::completionTokens, SpendFigures::CompletionTokens },
        { &SpendRow::cachedTokens, SpendFigures::CachedTokens },
        { &SpendRow::cacheCreationTokens, SpendFigures::CacheCreationTokens },
        { &SpendRow::reasoningTokens, SpendFigures::ReasoningTokens },
        { &SpendRow::unpriced, SpendFigures::Unpriced },
        { &SpendRow::estimatedRows, SpendFigures::EstimatedRows },
        { &SpendRow::open, SpendFigures::Open },
        { &SpendRow::cacheHits, SpendFigures::CacheHits },
        { &SpendRow::duration, SpendFigures::Duration },
        { &SpendRow::firstToken, SpendFigures::FirstToken },
        { &SpendRow::firstTokens, SpendFigures::FirstTokens },
    };
    for (const auto &[member, field] : fields) {
        row.*member = figures[field];
    }
    if (figures[SpendFigures::Attempts] > figures[SpendFigures::Unpriced] + figures[SpendFigures::Open]) {
        row.known = Money { figures[SpendFigures::Amount] };
    }
    row.estimated = Money { figures[SpendFigures::EstimatedAmount] };
    row.basis = basisOf(figures);
    if (const std::int64_t p95 = withLatency ? latencyQuantile(sum.bins, 0.95) : 0; p95 > 0) {
        row.median = Microseconds(latencyQuantile(sum.bins, 0.5));
        row.p95 = Microseconds(p95);
    }
    return row;
}

Error damagedSums(const QString &file)
{
    return storage::toError({ .code = "corrupt",
                              .message = u"A sum in %1 is damaged; the rows are whole."_s.arg(file),
                              .remedy = u"`patchbay-cli spend rebuild` makes the sums anew from the rows."_s });
}

} // namespace

// Spans of time that are summed apart, and where the sums go.
struct SpendQuery::Reading {
    const SpendRequest &request;
    std::vector<std::int64_t> boundaries;
    std::vector<int> bucketOf; // of each span: spans of the same labels are one
    QList<QStringList> labels; // of each bucket; one without, where no time is asked for
    SpendScope scope;
    SpendAdder adder;
    SpendPlan plan {};

    int spanAt(std::int64_t time) const
    {
        const auto behind = std::ranges::upper_bound(boundaries, time);
        return static_cast<int>(behind - boundaries.begin()) - 1;
    }
    int bucket(int span) const { return span < 0 ? -1 : bucketOf[static_cast<std::size_t>(span)]; }
};

Result<std::unique_ptr<SpendQuery>> SpendQuery::open(const QString &file)
{
    return AttemptTable::openReadOnly(file).transform([](std::unique_ptr<storage::Database> database) {
        return std::unique_ptr<SpendQuery>(new SpendQuery(std::move(database)));
    });
}

SpendQuery::SpendQuery(std::unique_ptr<storage::Database> database)
    : m_database(std::move(database))
    , m_reader(std::make_unique<LedgerReader>(*m_database))
    , m_cells(std::make_unique<SpendCells>(*m_database))
    , m_rows(std::make_unique<SpendRows>(*m_database, *m_reader))
{
}

SpendQuery::~SpendQuery() = default;

Result<std::optional<SpendQuery::Ends>> SpendQuery::ends()
{
    // SQLite reads one end of an index for each.
    std::optional<std::int64_t> found[2];
    for (const auto &[text, end] :
         { std::pair("SELECT min(start_time) FROM ledger_rows", &found[0]), { "SELECT max(start_time) FROM ledger_rows", &found[1] },
           { "SELECT min(start_time) FROM ledger_open", &found[0] }, { "SELECT max(start_time) FROM ledger_open", &found[1] } }) {
        storage::NativeStatement select = m_database->native(text);
        if (const Result<bool> read = select.step(); !read) {
            return std::unexpected(read.error());
        }
        if (const std::optional<std::int64_t> time = select.optionalInteger(0)) {
            *end = !*end ? *time : end == &found[0] ? std::min(**end, *time) : std::max(**end, *time);
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

Result<void> SpendQuery::addCells(Reading &reading)
{
    const SpendPlan &plan = reading.plan;
    const Cuboid cuboid = reading.scope.cuboid();
    if (const Result<void> refreshed = m_cells->refresh(cuboid); !refreshed) {
        return refreshed;
    }
    bool good = true;
    std::size_t span = 0;
    Result<void> done = m_cells->read({ cuboid, plan.level, plan.beginnings.front(), plan.beginnings.back() },
                                      [&](std::int64_t slot, std::uint32_t context, std::string_view figures) {
                                          while (slot >= plan.beginnings[span + 1]) {
                                              ++span;
                                          }
                                          good = reading.adder.addCell(reading.bucket(int(span)), -1, context, figures);
                                          return good;
                                      });
    for (const PlanRange &cells : plan.cells) {
        if (!done || !good) {
            break;
        }
        done = m_cells->read({ cuboid, cells.level, cells.from, cells.to },
                             [&](std::int64_t, std::uint32_t context, std::string_view figures) {
                                 good = reading.adder.addCell(reading.bucket(cells.adds), reading.bucket(cells.subtracts),
                                                              context, figures);
                                 return good;
                             });
    }
    return done && !good ? std::unexpected(damagedSums(m_database->file())) : done;
}

Result<void> SpendQuery::addRows(Reading &reading)
{
    for (const PlanRange &range : reading.plan.rows) {
        const Result<void> done = m_rows->ended(range.from, range.to, [&](const SpendRows::Row &row) {
            reading.adder.addRow(reading.bucket(range.adds), reading.bucket(range.subtracts), row);
        });
        if (!done) {
            return done;
        }
    }
    return {};
}

Result<QList<SpendRow>> SpendQuery::readSpan(const SpendRequest &request, const Span &span)
{
    QList<SpendDimension> times;
    std::ranges::copy_if(request.by, std::back_inserter(times), isTimeDimension);
    Reading reading { request, {}, {}, {}, SpendScope(*m_reader, request),
                      SpendAdder(reading.scope, *m_cells, request.withLatency) };
    if (times.isEmpty()) {
        reading.boundaries = { span.from, span.to };
        reading.bucketOf = { 0 };
        reading.labels = { {} };
    } else {
        std::map<QStringList, int> known;
        reading.boundaries.push_back(span.from);
        for (const SpendBucket &bucket : spendBuckets(span.from, span.to, times, request.zone)) {
            const auto [place, isNew] = known.try_emplace(bucket.labels, int(reading.labels.size()));
            if (isNew) {
                reading.labels.append(bucket.labels);
            }
            reading.bucketOf.push_back(place->second);
            reading.boundaries.push_back(bucket.to);
        }
    }
    if (const Result<void> added = addAll(reading); !added) {
        return std::unexpected(added.error());
    }
    QList<SpendRow> rows;
    reading.adder.each([&](int bucket, std::size_t group, const SpendAdder::Sum &sum) {
        if (sum.figures[SpendFigures::Attempts] == 0) {
            return;
        }
        SpendRow row = rowFrom(sum, request.withLatency);
        row.first = WallTime(Microseconds(span.from));
        QStringList values = reading.scope.valuesOf(group);
        QStringList labels = reading.labels.at(bucket);
        for (const SpendDimension dimension : request.by) {
            row.values.append((isTimeDimension(dimension) ? labels : values).takeFirst());
        }
        rows.append(std::move(row));
    });
    std::ranges::sort(rows, {}, &SpendRow::values);
    return rows;
}

Result<QList<SpendRow>> SpendQuery::readHourOfWeek(const SpendRequest &request, const Span &span)
{
    SpendRequest hourly = request;
    hourly.by.prepend(SpendDimension::Hour);
    return readSpan(hourly, span).transform([&](const QList<SpendRow> &hours) {
        SumsByValues sums;
        for (SpendRow row : hours) {
            if (hourOfWeek(QDateTime::fromString(row.values.takeFirst(), Qt::ISODate)) == *request.hourOfWeek) {
                sums.add(row);
            }
        }
        return sums.rows();
    });
}

// A ledger that only a reader of this version has opened has no cells within hours yet.
bool SpendQuery::hasParts()
{
    if (!m_parts) {
        const Result<qint64> version = m_database->integer(u"PRAGMA user_version"_s);
        if (!version) {
            return false;
        }
        m_parts = *version >= AttemptTable::partsVersion;
    }
    return *m_parts;
}

// From cells where there are any for the question, else from rows.
Result<void> SpendQuery::addAll(Reading &reading)
{
    const SpendRequest &request = reading.request;
    const Cuboid cuboid = reading.scope.cuboid();
    const bool hourly = request.by.contains(SpendDimension::Hour);
    const std::int64_t from = reading.boundaries.front();
    const std::int64_t to = reading.boundaries.back();
    const bool runs = reading.scope.wantsRuns();
    const auto each = [&](const SpendRows::Row &row) {
        reading.scope.setRun(runs ? row.run() : std::string_view());
        reading.adder.addRow(reading.bucket(reading.spanAt(row.start)), -1, row);
        reading.scope.setRun({});
    };
    if (request.trait) {
        return m_rows->withTrait(*request.trait, from, to, each);
    }
    const CellLevel level = hourly ? CellLevel::Hour : CellLevel::Day;
    const bool cells = !m_onlyRows && hasCells(cuboid, level) && !(request.withLatency && (hourly || cuboid == Cuboid::Full));
    Result<void> done;
    if (cells) {
        // Cells of hours and less have no bins.
        const bool hours = hasCells(cuboid, CellLevel::Hour) && !request.withLatency;
        reading.plan = planSpend(reading.boundaries, level, !hours ? level : hasParts() ? CellLevel::Quarter : CellLevel::Hour);
        done = addCells(reading).and_then([&] { return addRows(reading); });
        if (done && runs) {
            // Cells know no runs: there all of it stands under none, and each row of a run goes from there to its run.
            done = m_rows->ofRuns(from, to, [&](const SpendRows::Row &row) {
                reading.adder.addRow(-1, reading.bucket(reading.spanAt(row.start)), row);
                each(row);
            });
        }
    } else {
        done = m_rows->ended(from, to, each);
    }
    return done.and_then([&] { return m_rows->open(from, to, each); });
}

Result<void> SpendQuery::findFirst(const SpendRequest &request, const Span &span, QList<SpendRow> &rows)
{
    SpendScope scope(*m_reader, request);
    std::map<QStringList, WallTime> found;
    const auto look = [&](const SpendRows::Row &row) {
        scope.setRun(scope.wantsRuns() ? row.run() : std::string_view());
        for (const std::uint32_t group : scope.groupsOf(row.context)) {
            const WallTime start { Microseconds(row.start) };
            WallTime &first = found.try_emplace(scope.valuesOf(group), start).first->second;
            first = std::min(first, start);
        }
    };
    // An hour at a time, until each group has been seen.
    constexpr std::int64_t step = microsecondsOf(CellLevel::Hour);
    for (std::int64_t at = span.from; at < span.to && qsizetype(found.size()) < rows.size(); at += step) {
        const std::int64_t to = std::min<std::int64_t>(at + step, span.to);
        const Result<void> done = m_rows->ended(at, to, look).and_then([&] { return m_rows->open(at, to, look); });
        if (!done) {
            return done;
        }
    }
    for (SpendRow &row : rows) {
        if (const auto first = found.find(row.values); first != found.end()) {
            row.first = first->second;
        }
    }
    return {};
}

Result<QList<SpendRow>> SpendQuery::read(const SpendRequest &request)
{
    // One state of the file, whatever is committed meanwhile.
    const storage::ReadTransaction transaction(*m_database);
    const Result<void> begun = transaction.begun().and_then([&] { return m_reader->refresh(); });
    if (!begun) {
        return std::unexpected(begun.error());
    }
    if (!request.outside) {
        return readPart(request);
    }
    SumsByValues sums;
    for (const SpendRequest &part : partsOutside(request)) {
        const Result<QList<SpendRow>> rows = readPart(part);
        if (!rows) {
            return rows;
        }
        std::ranges::for_each(*rows, [&](const SpendRow &row) { sums.add(row); });
    }
    return sums.rows();
}

Result<QList<SpendRow>> SpendQuery::readPart(const SpendRequest &request)
{
    const Result<std::optional<Span>> range = span(request);
    if (!range) {
        return std::unexpected(range.error());
    }
    if (!*range) {
        return QList<SpendRow> {};
    }
    Result<QList<SpendRow>> rows = request.hourOfWeek ? readHourOfWeek(request, **range) : readSpan(request, **range);
    if (rows && request.withFirst) {
        if (const Result<void> found = findFirst(request, **range, *rows); !found) {
            return std::unexpected(found.error());
        }
    }
    return rows;
}

} // namespace patchbay
