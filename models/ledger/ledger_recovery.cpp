// SPDX-License-Identifier: GPL-3.0-or-later
//
// SqlLedger::Writer: what a crash left behind in journals is brought into the file.
#include "models/ledger/ledger_writer.h"

#include "models/ledger/guest_journal.h"

#include <QFileInfo>

namespace patchbay {

Result<void> SqlLedger::Writer::recover()
{
    if (m_part == Part::Guest) {
        return {};
    }
    storage::Transaction transaction(*m_database);
    if (!transaction.begun()) {
        return transaction.begun();
    }
    if (const Result<void> begun = m_table->begin(); !begun) {
        return begun;
    }
    std::vector<InflightJournal> abandoned = abandonedGuestJournals(QFileInfo(m_file).absolutePath());
    for (const InflightJournal &journal : std::as_const(abandoned)) {
        if (const Result<void> applied = applyJournal(journal); !applied) {
            return applied;
        }
    }
    if (const Result<void> applied = applyJournal(m_journal); !applied) {
        return applied;
    }
    const Result<AttemptTable::Closed> closed = m_table->closeOpenAttempts();
    if (!closed) {
        return std::unexpected(closed.error());
    }
    m_recovery.voided = closed->voided;
    m_recovery.unknown = closed->unknown;
    const Result<void> committed = m_table->finish().and_then([&] { return transaction.commit(); });
    if (!committed) {
        return committed;
    }
    for (InflightJournal &journal : abandoned) {
        removeGuestJournal(std::move(journal));
    }
    return m_journal.clear();
}

Result<void> SqlLedger::Writer::applyJournal(const InflightJournal &journal)
{
    const Result<QByteArray> bytes = journal.read();
    if (!bytes) {
        return std::unexpected(bytes.error());
    }
    const JournalContents contents = decodeJournal(*bytes);
    m_recovery.replayed += int(contents.records.size());
    m_recovery.damagedBytes += contents.damagedBytes;
    for (const LedgerRecord &record : contents.records) {
        if (const Result<void> applied = m_table->apply(record); !applied) {
            return applied;
        }
    }
    return {};
}

} // namespace patchbay
