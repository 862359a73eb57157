// SPDX-License-Identifier: GPL-3.0-or-later
//
// The sample ledger: the same on the same day, with what it promises in it.
#include "models/ledger/spend_query.h"
#include "models/spend/sample_ledger.h"

#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <map>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

const WallTime moment = std::chrono::sys_days { std::chrono::year(2026) / 11 / 22 } + std::chrono::hours(15);

std::vector<SampleAttempt> drawn(WallTime now)
{
    std::vector<SampleAttempt> rows;
    drawSample(now, [&](const SampleAttempt &row) { rows.push_back(row); });
    return rows;
}

} // namespace

class TestSampleLedger : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isTheSameEachTime()
    {
        const auto first = drawn(moment);
        const auto second = drawn(moment);
        QCOMPARE(first.size(), second.size());
        QVERIFY(first.size() > 20'000 && first.size() < 60'000);
        for (std::size_t row = 0; row < first.size(); ++row) {
            QCOMPARE(first[row].draft.attemptId, second[row].draft.attemptId);
            QCOMPARE(first[row].draft.start, second[row].draft.start);
            QVERIFY(first[row].outcome.amount == second[row].outcome.amount);
        }
    }

    void tellsTheStory()
    {
        QSet<std::string> teams;
        QSet<std::string> models;
        QSet<std::string> ids;
        std::map<std::chrono::sys_days, std::int64_t> byDay;
        int down = 0;
        int fallbacks = 0;
        QSet<std::string> lists;
        for (const SampleAttempt &row : drawn(moment)) {
            QVERIFY(row.draft.simulated);
            QVERIFY(row.outcome.end <= moment);
            QVERIFY(!ids.contains(row.draft.attemptId));
            ids.insert(row.draft.attemptId);
            teams.insert(row.draft.team);
            models.insert(row.draft.model);
            if (row.draft.model == "gemini-2.5-flash") {
                lists.insert(row.outcome.amount.priceTable);
            }
            down += row.outcome.httpStatus == 503 ? 1 : 0;
            fallbacks += row.draft.number == 2 && row.outcome.errorClass.empty() ? 1 : 0;
            byDay[std::chrono::floor<std::chrono::days>(row.draft.start)] += row.outcome.amount.money.value_or(Money {}).nanoDollars;
        }
        QCOMPARE(teams.size(), 3);
        QCOMPARE(models.size(), 9);
        QCOMPARE(lists.size(), 2); // before and after its price changed
        QVERIFY(down > 10 && down == fallbacks);
        using namespace std::chrono;
        const sys_days today = floor<days>(moment);
        // A working day costs more than a Sunday, and the runaway day more than any.
        QVERIFY(byDay[today - days(3)] > byDay[today - days(7)] * 2);
        for (const auto &[day, cost] : byDay) {
            QVERIFY(day == today - days(10) || cost < byDay[today - days(10)]);
        }
    }

    void isMadeOnceAndAgainWhenStale()
    {
        const QTemporaryDir directory;
        const QString file = directory.filePath(u"sample.db"_s);
        QVERIFY(makeSampleLedger(file, moment));
        const auto count = [&] { return SpendQuery::open(file).value()->read({ .withSimulated = true }).value().first().attempts; };
        const auto last = [&] { return SpendQuery::open(file).value()->ends().value()->last; };
        const WallTime before = last();
        const qint64 rows = count();
        QVERIFY(makeSampleLedger(file, moment + std::chrono::hours(20)));
        QCOMPARE(last(), before);
        QVERIFY(makeSampleLedger(file, moment + std::chrono::hours(24 * 30)));
        QVERIFY(last() > before);
        QVERIFY(count() > rows / 2);
        QVERIFY(!QFile::exists(file + u".new"_s));
    }
};

QTEST_GUILESS_MAIN(TestSampleLedger)
#include "tst_sample_ledger.moc"
