// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/gateway/sql_worker.h"

#include "models/storage/migrations.h"

#include <QFile>

namespace patchbay {

using namespace Qt::StringLiterals;
using storage::Database;
using storage::Statement;

SqlWorker::SqlWorker(File file, std::size_t waitingAtMost)
    : m_file(std::move(file))
    , m_waitingAtMost(waitingAtMost)
    , m_thread([this](const std::stop_token &stop) { run(stop); })
{
}

bool SqlWorker::post(Work work)
{
    const std::scoped_lock lock(m_mutex);
    if (m_waiting.size() >= m_waitingAtMost) {
        return false;
    }
    m_waiting.push_back(std::move(work));
    m_changed.notify_one();
    return true;
}

void SqlWorker::setIdleWork(std::chrono::milliseconds interval, std::function<void(Database &)> work)
{
    const std::scoped_lock lock(m_mutex);
    m_idleInterval = interval;
    m_idleWork = std::move(work);
    m_waiting.push_front(nullptr); // wakes the thread; the first time is now
    m_changed.notify_one();
}

void SqlWorker::run(const std::stop_token &stop)
{
    std::unique_ptr<Database> database;
    const auto due = [&] { return !m_waiting.empty(); };
    while (true) {
        Work work;
        std::function<void(Database &)> idle;
        {
            std::unique_lock lock(m_mutex);
            if (m_idleWork ? !m_changed.wait_for(lock, stop, m_idleInterval, due) : !m_changed.wait(lock, stop, due)) {
                if (stop.stop_requested()) {
                    return;
                }
            } else {
                work = std::move(m_waiting.front());
                m_waiting.pop_front();
            }
            idle = m_idleWork;
        }
        // Idle work alone makes no file.
        if (!database && (work || QFile::exists(m_file.path))) {
            database = openDatabase();
        }
        if (work) {
            work(database.get());
        } else if (database && idle) {
            idle(*database);
        }
    }
}

std::unique_ptr<Database> SqlWorker::openDatabase() const
{
    auto opened = Database::open(
        m_file.path,
        { .synchronous = storage::DatabaseOptions::Synchronous::Normal, .applicationId = m_file.applicationId });
    // Temporary copies of rows would be one more place to find them.
    const bool usable = opened && (*opened)->execute(u"PRAGMA secure_delete = ON"_s)
        && (*opened)->execute(u"PRAGMA temp_store = MEMORY"_s)
        && migrate(**opened, storage::embeddedMigrations(m_file.family));
    return usable ? std::move(*opened) : nullptr;
}

Result<std::int64_t> SqlWorker::deleteForGood(Database &database, Statement &statement)
{
    if (const Result<void> run = statement.run(); !run) {
        return std::unexpected(run.error());
    }
    const std::int64_t deleted = statement.changedRows();
    statement.finish();
    // Pages that are empty now go back to the system where they are many.
    const Result<qint64> pages = database.integer(u"PRAGMA page_count"_s);
    const Result<qint64> spare = database.integer(u"PRAGMA freelist_count"_s);
    if (pages && spare && *spare * 2 > *pages) {
        if (const Result<void> made = database.execute(u"VACUUM"_s); !made) {
            return std::unexpected(made.error());
        }
    }
    const Result<qint64> busy = database.integer(u"PRAGMA wal_checkpoint(TRUNCATE)"_s);
    if (!busy || *busy != 0) {
        return failure(ErrorClass::ServiceUnavailable,
                       "The rows are deleted, but another program holds the file open: they can still be found in its "
                       "log. Delete again when it has ended.");
    }
    return deleted;
}

} // namespace patchbay
