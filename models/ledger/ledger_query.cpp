// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledger_query.h"

#include "models/ledger/attempt_table.h"
#include "models/ledger/ledger_reader.h"
#include "models/ledger/spend_query.h"
#include "providers/core/answer_digest.h"

#include <QDateTime>

#include <algorithm>

namespace patchbay {

using storage::NativeStatement;

namespace {

// What a filter asks of a call, which is the same for many rows.
bool callPasses(const LedgerReader &reader, const CallKey &call, const AttemptFilter &filter)
{
    const auto is = [&](CallField::Of field, const std::string &wanted) {
        return wanted.empty() || reader.name(call[field]) == wanted;
    };
    const auto isOneOf = [&](CallField::Of field, const std::vector<std::string> &wanted) {
        return wanted.empty() || std::ranges::contains(wanted, reader.name(call[field]));
    };
    return is(CallField::Provider, filter.provider) && is(CallField::Model, filter.model)
        && (filter.withSimulated || call[CallField::Simulated] == 0)
        && (filter.tag.empty() || std::ranges::contains(tagsFrom(reader.name(call[CallField::Tags])), filter.tag))
        && isOneOf(CallField::Model, filter.models) && isOneOf(CallField::VirtualKey, filter.virtualKeys)
        && isOneOf(CallField::Team, filter.teams) && isOneOf(CallField::User, filter.users)
        && isOneOf(CallField::Customer, filter.customers);
}

// Ids of our own making tell when: ten characters of milliseconds behind the prefix.
std::optional<std::int64_t> timeOfId(std::string_view id)
{
    constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    constexpr std::size_t length = 26;
    constexpr std::size_t timeDigits = 10;
    const std::size_t start = id.find('_') + 1;
    if (start == 0 || id.size() != start + length) {
        return std::nullopt;
    }
    std::int64_t milliseconds = 0;
    for (const char letter : id.substr(start, timeDigits)) {
        const std::size_t digit = alphabet.find(letter);
        if (digit == std::string_view::npos) {
            return std::nullopt;
        }
        milliseconds = milliseconds << 5 | static_cast<std::int64_t>(digit);
    }
    return milliseconds * 1'000;
}

std::int64_t microseconds(WallTime time)
{
    return time.time_since_epoch().count();
}

} // namespace

// A filter as SQL over `row`, for what only a row tells; texts are bound in the order in which they stand.
struct LedgerQuery::Search {
    std::string conditions;
    std::vector<std::string> texts;
    std::vector<std::int64_t> numbers; // before the texts

    void text(std::string_view condition, int times, const std::string &value)
    {
        conditions += conditions.empty() ? " WHERE " : " AND ";
        conditions += condition;
        texts.insert(texts.end(), static_cast<std::size_t>(times), value);
    }
    void number(std::string_view condition, std::int64_t value)
    {
        conditions = (conditions.empty() ? " WHERE " : conditions + " AND ");
        conditions += condition;
        numbers.push_back(value);
    }

    void bind(NativeStatement &statement) const
    {
        for (const std::int64_t value : numbers) {
            statement.bind(value);
        }
        for (const std::string &value : texts) {
            statement.bindText(value);
        }
    }

    static Search of(const AttemptFilter &filter)
    {
        Search search;
        if (filter.from) {
            search.number("row.start_time >= ?", microseconds(*filter.from));
        }
        if (filter.to) {
            search.number("row.start_time < ?", microseconds(*filter.to));
        }
        if (!filter.requestId.empty()) {
            search.text("row.request = ?", 1, filter.requestId);
        }
        if (!filter.parent.empty()) {
            search.text("((row.parent = ? AND typeof(row.parent) = 'text') OR (row.request = ? AND row.parent = 1))", 2, filter.parent);
        }
        if (!filter.anyId.empty()) {
            const std::optional<std::int64_t> time = timeOfId(filter.anyId);
            constexpr std::int64_t minute = 60'000'000;
            const std::string near = time ? " AND row.start_time BETWEEN " + std::to_string(*time - minute) + " AND "
                    + std::to_string(*time + minute)
                                          : std::string();
            // Those of answers are not indexed (they come in no order): the newest is found first.
            const std::string answers = time ? std::string()
                                             : " UNION SELECT * FROM (SELECT sequence FROM ledger_details WHERE answer = '"
                    + answerDigest(filter.anyId) + "' ORDER BY sequence DESC LIMIT 1)";
            search.text("row.sequence IN (SELECT sequence FROM TABLE AS row WHERE row.request = ? UNION SELECT sequence FROM "
                        "TABLE AS row WHERE row.parent = ? AND typeof(row.parent) = 'text' UNION SELECT sequence FROM TABLE "
                        "AS row WHERE row.attempt = ?" + near + answers + ")", 3, filter.anyId);
        }
        return search;
    }

