// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/gateway/sql_body_store.h"

#include <QFile>

namespace patchbay {

using namespace Qt::StringLiterals;
using gateway::BodyFilter;
using gateway::StoredBody;
using storage::Database;
using storage::Statement;

namespace {

// "PbBo": tells the file from other SQLite files.
constexpr qint32 bodiesApplicationId = 0x5062426f;
constexpr std::size_t waitingAtMost = 10'000;
constexpr std::size_t bytesAtMost = 64 * 1024 * 1024;
constexpr std::chrono::minutes sweepInterval { 10 };

qint64 microseconds(WallTime time)
{
    return time.time_since_epoch().count();
}

bool insert(Database &database, const StoredBody &body)
{
    Statement statement = database.prepare(
        u"INSERT OR REPLACE INTO bodies (call, at, key, team, user, customer, model, endpoint, status, request, response, "
        "request_cut, response_cut) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s);
    statement.bindText(body.call).bindInteger(microseconds(body.at)).bindText(body.key).bindText(body.team);
    statement.bindText(body.user).bindText(body.customer).bindText(body.model).bindText(body.endpoint);
    statement.bindInteger(qint64 { body.status }).bindText(body.request).bindText(body.response);
    statement.bindInteger(qint64 { body.requestCut }).bindInteger(qint64 { body.responseCut });
    return statement.run().has_value();
}

constexpr const char16_t * columns = u"call, at, key, team, user, customer, model, endpoint, status, request_cut, response_cut";

StoredBody rowOf(const Statement &row, bool words)
{
    StoredBody body;
    body.call = row.utf8(0);
    body.at = WallTime(Microseconds(row.integer(1)));
    body.key = row.utf8(2);
    body.team = row.utf8(3);
    body.user = row.utf8(4);
    body.customer = row.utf8(5);
    body.model = row.utf8(6);
    body.endpoint = row.utf8(7);
    body.status = static_cast<int>(row.integer(8));
    body.requestCut = row.integer(9) != 0;
    body.responseCut = row.integer(10) != 0;
    if (words) {
        body.request = row.utf8(11);
        body.response = row.utf8(12);
    }
    return body;
}

// The same condition for every statement: an empty text asks for nothing.
constexpr const char16_t * condition = u" WHERE at < ? AND (? = '' OR call = ?) AND (? = '' OR key = ?) AND (? = '' OR team = ?) "
                                  "AND (? = '' OR user = ?) AND (? = '' OR customer = ?)";

void bindFilter(Statement &statement, const BodyFilter &filter)
{
    statement.bindInteger(filter.before ? microseconds(*filter.before) : std::numeric_limits<qint64>::max());
    for (const std::string *text : { &filter.call, &filter.key, &filter.team, &filter.user, &filter.customer }) {
        statement.bindText(*text).bindText(*text);
    }
}

Result<std::int64_t> deleteBodies(Database &database, const BodyFilter &filter)
{
    Statement statement = database.prepare(u"DELETE FROM bodies"_s + QString::fromUtf16(condition));
    bindFilter(statement, filter);
    return SqlWorker::deleteForGood(database, statement);
}

} // namespace

SqlBodyStore::SqlBodyStore(const QString &file, const Clock &clock)
    : m_file(file)
    , m_clock(clock)
    , m_worker({ file, bodiesApplicationId, "bodies" }, waitingAtMost)
{
}

bool SqlBodyStore::mayHold() const
{
    return m_used || QFile::exists(m_file);
}

void SqlBodyStore::keep(std::move_only_function<StoredBody()> make, std::size_t bytes)
{
    m_used = true;
    const bool room = m_bytes.fetch_add(bytes) + bytes <= bytesAtMost;
    const bool posted = room && m_worker.post([this, make = std::move(make), bytes](Database *database) mutable {
        const bool stored = database && insert(*database, make());
        ++(stored ? m_stored : m_dropped);
        m_bytes -= bytes;
    });
    if (!posted) {
        m_bytes -= bytes;
        ++m_dropped;
    }
}

void SqlBodyStore::setRetention(std::chrono::seconds life)
{
    m_worker.setIdleWork(sweepInterval, [this, life](Database &database) {
        BodyFilter over;
        over.before = m_clock.now() - life;
        // One that fails is tried again the next time.
        (void)deleteBodies(database, over);
    });
}

Result<std::vector<StoredBody>> SqlBodyStore::find(const BodyFilter &filter, bool words, std::size_t atMost)
{
    if (!mayHold()) {
        return std::vector<StoredBody>();
    }
    return m_worker.ask<std::vector<StoredBody>>([&](Database &database) -> Result<std::vector<StoredBody>> {
        std::vector<StoredBody> bodies;
        Statement statement = database.prepare(u"SELECT "_s + QString::fromUtf16(columns) + (words ? u", request, response"_s : QString())
                                               + u" FROM bodies"_s + QString::fromUtf16(condition) + u" ORDER BY at DESC LIMIT ?"_s);
        bindFilter(statement, filter);
        statement.bindInteger(static_cast<qint64>(atMost));
        const Result<void> read = statement.each([&] { bodies.push_back(rowOf(statement, words)); });
        return read ? Result<std::vector<StoredBody>>(std::move(bodies)) : std::unexpected(read.error());
    });
}

Result<std::vector<StoredBody>> SqlBodyStore::findCalls(const std::vector<std::string> &calls)
{
    if (!mayHold()) {
        return std::vector<StoredBody>();
    }
    return m_worker.ask<std::vector<StoredBody>>([&](Database &database) -> Result<std::vector<StoredBody>> {
        std::vector<StoredBody> bodies;
        Statement statement =
            database.prepare(u"SELECT "_s + QString::fromUtf16(columns) + u", request, response FROM bodies WHERE call = ?"_s);
        for (const std::string &call : calls) {
            statement.bindText(call);
            if (const Result<void> read = statement.each([&] { bodies.push_back(rowOf(statement, true)); }); !read) {
                return std::unexpected(read.error());
            }
        }
        return bodies;
    });
}

Result<std::int64_t> SqlBodyStore::purge(const BodyFilter &filter)
{
    if (!mayHold()) {
        return 0;
    }
    return m_worker.ask<std::int64_t>([&](Database &database) { return deleteBodies(database, filter); });
}

} // namespace patchbay
