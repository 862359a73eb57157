// SPDX-License-Identifier: GPL-3.0-or-later
//
// Amounts computed anew: what changes, what stays, and that both values and every sum are right afterwards.
#include "models/ledger/ledger_query.h"
#include "models/ledger/repricing.h"
#include "models/ledger/spend_query.h"
#include "models/ledger/sql_ledger.h"
#include "tests/models/ledger/ledger_samples.h"

#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

class TestRepricing : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_file = m_directory->filePath(u"ledger.db"_s);
        auto ledger = SqlLedger::open(m_file, m_clock).value();
        const auto add = [&](const std::string &id, const std::string &model, std::optional<std::int64_t> amount, Basis basis) {
            AttemptDraft made = draft(id, m_clock.now() + std::chrono::hours(m_count++));
            made.model = model;
            QVERIFY(ledger->reserve(made));
            AttemptOutcome ended = outcome(amount);
            ended.amount.basis = basis;
            ledger->settle(id, ended);
        };
        m_count = 0;
        add("computed", "gpt-4o", 100, Basis::Computed);
        add("reported", "gpt-4o", 100, Basis::Reported);
        add("unpriced", "gpt-4o", std::nullopt, Basis::Unknown);
        add("other", "other", 100, Basis::Computed);
        add("same", "gpt-4o", 250, Basis::Computed);
        QVERIFY(ledger->flush());
    }

    void tellsWithoutWriting()
    {
        const RepricingReport report = repriceLedger(m_file, request(false), m_clock.now()).value();
        QCOMPARE(report.looked, 4);
        QCOMPARE(report.reported, 1);
        QCOMPARE(report.changed.rows, 2);
        QCOMPARE(report.changed.pricedFirst, 1);
        QCOMPARE(report.changed.before.nanoDollars, 100);
        QCOMPARE(report.changed.after.nanoDollars, 500);
        QCOMPARE(total().known->nanoDollars, 550);
    }

    void bothAmountsAreKeptAndSumsFollow()
    {
        QVERIFY(repriceLedger(m_file, request(true), m_clock.now()));
        const SpendRow sum = total();
        QCOMPARE(sum.known->nanoDollars, 950);
        QCOMPARE(sum.unpriced, 0);
        const auto database = storage::Database::open(m_file, { .applicationId = 0x50624c65 }).value();
        QCOMPARE(database->integer(u"SELECT count(*) FROM ledger_earlier_amounts"_s).value(), 2);
        QCOMPARE(database->integer(u"SELECT sum(amount) FROM ledger_earlier_amounts"_s).value(), 100);
        const QList<AttemptRow> rows = LedgerQuery::open(m_file).value()->attempts({ .model = "gpt-4o" }, 0, 10).value();
        for (const AttemptRow &row : rows) {
            QCOMPARE(row.outcome.amount.money->nanoDollars, row.draft.attemptId == "reported" ? 100 : 250);
            QCOMPARE(row.outcome.amount.priceTable, row.draft.attemptId == "computed" || row.draft.attemptId == "unpriced"
                         ? "corrected" : "built-in 2026-11-20");
        }
        // Again changes nothing.
        QCOMPARE(repriceLedger(m_file, request(true), m_clock.now() + Microseconds(1)).value().changed.rows, 0);
        cellsAgree();
    }

    void onlyTheSpan()
    {
        RepricingRequest later = request(true);
        later.from = m_clock.now() + std::chrono::hours(1);
        QCOMPARE(repriceLedger(m_file, later, m_clock.now()).value().changed.rows, 1);
        QCOMPARE(total().known->nanoDollars, 800);
        cellsAgree();
    }

    void damagedSumsAreToldAndMadeAnew()
    {
        {
            const auto database = storage::Database::open(m_file, { .applicationId = 0x50624c65 }).value();
            QVERIFY(database->execute(u"UPDATE ledger_cells SET figures = x'ff'"_s));
        }
        const auto broken = SpendQuery::open(m_file).value()->read({ .by = { SpendDimension::Model } });
        QVERIFY(!broken);
        QCOMPARE(broken.error().code, "corrupt");
        QVERIFY(broken.error().remedy.contains("spend rebuild"));
        QVERIFY(rebuildSums(m_file));
        QCOMPARE(total().known->nanoDollars, 550);
        cellsAgree();
    }

private:
    RepricingRequest request(bool apply)
    {
        RepricingRequest made { .model = "gpt-4o", .apply = apply };
        made.price = [](const AttemptRow &) { return Amount { Money { 250 }, Basis::Computed, "corrected" }; };
        return made;
    }
    SpendRow total() { return SpendQuery::open(m_file).value()->read({}).value().first(); }
    void cellsAgree()
    {
        for (const SpendDimension by : { SpendDimension::Model, SpendDimension::Hour, SpendDimension::Team, SpendDimension::User, SpendDimension::Tag }) {
            const auto rows = SpendQuery::open(m_file).value();
            rows->useRows(true);
            QVERIFY(rows->read({ .by = { by } }).value() == SpendQuery::open(m_file).value()->read({ .by = { by } }).value());
        }
    }

    SetClock m_clock;
    int m_count = 0;
    std::unique_ptr<QTemporaryDir> m_directory;
    QString m_file;
};

QTEST_GUILESS_MAIN(TestRepricing)
#include "tst_repricing.moc"
