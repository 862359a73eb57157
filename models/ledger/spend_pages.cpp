// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendQuery: pages of the rows behind a sum. Stretches of time that the sums by hours and days say nothing of are passed over.
#include "models/ledger/spend_buckets.h"
#include "models/ledger/spend_cells.h"
#include "models/ledger/spend_query.h"
#include "models/ledger/spend_rows.h"
#include "models/ledger/spend_scope.h"
#include "models/ledger/spend_sum.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

using Place = SpendQuery::Place;

Place placeOf(const AttemptRow &row)
{
    return { row.draft.start.time_since_epoch().count(), row.sequence };
}

// Whether the moment lies in the hour of the week that is asked for.
bool isInHour(const SpendRequest &request, std::int64_t start)
{
    return !request.hourOfWeek || hourOfWeek(QDateTime::fromMSecsSinceEpoch(start / 1'000, request.zone)) == *request.hourOfWeek;
}

bool isBefore(const Place &left, const Place &right)
{
    return std::pair(left.start, left.sequence) < std::pair(right.start, right.sequence);
}

} // namespace

// One question's page while it fills.
struct SpendQuery::PageReading {
    const SpendRequest &request;
    SpendScope scope;
    Place behind;
    qsizetype limit;
    QList<AttemptRow> rows {};
    std::vector<std::int8_t> contexts {}; // by number: 1 wanted, -1 not, 0 not asked yet
    bool failures = false; // only these are wanted, and an index has them
    std::optional<std::vector<std::uint32_t>> few {}; // all that are wanted, where these are few
    std::unordered_map<std::uint64_t, bool> wanted {}; // by call, ending and state
    std::optional<storage::NativeStatement> select {}; // what tells whether a row is wanted
    std::optional<storage::NativeStatement> whole {};

    bool full() const { return rows.size() >= limit; }
};

Result<void> SpendQuery::readOpenRows(PageReading &page, const Span &span)
{
    if (page.request.trait) {
        return {};
    }
    storage::NativeStatement select = m_database->native(std::string(LedgerReader::openColumns)
                                                         + "WHERE row.start_time >= ? AND row.start_time < ?");
    Result<bool> more = select.bind(std::int64_t(span.from)).bind(std::int64_t(span.to)).step();
    for (; more && *more; more = select.step()) {
        ContextKey context {};
        std::ranges::copy(m_reader->call(static_cast<std::uint32_t>(select.integer(5))), context.begin() + ContextField::FirstOfCall);
        context[ContextField::Status] = static_cast<std::uint32_t>(SpendStatus::Open);
        page.scope.setRun(select.isText(3) ? select.text(3) : std::string_view());
        if (AttemptRow row = m_reader->openRow(select); !page.scope.groupsOf(context).empty() && isBefore(placeOf(row), page.behind)
            && isInHour(page.request, placeOf(row).start)) {
            page.rows.append(std::move(row));
        }
    }
    page.scope.setRun({});
    return more ? Result<void>() : std::unexpected(more.error());
}

// The run is that of the scope.
bool SpendQuery::isWanted(PageReading &page, std::uint32_t call, std::uint32_t ending, EndedState state) const
{
    if (page.scope.wantsRuns()) {
        return !page.scope.groupsOf(*contextOf(m_reader->call(call), m_reader->ending(ending), state)).empty();
    }
    const auto [known, isNew] = page.wanted.try_emplace(std::uint64_t(call) << 32 | std::uint64_t(ending) << 2 | static_cast<std::uint64_t>(state));
    if (isNew) {
        known->second = !page.scope.groupsOf(*contextOf(m_reader->call(call), m_reader->ending(ending), state)).empty();
    }
    return known->second;
}

// Rows that started in the span, newest first, until the page is full. The index by time alone says which are wanted; it has
// rows of one moment in another order, so these are taken together.
Result<void> SpendQuery::readEndedRows(PageReading &page, const Span &span)
{
    if (!page.select) {
        const std::string trait(page.request.trait ? traitCondition(*page.request.trait) : std::string_view());
        const std::string index = page.failures       ? "INDEXED BY ledger_rows_failed WHERE row.error_message IS NOT NULL AND "
            : page.scope.wantsOnlyRuns() ? "INDEXED BY ledger_rows_by_parent WHERE typeof(row.parent) = 'text' AND "
                                         : "WHERE ";
        page.select = m_database->native(
            "SELECT row.sequence, row.call, row.ending, row.state, row.start_time" + std::string(page.scope.wantsRuns() ? ", row.parent" : "")
            + " FROM ledger_rows AS row " + index +
            "row.start_time >= ? AND row.start_time < ? AND row.start_time <= ? AND (row.start_time, row.sequence) < (?, ?) "
            "AND row.state <> 1" + trait + " ORDER BY row.start_time DESC");
    }
    std::vector<Place> places;
    const auto room = static_cast<std::size_t>(page.limit - page.rows.size());
    storage::NativeStatement &select = *page.select;
    select.bind(std::int64_t(span.from)).bind(std::int64_t(span.to)).bind(std::int64_t(page.behind.start));
    Result<bool> more = select.bind(std::int64_t(page.behind.start)).bind(std::int64_t(page.behind.sequence)).step();
    for (; more && *more; more = select.step()) {
        const qint64 start = select.integer(4);
        if (places.size() >= room && start != places.back().start) {
            break;
        }
        if (page.scope.wantsRuns()) {
            page.scope.setRun(select.isText(5) ? select.text(5) : std::string_view());
        }
        if (isWanted(page, static_cast<std::uint32_t>(select.integer(1)), static_cast<std::uint32_t>(select.integer(2)),
                     static_cast<EndedState>(select.integer(3)))) {
            places.push_back({ start, select.integer(0) });
        }
    }
    select.reset();
    std::ranges::sort(places, [](const Place &left, const Place &right) { return isBefore(right, left); });
    places.resize(std::min(places.size(), room));
    return more ? readWhole(page, places) : std::unexpected(more.error());
}

Result<void> SpendQuery::readWhole(PageReading &page, const std::vector<Place> &places)
{
    if (!page.whole) {
        page.whole = m_database->native(std::string(LedgerReader::endedColumns) + "WHERE row.sequence = ?");
    }
    for (const Place &place : places) {
        if (const Result<bool> found = page.whole->bind(std::int64_t(place.sequence)).step(); !found) {
            return std::unexpected(found.error());
        }
        page.rows.append(m_reader->row(*page.whole));
        page.whole->reset();
    }
    return {};
}

// The stretch before `to` that may have such rows: an hour or a day; nothing where there is none.
Result<std::optional<SpendQuery::Span>> SpendQuery::stretchBefore(PageReading &page, const Span &span)
{
    const Cuboid cuboid = page.scope.cuboid();
    const auto wanted = [&](std::uint32_t context) {
        if (context >= page.contexts.size()) {
            page.contexts.resize(context + 1);
        }
        std::int8_t &known = page.contexts[context];
        if (known == 0) {
            known = page.scope.groupsOf(m_cells->context(context)).empty() ? -1 : 1;
        }
        return known > 0;
    };
    // The last slot of the level that lies in the part, at least partly; nothing where none has such rows.
    const auto lastIn = [&](CellLevel level, const Span &part) -> Result<std::optional<Span>> {
        const std::int64_t length = microsecondsOf(level);
        const std::int64_t first = slotAt(level, part.from);
        const SpendCells::Range range { cuboid, level, first, slotAt(level, part.to - 1) + 1 };
        const Result<std::int64_t> last = page.few ? m_cells->lastSlotOf(range, *page.few) : m_cells->lastSlot(range, wanted);
        return last.transform([&](std::int64_t slot) -> std::optional<Span> {
                if (slot < first) {
                    return std::nullopt;
                }
                return Span { std::max<qint64>(part.from, slot * length), std::min<qint64>(part.to, (slot + 1) * length) };
            });
    };
    for (Span rest = span; rest.from < rest.to;) {
        const Result<std::optional<Span>> day = lastIn(CellLevel::Day, rest);
        if (!day || !*day || !hasCells(cuboid, CellLevel::Hour)) {
            return day;
        }
        const Result<std::optional<Span>> hour = lastIn(CellLevel::Hour, **day);
        if (!hour || *hour) {
            return hour;
        }
        rest.to = (**day).from; // the day's hours with such rows are behind
    }
    return std::nullopt;
}

// All contexts that the conditions let through; nothing where these are many, which are met soon anyhow.
std::optional<std::vector<std::uint32_t>> SpendQuery::fewContexts(SpendScope &scope) const
{
    constexpr std::size_t most = 60;
    std::vector<std::uint32_t> few;
    for (const std::uint32_t context : m_cells->contextsOf(scope.cuboid())) {
        if (!scope.groupsOf(m_cells->context(context)).empty()) {
            few.push_back(context);
        }
    }
    return few.size() > most ? std::nullopt : std::optional(std::move(few));
}

// A file of an earlier version has none until it is next written to.
bool SpendQuery::hasIndexOfFailures()
{
    if (!m_indexOfFailures) {
        m_indexOfFailures = m_database->integer(u"SELECT count(*) FROM sqlite_schema WHERE name = 'ledger_rows_failed'"_s).value_or(0) > 0;
    }
    return *m_indexOfFailures;
}

Result<void> SpendQuery::readStretches(PageReading &page, const Span &span)
{
    Result<void> done;
    for (Span rest = span; done && rest.from < rest.to && !page.full();) {
        // Without conditions every stretch has rows; of failures there are few.
        const bool whole = page.failures || !page.scope.hasConditions() || page.scope.wantsRuns();
        Result<std::optional<Span>> stretch = whole ? std::optional(rest) : stretchBefore(page, rest);
        if (!stretch || !*stretch) {
            return stretch ? Result<void>() : std::unexpected(stretch.error());
        }
        done = readEndedRows(page, **stretch);
        rest.to = (**stretch).from;
    }
    return done;
}

// One hour of each week, the last one first.
Result<void> SpendQuery::readHours(PageReading &page, const Span &span)
{
    const QList<SpendBucket> hours = spendBuckets(span.from, span.to, { SpendDimension::Hour }, page.request.zone);
    Result<void> done;
    for (auto hour = hours.crbegin(); done && hour != hours.crend() && !page.full(); ++hour) {
        if (isInHour(page.request, hour->from)) {
            done = readStretches(page, { hour->from, hour->to });
        }
    }
    return done;
}

Result<QList<AttemptRow>> SpendQuery::attempts(const SpendRequest &request, const Place &behind, int limit)
{
    const storage::ReadTransaction transaction(*m_database);
    const Result<void> begun = transaction.begun().and_then([&] { return m_reader->refresh(); });
    if (!begun) {
        return std::unexpected(begun.error());
    }
    if (!request.outside) {
        return attemptsOf(request, behind, limit);
    }
    QList<AttemptRow> rows;
    for (const SpendRequest &part : partsOutside(request)) {
        const Result<QList<AttemptRow>> found = rows.size() < limit ? attemptsOf(part, behind, limit - static_cast<int>(rows.size())) : QList<AttemptRow> {};
        if (!found) {
            return found;
        }
        rows.append(*found);
    }
    return rows;
}

Result<QList<AttemptRow>> SpendQuery::attemptsOf(const SpendRequest &request, const Place &behind, int limit)
{
    const Result<std::optional<Span>> range = span(request);
    if (!range || !*range) {
        return range ? Result<QList<AttemptRow>>(QList<AttemptRow> {}) : std::unexpected(range.error());
    }
    SpendRequest ungrouped = request;
    ungrouped.by.clear();
    PageReading page { request, SpendScope(*m_reader, ungrouped), behind, limit };
    Result<void> done = readOpenRows(page, **range).and_then([&] { return m_cells->refresh(page.scope.cuboid()); });
    std::ranges::sort(page.rows, [](const AttemptRow &left, const AttemptRow &right) { return isBefore(placeOf(right), placeOf(left)); });
    const QList<AttemptRow> open = std::exchange(page.rows, {});
    page.failures = page.scope.wantsFailures() && hasIndexOfFailures();
    if (done && page.scope.hasConditions() && !page.failures && !page.scope.wantsRuns()) {
        page.few = fewContexts(page.scope);
    }
    const std::int64_t last = std::min<std::int64_t>((**range).to, behind.start < (**range).to ? behind.start + 1 : (**range).to);
    const Span rest { (**range).from, last };
    done = done.and_then([&] {
        return request.hourOfWeek ? readHours(page, rest) : readStretches(page, rest);
    });
    if (!done) {
        return std::unexpected(done.error());
    }
    QList<AttemptRow> merged;
    std::ranges::merge(page.rows, open, std::back_inserter(merged),
                       [](const AttemptRow &left, const AttemptRow &right) { return isBefore(placeOf(right), placeOf(left)); });
    merged.resize(std::min<qsizetype>(merged.size(), limit));
    return merged;
}

} // namespace patchbay
