// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/gateway/sql_response_box.h"

#include <QFile>

namespace patchbay {

using namespace Qt::StringLiterals;
using gateway::StoredResponse;
using storage::Database;
using storage::Statement;

namespace {

// "PbRs": tells the file from other SQLite files.
constexpr qint32 responsesApplicationId = 0x50625273;
constexpr std::size_t waitingAtMost = 10'000;
constexpr std::size_t bytesAtMost = 64 * 1024 * 1024;
constexpr std::size_t largest = 4 * 1024 * 1024;
constexpr std::chrono::minutes sweepInterval { 10 };

qint64 microseconds(WallTime time)
{
    return time.time_since_epoch().count();
}

Result<std::int64_t> deleteBefore(Database &database, WallTime before)
{
    Statement statement = database.prepare(u"DELETE FROM responses WHERE at < ?"_s);
    statement.bindInteger(microseconds(before));
    return SqlWorker::deleteForGood(database, statement);
}

} // namespace

SqlResponseBox::SqlResponseBox(const QString &file, const Clock &clock)
    : m_file(file)
    , m_clock(clock)
    , m_worker({ file, responsesApplicationId, "responses" }, waitingAtMost)
{
}

void SqlResponseBox::keep(const std::string &id, StoredResponse stored, WallTime at)
{
    const std::size_t bytes = stored.response.size() + stored.input.size();
    if (!m_keeps || bytes > largest || m_bytes.fetch_add(bytes) + bytes > bytesAtMost) {
        m_bytes -= m_keeps && bytes <= largest ? bytes : 0;
        return;
    }
    m_used = true;
    const bool posted = m_worker.post([this, id, stored = std::move(stored), at, bytes](Database *database) {
        m_bytes -= bytes;
        if (!database) {
            return;
        }
        Statement upsert = database->prepare(
            u"INSERT OR REPLACE INTO responses (id, owner, at, response, input) VALUES (?, ?, ?, ?, ?)"_s);
        upsert.bindText(id).bindText(stored.owner).bindInteger(microseconds(at));
        upsert.bindText(stored.response).bindText(stored.input);
        (void)upsert.run();
    });
    m_bytes -= posted ? 0 : bytes;
}

void SqlResponseBox::remove(const std::string &id)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_removed.insert(id);
    }
    // One that does not fit into the queue stays hidden, and goes when its time is over.
    (void)m_worker.post([this, id](Database *database) {
        if (!database) {
            return;
        }
        Statement statement = database->prepare(u"DELETE FROM responses WHERE id = ?"_s);
        statement.bindText(id);
        if (SqlWorker::deleteForGood(*database, statement)) {
            const std::scoped_lock lock(m_mutex);
            m_removed.erase(id);
        }
    });
}

void SqlResponseBox::setRetention(std::chrono::seconds life)
{
    m_keeps = life.count() > 0;
    m_worker.setIdleWork(sweepInterval, [this, life](Database &database) {
        (void)deleteBefore(database, life.count() > 0 ? m_clock.now() - life : WallTime::max());
    });
}

std::optional<StoredResponse> SqlResponseBox::find(const std::string &id)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (m_removed.contains(id)) {
            return std::nullopt;
        }
    }
    if (!QFile::exists(m_file)) {
        return std::nullopt;
    }
    const auto database = Database::open(m_file, { .access = storage::DatabaseOptions::Access::ReadOnly,
                                                   .applicationId = responsesApplicationId,
                                                   .busyTimeoutMilliseconds = 50 });
    std::optional<StoredResponse> found;
    if (database) {
        Statement select = (*database)->prepare(u"SELECT owner, response, input FROM responses WHERE id = ?"_s);
        (void)select.bindText(id).each([&] { found = { select.utf8(0), select.utf8(1), select.utf8(2) }; });
    }
    return found;
}

Result<std::int64_t> SqlResponseBox::purge(const std::optional<std::string> &owner, std::optional<WallTime> before)
{
    if (!m_used && !QFile::exists(m_file)) {
        return 0;
    }
    return m_worker.ask<std::int64_t>([&](Database &database) {
        Statement statement = database.prepare(u"DELETE FROM responses WHERE (? = 0 OR owner = ?) AND at < ?"_s);
        statement.bindInteger(qint64 { owner.has_value() }).bindText(owner.value_or(std::string()));
        statement.bindInteger(before ? microseconds(*before) : std::numeric_limits<qint64>::max());
        return SqlWorker::deleteForGood(database, statement);
    });
}

} // namespace patchbay
