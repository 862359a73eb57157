// SPDX-License-Identifier: GPL-3.0-or-later
//
// SqlWorker: one SQLite file and the one thread that reads and writes it. Whoever posts never waits; whoever asks
// does. The file is made with the first work. What waits at the end is done first.
#pragma once

#include "models/storage/database.h"

#include <condition_variable>
#include <deque>
#include <future>
#include <thread>

namespace patchbay {

class SqlWorker {
public:
    struct File {
        QString path;
        qint32 applicationId = 0;
        std::string family; // of migrations
    };
    // With null where the file cannot be opened.
    using Work = std::move_only_function<void(storage::Database *)>;

    SqlWorker(File file, std::size_t waitingAtMost);
    ~SqlWorker() = default;

    // False where too much waits already.
    bool post(Work work);
    // Runs on the thread when there was nothing to do for so long, again and again.
    void setIdleWork(std::chrono::milliseconds interval, std::function<void(storage::Database &)> work);

    // Waits for what the work gives; an error where the file cannot be opened.
    template <typename Value>
    Result<Value> ask(std::move_only_function<Result<Value>(storage::Database &)> work)
    {
        // Shared: the work may be dropped unrun, and then the promise with it.
        auto promise = std::make_shared<std::promise<Result<Value>>>();
        std::future<Result<Value>> future = promise->get_future();
        const bool posted = post([promise, work = std::move(work)](storage::Database *database) mutable {
            promise->set_value(database ? work(*database) : failure(ErrorClass::ServiceUnavailable, unusable));
        });
        return posted ? future.get() : failure(ErrorClass::ServiceUnavailable, "Too much waits for the file.");
    }

    // Deletes what the statement says so that it cannot be found in the file again: overwritten in place, and the
    // log of earlier writes emptied. How many rows.
    static Result<std::int64_t> deleteForGood(storage::Database &database, storage::Statement &statement);

private:
    static constexpr const char *unusable = "The file cannot be opened.";
    void run(const std::stop_token &stop);
    std::unique_ptr<storage::Database> openDatabase() const;

    const File m_file;
    const std::size_t m_waitingAtMost;
    std::mutex m_mutex; // guards what follows
    std::condition_variable_any m_changed;
    std::deque<Work> m_waiting;
    std::chrono::milliseconds m_idleInterval {};
    std::function<void(storage::Database &)> m_idleWork;
    std::jthread m_thread; // last: it uses the others
};

} // namespace patchbay
