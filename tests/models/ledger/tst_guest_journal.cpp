// SPDX-License-Identifier: GPL-3.0-or-later
//
// Commands that run while another process owns the data directory: their attempts are recorded too.
#include "models/ledger/guest_journal.h"
#include "models/ledger/ledger_query.h"
#include "models/ledger/ledger_record.h"
#include "models/ledger/sql_ledger.h"
#include "tests/models/ledger/ledger_samples.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

class TestGuestJournal : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_directory;
    SetClock m_clock;

    QString file() const { return m_directory->filePath(u"ledger.db"_s); }
    QList<AttemptRow> rows() const
    {
        auto query = LedgerQuery::open(file());
        return query ? (*query)->attempts({}, 0, 1'000).value_or(QList<AttemptRow>()) : QList<AttemptRow>();
    }
    qsizetype guestFiles() const
    {
        return QDir(m_directory->filePath(u"guests"_s)).entryList(QDir::Files).size();
    }
    static void complete(SqlLedger &ledger, const char *id)
    {
        QVERIFY(ledger.reserve(draft(id)));
        ledger.sent(id);
        ledger.settle(id, outcome(1'000));
    }

private Q_SLOTS:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }

    void aGuestRecordsBesideTheOwner()
    {
        auto owner = SqlLedger::open(file(), m_clock);
        QVERIFY(owner);
        QVERIFY((*owner)->reserve(draft("own")));
        QVERIFY((*owner)->flush());
        {
            auto guest = SqlLedger::openAsGuest(file(), m_clock);
            QVERIFY(guest);
            complete(**guest, "guest");
            QVERIFY(guestFiles() > 0);
        }
        QCOMPARE(guestFiles(), 0);
        // What the owner has under way is still under way.
        (*owner)->settle("own", outcome(2'000));
        QVERIFY((*owner)->flush());
        const QList<AttemptRow> found = rows();
        QCOMPARE(found.size(), 2);
        for (const AttemptRow &row : found) {
            QCOMPARE(row.state, AttemptState::Settled);
        }
    }

    void whatAKilledGuestLeftIsAdopted()
    {
        QVERIFY(SqlLedger::open(file(), m_clock));
        {
            Result<InflightJournal> journal = makeGuestJournal(m_directory->path(), JournalMode::Buffered);
            QVERIFY(journal);
            QVERIFY(journal->append(encodeRecord(ReservedRecord { draft("lost") }), JournalUrgency::MayFail));
            QVERIFY(journal->append(encodeRecord(SentRecord { .attemptId = "lost", .at = m_clock.now() }),
                                    JournalUrgency::MayFail));
        }
        auto owner = SqlLedger::open(file(), m_clock);
        QVERIFY(owner);
        QCOMPARE((*owner)->recovery().unknown, 1);
        QCOMPARE(rows().size(), 1);
        QCOMPARE(guestFiles(), 0);
    }

    void aGuestThatLivesIsLeftAlone()
    {
        QVERIFY(SqlLedger::open(file(), m_clock));
        auto guest = SqlLedger::openAsGuest(file(), m_clock);
        QVERIFY(guest);
        QVERIFY((*guest)->reserve(draft("alive")));
        auto owner = SqlLedger::open(file(), m_clock);
        QVERIFY(owner);
        QCOMPARE((*owner)->recovery().voided, 0);
        QVERIFY(rows().isEmpty());
        (*guest)->sent("alive");
        (*guest)->settle("alive", outcome(1'000));
        guest->reset();
        QCOMPARE(rows().size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestGuestJournal)
#include "tst_guest_journal.moc"
