// SPDX-License-Identifier: GPL-3.0-or-later
//
// SqlLedger::Writer: the queue, the journal and the one thread that writes the ledger's database.
#pragma once

#include "models/ledger/attempt_table.h"
#include "models/ledger/inflight_journal.h"
#include "models/ledger/sql_ledger.h"

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

namespace patchbay {

class SqlLedger::Writer {
public:
    enum class Part { Owner, Guest };
    // Without a clock it uses the system's.
    Writer(QString file, const Clock *clock, LedgerOptions options, InflightJournal journal, Part part = Part::Owner);
    ~Writer();

    // Runs on the new thread until the destructor; the result is that of opening and recovery.
    Result<void> start();

    Result<void> reserve(const AttemptDraft &draft, bool sent);
    void append(LedgerRecord record);
    Result<void> flush();
    bool isWritable();
    Result<void> exclusively(std::function<Result<void>()> work);
    void setCommitListener(std::function<void()> listener);
    const LedgerRecovery &recovery() const { return m_recovery; }
    QString file() const { return m_file; }
    WallTime now() const { return m_clock.now(); }

private:
    void run(std::promise<Result<void>> opened);
    Result<void> open();
    Result<void> recover();
    Result<void> applyJournal(const InflightJournal &journal);
    bool waitForGroup();
    bool commitGroup();
    bool runExclusive();
    void tellListener();
    Result<void> writeGroup();
    Result<void> applied(Result<void> result) const;
    void afterCommit();
    void afterFailure(const Error &error);
    void enqueue(LedgerRecord record); // with m_mutex held
    bool stopping();

    const QString m_file;
    const SystemClock m_systemClock;
    const Clock &m_clock;
    const LedgerOptions m_options;
    const Part m_part;
    LedgerRecovery m_recovery;

    // Of the writer thread. The group stays until it is committed; of a large one a part at a time.
    std::unique_ptr<storage::Database> m_database;
    std::unique_ptr<AttemptTable> m_table;
    std::deque<LedgerRecord> m_group;

    std::mutex m_listenerMutex;
    std::function<void()> m_listener;

    std::mutex m_mutex; // guards what follows
    std::condition_variable m_work;
    std::condition_variable m_progress;
    InflightJournal m_journal;
    std::string m_bytes; // of the records that are appended; kept for its room
    std::deque<LedgerRecord> m_waiting;
    std::chrono::steady_clock::time_point m_oldest;
    std::optional<Error> m_failure; // of the last commit
    struct Exclusive {
        std::function<Result<void>()> work;
        std::promise<Result<void>> done;
    };
    std::deque<Exclusive> m_exclusive;
    quint64 m_handedOver = 0;
    quint64 m_committed = 0;
    quint64 m_dead = 0; // records of the journal that are committed
    quint64 m_tries = 0;
    bool m_flushing = false;
    bool m_stopping = false;

    std::thread m_thread;
};

} // namespace patchbay
