// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledger_record.h"
#include "tests/models/ledger/ledger_samples.h"

#include <QTest>

using namespace patchbay;

namespace {

QByteArray journal()
{
    return encodeRecord(ReservedRecord { draft("a") }) + encodeRecord(SentRecord { "a", SetClock().now() })
        + encodeRecord(SettledRecord { "a", outcome(5) });
}

} // namespace

class TestLedgerRecord : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void roundTrips()
    {
        AttemptOutcome ended = outcome(std::nullopt);
        ended.state = AttemptState::Voided;
        ended.errorClass = "Timeout";
        ended.errorMessage = std::string("a\0b \xff", 5);
        ended.cacheHit = true;
        ended.timeToFirstToken.reset();
        const QByteArray bytes =
            encodeRecord(ReservedRecord { draft("a") }) + encodeRecord(SettledRecord { "a", ended });
        const JournalContents contents = decodeJournal(bytes);
        QCOMPARE(contents.records.size(), 2u);
        QCOMPARE(contents.goodBytes, bytes.size());
        const AttemptDraft &read = std::get<ReservedRecord>(contents.records[0]).draft;
        QVERIFY(read.tags == draft("a").tags);
        QVERIFY(read.start == draft("a").start);
        QVERIFY(read.stream && !read.simulated && read.number == 2);
        const AttemptOutcome &end = std::get<SettledRecord>(contents.records[1]).outcome;
        QVERIFY(end.usage == ended.usage);
        QVERIFY(end.amount == ended.amount);
        QCOMPARE(end.state, AttemptState::Voided);
        QCOMPARE(end.errorMessage, ended.errorMessage);
        QVERIFY(!end.timeToFirstToken);
        QVERIFY(end.cacheHit);
    }

    void hugeTextsAreCut()
    {
        AttemptDraft large = draft("a");
        large.model = std::string(10'000'000, 'm');
        large.tags.assign(10'000, std::string(1'000, 't'));
        const QByteArray bytes = encodeRecord(ReservedRecord { large });
        QVERIFY(bytes.size() < 1024 * 1024);
        const JournalContents contents = decodeJournal(bytes);
        QCOMPARE(contents.records.size(), 1u);
        QCOMPARE(std::get<ReservedRecord>(contents.records[0]).draft.model.size(), 16u * 1024);
    }

    void cutAtEveryByte()
    {
        const QByteArray whole = journal();
        std::size_t before = 0;
        int steps = 0;
        for (qsizetype cut = 0; cut <= whole.size(); ++cut) {
            const JournalContents contents = decodeJournal(whole.left(cut));
            QVERIFY(contents.goodBytes <= cut);
            QVERIFY(contents.records.size() == before || contents.records.size() == before + 1);
            // A record appears with its last byte and not before.
            QCOMPARE(contents.records.size() > before, contents.goodBytes == cut && cut > 0);
            steps += contents.records.size() > before ? 1 : 0;
            before = contents.records.size();
        }
        QCOMPARE(steps, 3);
    }

    void everyBitFlipped()
    {
        const QByteArray whole = journal();
        for (qsizetype at = 0; at < whole.size(); ++at) {
            for (int bit = 0; bit < 8; ++bit) {
                QByteArray damaged = whole;
                damaged[at] = char(damaged[at] ^ (1 << bit));
                const JournalContents contents = decodeJournal(damaged);
                QVERIFY(contents.goodBytes <= at);
                QVERIFY(contents.records.size() < 3);
            }
        }
    }

    void noiseGivesNothing()
    {
        quint32 state = 3;
        for (int round = 0; round < 2'000; ++round) {
            QByteArray noise(round % 300, '\0');
            for (char &byte : noise) {
                state = state * 1664525u + 1013904223u;
                byte = char(state >> 24);
            }
            QVERIFY(decodeJournal(noise).records.empty());
        }
    }
};

QTEST_GUILESS_MAIN(TestLedgerRecord)
#include "tst_ledger_record.moc"