    std::string over(std::string_view table) const
    {
        std::string text = conditions;
        for (std::size_t at = text.find("TABLE"); at != std::string::npos; at = text.find("TABLE", at)) {
            text.replace(at, 5, table);
        }
        return text;
    }
};

WallTime startOfDay(QDate date, const QTimeZone &zone)
{
    return WallTime(std::chrono::milliseconds(date.startOfDay(zone).toMSecsSinceEpoch()));
}

Result<std::unique_ptr<LedgerQuery>> LedgerQuery::open(const QString &file)
{
    return SpendQuery::open(file).and_then([&](std::unique_ptr<SpendQuery> spend) {
        return AttemptTable::openReadOnly(file).transform([&](std::unique_ptr<storage::Database> database) {
            return std::unique_ptr<LedgerQuery>(new LedgerQuery(std::move(database), std::move(spend)));
        });
    });
}

LedgerQuery::LedgerQuery(std::unique_ptr<storage::Database> database, std::unique_ptr<SpendQuery> spend)
    : m_database(std::move(database))
    , m_reader(std::make_unique<LedgerReader>(*m_database))
    , m_spend(std::move(spend))
{
}

LedgerQuery::~LedgerQuery() = default;

Result<LedgerSums> LedgerQuery::sums(WallTime from, WallTime to)
{
    return m_spend->read({ .from = from, .to = to }).transform([](const QList<SpendRow> &rows) {
        LedgerSums sums;
        for (const SpendRow &row : rows) {
            sums = { .known = row.known.value_or(Money {}), .attempts = row.attempts, .estimated = row.estimatedRows,
                     .unknown = row.unpriced, .inFlight = row.open };
        }
        return sums;
    });
}

Result<QList<LedgerDay>> LedgerQuery::days(QDate first, QDate last, const QTimeZone &zone)
{
    QList<LedgerDay> found;
    for (QDate date = first; date <= last; date = date.addDays(1)) {
        const Result<LedgerSums> day = sums(startOfDay(date, zone), startOfDay(date.addDays(1), zone));
        if (!day) {
            return std::unexpected(day.error());
        }
        found.append({ .date = date, .sums = *day });
    }
    return found;
}

// In both tables, newest first; `each` is told whether the row is in flight, its false ends it.
Result<void> LedgerQuery::search(const AttemptFilter &filter, const Visitor &each)
{
    const Search search = Search::of(filter);
    NativeStatement ended = m_database->native(std::string(LedgerReader::endedColumns) + search.over("ledger_rows")
                                               + " ORDER BY row.sequence DESC");
    NativeStatement open = m_database->native(std::string(LedgerReader::openColumns) + search.over("ledger_open")
                                              + " ORDER BY row.sequence DESC");
    search.bind(ended);
    search.bind(open);
    std::unordered_map<std::int64_t, bool> calls;
    const auto passes = [&](const NativeStatement &row, bool isOpen) {
        const auto [known, isNew] = calls.try_emplace(row.integer(5));
        if (isNew) {
            known->second = callPasses(*m_reader, m_reader->call(static_cast<std::uint32_t>(row.integer(5))), filter);
        }
        const AttemptState state = isOpen ? (row.integer(13) == 0 ? AttemptState::Reserved : AttemptState::Sent)
                                          : LedgerReader::stateFrom(row.integer(13));
        const bool failed = !isOpen && m_reader->ending(static_cast<std::uint32_t>(row.integer(14)))[EndingField::ErrorClass] != 0;
        return known->second && (!filter.state || *filter.state == state) && (!filter.onlyFailed || failed);
    };
    Result<bool> moreEnded = ended.step();
    Result<bool> moreOpen = open.step();
    while (moreEnded && moreOpen && (*moreEnded || *moreOpen)) {
        const bool isOpen = *moreOpen && (!*moreEnded || open.integer(0) > ended.integer(0));
        const NativeStatement &row = isOpen ? open : ended;
        if (passes(row, isOpen) && !each(row, isOpen)) {
            return {};
        }
        (isOpen ? moreOpen : moreEnded) = isOpen ? open.step() : ended.step();
    }
    return !moreEnded ? std::unexpected(moreEnded.error()) : !moreOpen ? std::unexpected(moreOpen.error()) : Result<void>();
}

Result<QList<AttemptRow>> LedgerQuery::attempts(const AttemptFilter &filter, int offset, int limit)
{
    const storage::ReadTransaction transaction(*m_database);
    QList<AttemptRow> rows;
    qint64 place = 0;
    const auto take = [&](const NativeStatement &row, bool isOpen) {
        if (place++ >= offset) {
            rows.append(isOpen ? m_reader->openRow(row) : m_reader->row(row));
        }
        return rows.size() < limit;
    };
    return transaction.begun()
        .and_then([&] { return m_reader->refresh(); })
        .and_then([&] { return limit > 0 ? search(filter, take) : Result<void>(); })
        .transform([&] { return std::move(rows); });
}

Result<qint64> LedgerQuery::count(const AttemptFilter &filter)
{
    const storage::ReadTransaction transaction(*m_database);
    qint64 number = 0;
    const auto add = [&](const NativeStatement &, bool) {
        ++number;
        return true;
    };
    return transaction.begun()
        .and_then([&] { return m_reader->refresh(); })
        .and_then([&] { return search(filter, add); })
        .transform([&] { return number; });
}

Result<std::optional<LedgerQuery::Known>> LedgerQuery::known(const std::string &attemptId, const std::string &requestId)
{
    if (!m_known) {
        m_known = m_database->native("SELECT 1, amount FROM ledger_rows WHERE request = ?1 AND attempt = ?2 UNION ALL "
                                     "SELECT 0, NULL FROM ledger_open WHERE attempt = ?2");
    }
    return m_known->bindText(requestId).bindText(attemptId).step().transform([&](bool found) -> std::optional<Known> {
        if (!found) {
            return std::nullopt; // the last row was read: the next question sees what was committed meanwhile
        }
        const std::optional<std::int64_t> amount = m_known->optionalInteger(1);
        const Known known { .ended = m_known->integer(0) != 0, .amount = amount ? std::optional(Money { *amount }) : std::nullopt };
        m_known->reset();
        return known;
    });
}

} // namespace patchbay
