// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the ledger knows of a key: requests, spend, the last error, and requests in slices of time.
#include "models/keeper/key_traffic.h"
#include "models/ledger/sql_ledger.h"
#include "models/storage/data_directory.h"

#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;

class TestKeyTraffic : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    SystemClock m_clock;
    int m_number = 0;

    void record(SqlLedger &ledger, const char *key, std::chrono::seconds ago, std::int64_t nanoDollars, const char *error = "", const char *request = "")
    {
        AttemptDraft draft;
        draft.attemptId = "a" + std::to_string(++m_number);
        draft.requestId = *request ? request : "r" + std::to_string(m_number);
        draft.endpoint = "chat";
        draft.provider = "openai";
        draft.model = "gpt-4o";
        draft.providerKey = key;
        draft.start = m_clock.now() - ago;
        QVERIFY(ledger.reserveAndSend(draft));
        AttemptOutcome outcome;
        outcome.end = m_clock.now();
        outcome.errorClass = error;
        outcome.httpStatus = *error ? 401 : 200;
        if (nanoDollars >= 0) {
            outcome.amount.money = Money { nanoDollars };
            outcome.amount.basis = Basis::Computed;
        }
        ledger.settle(draft.attemptId, outcome);
    }

private Q_SLOTS:
    void sumsByTheKeysName()
    {
        {
            auto ledger = SqlLedger::open(DataDirectory::ledgerFileIn(m_folder.path()), m_clock);
            QVERIFY(ledger);
            record(**ledger, "patchbay/vault:work", std::chrono::seconds(5), 1'000);
            record(**ledger, "patchbay/vault:work (old)", std::chrono::seconds(65), 2'000);
            record(**ledger, "patchbay/vault:work (old)", std::chrono::seconds(300), -1, "AuthenticationError");
            record(**ledger, "patchbay/vault:home", std::chrono::seconds(10), 7);
            record(**ledger, "OPENAI_API_KEY", std::chrono::seconds(10), 9);
            QVERIFY((*ledger)->flush());
        }
        const KeyTraffic traffic({ m_folder.path(), m_folder.path(), m_folder.filePath(QStringLiteral("nowhere")) });
        const auto uses = traffic.uses(m_clock.now() - std::chrono::hours(1));
        QVERIFY2(uses, uses ? "" : uses.error().message.c_str());
        QCOMPARE(uses->size(), 2U);
        const KeyUse &work = uses->at("work");
        QCOMPARE(work.requests, 3);
        QCOMPARE(work.spend.nanoDollars, 3'000);
        QCOMPARE(work.unpriced, 1);
        QCOMPARE(work.lastError, QStringLiteral("401 AuthenticationError"));
        QVERIFY(work.last && work.lastErrorAt && *work.lastErrorAt < *work.last);
        QVERIFY(uses->at("home").lastError.isEmpty());
        const auto slices = traffic.slices("work", m_clock.now(), std::chrono::seconds(60), 10);
        QVERIFY(slices);
        QCOMPARE(slices->fresh, (QList<qint64> { 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 }));
        QCOMPARE(slices->old.at(8), 1);
        QCOMPARE(slices->old.last(), 0);
    }

    // A request that goes on with another key is one request, as in Spend; the watch of a rotation sees both attempts.
    void aRequestOfTwoKeysIsOne()
    {
        const QTemporaryDir folder;
        {
            auto ledger = SqlLedger::open(DataDirectory::ledgerFileIn(folder.path()), m_clock);
            QVERIFY(ledger);
            record(**ledger, "patchbay/vault:work", std::chrono::seconds(6), 0, "RateLimitError", "one");
            record(**ledger, "patchbay/vault:work (old)", std::chrono::seconds(5), 4'000, "", "one");
            record(**ledger, "patchbay/vault:spare", std::chrono::seconds(4), 4'000, "", "one");
            QVERIFY((*ledger)->flush());
        }
        const KeyTraffic traffic({ folder.path() });
        const auto uses = traffic.uses(m_clock.now() - std::chrono::hours(1)).value();
        QCOMPARE(uses.at("work").requests, 1);
        QCOMPARE(uses.at("work").lastError, QStringLiteral("401 RateLimitError"));
        QCOMPARE(uses.at("spare").requests, 0);
        QCOMPARE(uses.at("spare").spend.nanoDollars, 4'000);
        const KeySlices slices = traffic.slices("work", m_clock.now(), std::chrono::seconds(60), 2).value();
        QCOMPARE(slices.fresh, (QList<qint64> { 0, 1 }));
        QCOMPARE(slices.old, (QList<qint64> { 0, 1 }));
    }
};

QTEST_GUILESS_MAIN(TestKeyTraffic)
#include "tst_key_traffic.moc"
