// SPDX-License-Identifier: GPL-3.0-or-later
//
// SqlLedger: the AttemptLedger in SQLite.
//
// A step is appended to the journal by the calling thread (durable against kill -9 when the call
// returns) and committed by one writer thread in groups. reserve() fails with LedgerUnavailable
// while the journal or the database cannot be written, and works again by itself afterwards; sent
// and settle never fail: they wait in memory and in reserved space. At open, what a crash left is
// replayed: reserved becomes voided, sent becomes unknown.
//
// Thread-safe. One process owns the file (DataDirectory sees to that); commands that run meanwhile are
// guests: they journal beside it and commit at their end, in one go.
#pragma once

#include "providers/core/attempt.h"
#include "providers/core/clock.h"

#include <QString>

#include <chrono>
#include <functional>
#include <memory>

namespace patchbay {

struct LedgerOptions {
    // Wait for the disk at every step: nothing is lost in a power cut either.
    bool strict = false;
    // A group of steps is committed when it is so old or so large. Nobody waits for it: the journal has the steps
    // already, and calls that begin and end within a group cost one statement.
    std::chrono::milliseconds groupAge { 50 };
    std::size_t groupSize = 4'096;
    // How long to wait after a failed commit; what cannot be written waits in memory.
    std::chrono::milliseconds retryDelay { 250 };
    std::size_t maximumWaiting = 65'536;
};

// What open() found of a process that ended without settling.
struct LedgerRecovery {
    int replayed = 0; // steps in the journal
    int voided = 0;
    int unknown = 0;
    qint64 damagedBytes = 0; // at the journal's end
};

class SqlLedger final : public AttemptLedger {
public:
    static Result<std::unique_ptr<SqlLedger>> open(const QString &file, const LedgerOptions &options = {});
    // With a clock that a test sets; it outlives the ledger.
    static Result<std::unique_ptr<SqlLedger>> open(const QString &file, const Clock &clock,
                                                   const LedgerOptions &options = {});
    static Result<std::unique_ptr<SqlLedger>> open(const QString &file, const Clock &&clock,
                                                   const LedgerOptions &options = {}) = delete;
    // While another process owns the directory. Nothing is recovered; see models/ledger/guest_journal.h.
    static Result<std::unique_ptr<SqlLedger>> openAsGuest(const QString &file, const Clock &clock);
    static Result<std::unique_ptr<SqlLedger>> openAsGuest(const QString &file, const Clock &&clock) = delete;
    // Commits what waits; what cannot be committed stays in the journal.
    ~SqlLedger() override;

    Result<void> reserve(const AttemptDraft &draft) override;
    void sent(const std::string &attemptId) override;
    Result<void> reserveAndSend(const AttemptDraft &draft) override;
    void settle(const std::string &attemptId, const AttemptOutcome &outcome) override;

    // False while commits fail: new attempts are refused until one succeeds.
    bool isWritable() const;
    const LedgerRecovery &recovery() const;
    QString file() const;
    // Waits until everything handed over so far is committed; an Error when it cannot be.
    Result<void> flush();
    // Runs work on the file between two commits, over a connection of the work's own: for what rewrites rows or stands beside
    // them. Calls go on meanwhile, their steps wait in the journal. Waits for the end: not for the GUI thread, nor
    // from the commit listener.
    Result<void> exclusively(std::function<Result<void>()> work);
    // Called on the writer thread after each commit. An empty one stops that, and waits for a call
    // that is under way.
    void setCommitListener(std::function<void()> listener);

private:
    class Writer;
    explicit SqlLedger(std::unique_ptr<Writer> writer);
    static Result<std::unique_ptr<SqlLedger>> openWith(const QString &file, const Clock *clock,
                                                       const LedgerOptions &options);
    std::unique_ptr<Writer> m_writer;
};

} // namespace patchbay
