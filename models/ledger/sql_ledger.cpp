// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/sql_ledger.h"

#include "models/ledger/guest_journal.h"
#include "models/ledger/ledger_writer.h"

#include <QFileInfo>

namespace patchbay {

using namespace Qt::StringLiterals;

Result<std::unique_ptr<SqlLedger>> SqlLedger::openWith(const QString &file, const Clock *clock,
                                                       const LedgerOptions &options)
{
    const JournalMode mode = options.strict ? JournalMode::Strict : JournalMode::Mapped;
    Result<InflightJournal> journal =
        InflightJournal::open(QFileInfo(file).absolutePath() + u"/inflight.journal"_s, mode);
    if (!journal) {
        return std::unexpected(journal.error());
    }
    auto writer = std::make_unique<Writer>(file, clock, options, std::move(*journal));
    return writer->start().transform([&] { return std::unique_ptr<SqlLedger>(new SqlLedger(std::move(writer))); });
}

Result<std::unique_ptr<SqlLedger>> SqlLedger::open(const QString &file, const LedgerOptions &options)
{
    return openWith(file, nullptr, options);
}

Result<std::unique_ptr<SqlLedger>> SqlLedger::open(const QString &file, const Clock &clock,
                                                   const LedgerOptions &options)
{
    return openWith(file, &clock, options);
}

Result<std::unique_ptr<SqlLedger>> SqlLedger::openAsGuest(const QString &file, const Clock &clock)
{
    Result<InflightJournal> journal = makeGuestJournal(QFileInfo(file).absolutePath(), JournalMode::Buffered);
    if (!journal) {
        return std::unexpected(journal.error());
    }
    LedgerOptions options;
    // A row that is open would look abandoned to an owner that starts meanwhile: whole attempts only.
    options.groupAge = std::chrono::hours(24);
    options.groupSize = options.maximumWaiting;
    auto writer = std::make_unique<Writer>(file, &clock, options, std::move(*journal), Writer::Part::Guest);
    return writer->start().transform([&] { return std::unique_ptr<SqlLedger>(new SqlLedger(std::move(writer))); });
}

SqlLedger::SqlLedger(std::unique_ptr<Writer> writer)
    : m_writer(std::move(writer))
{
}

SqlLedger::~SqlLedger() = default;

Result<void> SqlLedger::reserve(const AttemptDraft &draft)
{
    return m_writer->reserve(draft, false);
}

Result<void> SqlLedger::reserveAndSend(const AttemptDraft &draft)
{
    return m_writer->reserve(draft, true);
}

void SqlLedger::sent(const std::string &attemptId)
{
    m_writer->append(SentRecord { .attemptId = attemptId, .at = m_writer->now() });
}

void SqlLedger::settle(const std::string &attemptId, const AttemptOutcome &outcome)
{
    m_writer->append(SettledRecord { .attemptId = attemptId, .outcome = outcome });
}

bool SqlLedger::isWritable() const
{
    return m_writer->isWritable();
}

const LedgerRecovery &SqlLedger::recovery() const
{
    return m_writer->recovery();
}

QString SqlLedger::file() const
{
    return m_writer->file();
}

Result<void> SqlLedger::flush()
{
    return m_writer->flush();
}

Result<void> SqlLedger::exclusively(std::function<Result<void>()> work)
{
    return m_writer->exclusively(std::move(work));
}

void SqlLedger::setCommitListener(std::function<void()> listener)
{
    m_writer->setCommitListener(std::move(listener));
}

} // namespace patchbay
