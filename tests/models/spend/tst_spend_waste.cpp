// SPDX-License-Identifier: GPL-3.0-or-later
//
// Kinds of waste over rows written for each: nothing is in two kinds, and each is the sum of the rows that it opens.
#include "models/ledger/attempt_table.h"
#include "models/spend/sample_ledger.h"
#include "models/spend/spend_waste.h"

#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

const WallTime noon = std::chrono::sys_days { std::chrono::year(2026) / 11 / 20 } + std::chrono::hours(12);

struct Row {
    std::string request;
    int number = 1;
    std::string model = "gpt-4o";
    std::string error {};
    std::optional<std::int64_t> amount = 100;
    std::int64_t prompt = 1'000;
    std::int64_t completion = 400;
    std::string cacheKey {};
    bool cacheHit = false;
    std::chrono::hours later {};
};

} // namespace

class TestSpendWaste : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<storage::Database> m_database;
    int m_next = 0;

    void add(const Row &row)
    {
        SampleAttempt made;
        made.draft.attemptId = "a" + std::to_string(m_next++);
        made.draft.requestId = row.request;
        made.draft.number = row.number;
        made.draft.model = row.model;
        made.draft.start = noon + std::chrono::seconds(m_next) + row.later;
        made.outcome.cacheKey = row.cacheKey;
        made.outcome.cacheHit = row.cacheHit;
        made.outcome.errorClass = row.error;
        made.outcome.usage.promptTokens = row.prompt;
        made.outcome.usage.completionTokens = row.completion;
        made.outcome.amount = { row.amount ? std::optional(Money { *row.amount }) : std::nullopt,
                                row.amount ? Basis::Computed : Basis::Unknown, {} };
        const SettledRecord settled { made.draft.attemptId, made.outcome };
        storage::Transaction transaction(*m_database);
        AttemptTable table(*m_database);
        QVERIFY(table.begin() && table.apply(ReservedRecord { made.draft }) && table.apply(settled) && table.finish()
                && transaction.commit());
    }
    QList<SpendWaste> waste(const SpendRequest &request = {})
    {
        return readWaste(*SpendQuery::open(file()).value(), request).value();
    }
    QString file() const { return m_directory->filePath(u"ledger.db"_s); }

private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_database = AttemptTable::openDatabase(file()).value();
        m_next = 0;
    }
    void cleanup() { m_database.reset(); }

    void kindsAreApart()
    {
        add({ .request = "r1", .error = "Timeout", .amount = 7 });
        add({ .request = "r1", .number = 2, .error = "Timeout", .amount = 11 });
        add({ .request = "r1", .number = 3, .error = "Timeout", .amount = 13 }); // the last one is no retry
        add({ .request = "r2", .error = "Cancelled", .amount = 17 });
        add({ .request = "r3", .error = "RateLimitError", .amount = 0 }); // cost nothing
        add({ .request = "r4", .error = "Timeout", .amount = std::nullopt }); // nobody knows
        add({ .request = "r5", .amount = 1'000 });
        const QList<SpendWaste> found = waste();
        QCOMPARE(found.size(), 3);
        QHash<int, qint64> amounts;
        for (const SpendWaste &kind : found) {
            amounts.insert(int(kind.trait), kind.wasted.nanoDollars);
            const auto rows = SpendQuery::open(file()).value()->attempts(kind.rows, {}, 100).value();
            qint64 sum = 0;
            for (const AttemptRow &row : rows) {
                sum += row.outcome.amount.money->nanoDollars;
            }
            QCOMPARE(sum, kind.wasted.nanoDollars);
        }
        QCOMPARE(amounts[int(SpendTrait::RetriedBilled)], 18);
        QCOMPARE(amounts[int(SpendTrait::FailedBilled)], 13);
        QCOMPARE(amounts[int(SpendTrait::Cancelled)], 17);
        QCOMPARE(found.first().trait, SpendTrait::RetriedBilled); // dearest first
    }

    void whatWasAskedAgain()
    {
        using namespace std::chrono_literals;
        add({ .request = "r1", .amount = 5, .cacheKey = "k1" });
        add({ .request = "r2", .amount = 7, .cacheKey = "k1" }); // again, and paid again
        add({ .request = "r3", .amount = 11, .cacheKey = "k1", .later = 23h }); // again
        add({ .request = "r4", .amount = 0, .cacheKey = "k1", .cacheHit = true }); // the cache answered
        add({ .request = "r5", .amount = 13, .cacheKey = "k2" });
        add({ .request = "r6", .amount = 17, .cacheKey = "k2", .later = 30h }); // too long ago
        add({ .request = "r7", .error = "Cancelled", .amount = 19, .cacheKey = "k3" });
        add({ .request = "r8", .amount = 23, .cacheKey = "k3" }); // the first one had no answer
        add({ .request = "r9", .amount = 29 });
        add({ .request = "r10", .amount = 29 });
        const QList<SpendWaste> found = waste();
        const auto repeated = std::ranges::find(found, SpendTrait::Repeated, &SpendWaste::trait);
        QVERIFY(repeated != found.end());
        QCOMPARE(repeated->wasted.nanoDollars, 7 + 11);
        QCOMPARE(repeated->sum.attempts, 2);
        QCOMPARE(SpendQuery::open(file()).value()->attempts(repeated->rows, {}, 100).value().size(), 2);
    }

    void shortQuestionsOnDearModels()
    {
        for (int call = 0; call < 30; ++call) {
            const std::string id = std::to_string(call);
            add({ .request = "d" + id, .model = "dear", .amount = 1'000, .prompt = 50, .completion = 20 });
            add({ .request = "c" + id, .model = "cheap", .amount = 100, .prompt = 50, .completion = 20 });
            add({ .request = "m" + id, .model = "middle", .amount = 400, .prompt = 50, .completion = 20 });
            add({ .request = "l" + id, .model = "dear", .amount = 9'000, .prompt = 5'000, .completion = 20 }); // long
        }
        const QList<SpendWaste> found = waste();
        QCOMPARE(found.size(), 1);
        QCOMPARE(found[0].trait, SpendTrait::Short);
        QCOMPARE(found[0].reference, u"cheap"_s);
        QCOMPARE(found[0].sum.attempts, 30);
        QCOMPARE(found[0].wasted.nanoDollars, 30 * (1'000 - 100));
    }

    void fewRowsSayNothing()
    {
        for (int call = 0; call < enoughRows - 1; ++call) {
            add({ .request = "d" + std::to_string(call), .model = "dear", .amount = 1'000, .prompt = 50, .completion = 20 });
            add({ .request = "c" + std::to_string(call), .model = "cheap", .amount = 1, .prompt = 50, .completion = 20 });
        }
        QVERIFY(waste().isEmpty());
    }

    void filtersHold()
    {
        add({ .request = "r1", .model = "a", .error = "Timeout", .amount = 7 });
        add({ .request = "r2", .model = "b", .error = "Timeout", .amount = 9 });
        const QList<SpendWaste> found = waste({ .where = { { SpendDimension::Model, { u"a"_s } } } });
        QCOMPARE(found.size(), 1);
        QCOMPARE(found[0].wasted.nanoDollars, 7);
        QVERIFY(waste({ .from = noon + std::chrono::hours(1) }).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestSpendWaste)
#include "tst_spend_waste.moc"
