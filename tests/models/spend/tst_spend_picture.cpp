// SPDX-License-Identifier: GPL-3.0-or-later
//
// The dashboard's figures over the sample ledger: whatever the dimension, the unit, the zone and the filter, every point
// is the sum of the rows that it opens, and the total is the ledger's own.
#include "models/ledger/sql_ledger.h"
#include "models/spend/sample_ledger.h"
#include "models/spend/spend_outlook.h"
#include "models/spend/spend_picture.h"
#include "models/spend/spend_rows_model.h"
#include "models/format/format.h"
#include "models/spend/spend_sums_model.h"

#include <QAbstractItemModelTester>
#include <QDateTime>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;
using enum SpendDimension;

namespace {

class SetClock final : public Clock {
public:
    WallTime now() const override { return wall; }
    SteadyTime steadyNow() const override { return {}; }
    WallTime wall { std::chrono::sys_days { std::chrono::year(2026) / 11 / 22 } + std::chrono::hours(15) };
};

// What the rows add up to, by hand.
SpendRow summed(const QList<AttemptRow> &rows)
{
    SpendRow sum;
    QSet<std::string> requests;
    for (const AttemptRow &row : rows) {
        ++sum.attempts;
        requests.insert(row.draft.requestId);
        sum.failed += row.outcome.errorClass.empty() ? 0 : 1;
        sum.promptTokens += row.outcome.usage.promptTokens.value_or(0);
        sum.completionTokens += row.outcome.usage.completionTokens.value_or(0);
        if (row.outcome.amount.money) {
            sum.known = sum.known.value_or(Money {}) + *row.outcome.amount.money;
            sum.estimated += row.outcome.amount.basis == Basis::Estimated ? *row.outcome.amount.money : Money {};
        } else {
            ++sum.unpriced;
        }
    }
    sum.requests = requests.size();
    return sum;
}

} // namespace

class TestSpendPicture : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_directory;
    QString m_file;
    SetClock m_clock;
    std::unique_ptr<SpendQuery> m_query;

    SpendPicture picture(const SpendView &view)
    {
        return readPicture(*m_query, view, m_clock.wall, {}, [] { return true; }).value().value();
    }
    QList<AttemptRow> rowsOf(const SpendRequest &request)
    {
        QList<AttemptRow> all;
        SpendQuery::Place behind;
        while (true) {
            const QList<AttemptRow> page = m_query->attempts(request, behind, 1'000).value();
            all.append(page);
            if (page.size() < 1'000) {
                return all;
            }
            behind = { page.last().draft.start.time_since_epoch().count(), page.last().sequence };
        }
    }
    static void compare(const SpendRow &figures, const SpendRow &rows)
    {
        QCOMPARE(figures.attempts, rows.attempts);
        QCOMPARE(figures.failed, rows.failed);
        QCOMPARE(figures.promptTokens, rows.promptTokens);
        QCOMPARE(figures.completionTokens, rows.completionTokens);
        QCOMPARE(figures.known.value_or(Money {}), rows.known.value_or(Money {}));
        QCOMPARE(figures.estimated, rows.estimated);
        QCOMPARE(figures.unpriced, rows.unpriced);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_file = m_directory.filePath(u"sample.db"_s);
        QVERIFY(makeSampleLedger(m_file, m_clock.wall));
        m_query = SpendQuery::open(m_file).value();
    }

    // One row of 1970 and one of 2099 do not make "All time" a century.
    void allTimeGoesFromTheFirstToTheLastTimeThatCanBe()
    {
        const QString file = m_directory.filePath(u"stray.db"_s);
        const WallTime first = m_clock.wall - std::chrono::days(40) + std::chrono::minutes(7);
        const WallTime last = m_clock.wall - std::chrono::hours(1);
        {
            const auto ledger = SqlLedger::open(file, m_clock).value();
            for (const WallTime start : { WallTime(std::chrono::hours(30)), first, last, m_clock.wall + std::chrono::days(26'000) }) {
                AttemptDraft draft;
                draft.attemptId = "a" + std::to_string(start.time_since_epoch().count());
                draft.requestId = draft.attemptId;
                draft.model = "m";
                draft.start = start;
                QVERIFY(ledger->reserve(draft));
                AttemptOutcome outcome;
                outcome.end = start;
                outcome.amount = { Money { 5 }, Basis::Computed, "t" };
                ledger->settle(draft.attemptId, outcome);
            }
            QVERIFY(ledger->flush());
        }
        const auto query = SpendQuery::open(file).value();
        const auto picture = readPicture(*query, { .preset = SpendPreset::All }, m_clock.wall, {}, [] { return true; }).value().value();
        QCOMPARE(picture.range.from, first);
        QCOMPARE(picture.range.to, last + Microseconds(1));
        QCOMPARE(picture.total.attempts, 2);
        QCOMPARE(query->read({}).value().first().attempts, 4); // nothing is lost
        QVERIFY(picture.stray && picture.stray->attempts == 2 && picture.stray->known == Money { 10 });
        // They open, a page at a time, the newest first.
        const QList<AttemptRow> newest = query->attempts(picture.strayRows(), {}, 1).value();
        QCOMPARE(newest.size(), 1);
        QVERIFY(newest[0].draft.start > m_clock.wall);
        const QList<AttemptRow> rest = query->attempts(picture.strayRows(), { newest[0].draft.start.time_since_epoch().count(), newest[0].sequence }, 10).value();
        QCOMPARE(rest.size(), 1);
        QVERIFY(rest[0].draft.start < WallTime(std::chrono::days(2)));
        // Other spans tell nothing of them; a filter holds for them.
        QVERIFY(!readPicture(*query, { .preset = SpendPreset::ThisMonth }, m_clock.wall, {}, [] { return true; }).value()->stray);
        const SpendView other { .preset = SpendPreset::All, .where = { { SpendDimension::Model, { u"another"_s } } } };
        QVERIFY(!readPicture(*query, other, m_clock.wall, {}, [] { return true; }).value()->stray);
        // A ledger that has nothing else is not empty.
        const auto later = readPicture(*query, { .preset = SpendPreset::All }, m_clock.wall - std::chrono::days(10'000), {}, [] { return true; }).value();
        QVERIFY(later->anything && later->empty() && later->stray->attempts == 4);
    }

    void theMonthsForecastIsTheSameWhateverIsShown()
    {
        std::optional<SpendForecast> before;
        for (const SpendPreset preset : { SpendPreset::ThisMonth, SpendPreset::Today, SpendPreset::Last90Days, SpendPreset::All }) {
            const SpendPicture shown = picture({ .preset = preset, .withSimulated = true });
            const std::optional<SpendForecast> forecast = readOutlook(*m_query, shown, {}, [] { return true; }).value().value().forecast;
            QVERIFY(forecast);
            QVERIFY(!before || (before->low == forecast->low && before->high == forecast->high && before->trials == forecast->trials));
            before = forecast;
        }
    }

    void pointsAreTheirRows_data()
    {
        QTest::addColumn<SpendView>("view");
        const QTimeZone berlin("Europe/Berlin");
        const QTimeZone kolkata("Asia/Kolkata");
        QTest::newRow("month by model") << SpendView { .zone = berlin, .withSimulated = true };
        QTest::newRow("quarter over the change of the clock")
            << SpendView { .preset = SpendPreset::Last90Days, .by = Team, .zone = berlin, .withSimulated = true };
        QTest::newRow("weeks by key, half an hour off")
            << SpendView { .preset = SpendPreset::Last90Days, .unit = Week, .by = Key, .zone = kolkata, .withSimulated = true };
        QTest::newRow("hours by provider")
            << SpendView { .preset = SpendPreset::Last7Days, .unit = Hour, .by = Provider, .zone = berlin, .withSimulated = true };
        QTest::newRow("months by status, filtered")
            << SpendView { .preset = SpendPreset::All, .unit = Month, .by = Status,
                           .where = { { Team, { u"Platform"_s } }, { Model, { u"gpt-4o"_s }, true } }, .zone = berlin, .withSimulated = true };
        QTest::newRow("by model, filtered by model")
            << SpendView { .by = Model, .where = { { Model, { u"gpt-4o"_s, u"gpt-4o-mini"_s } } }, .zone = berlin, .withSimulated = true };
        QTest::newRow("by tag, none included")
            << SpendView { .preset = SpendPreset::Last30Days, .by = Tag, .where = { { Tag, { u""_s, u"batch"_s } } }, .zone = berlin, .withSimulated = true };
        QTest::newRow("by deployment with a rest") << SpendView { .by = Deployment, .zone = berlin, .withSimulated = true };
    }
    void pointsAreTheirRows()
    {
        QFETCH(SpendView, view);
        const SpendPicture shown = picture(view);
        QVERIFY(shown.total.attempts > 100);
        compare(shown.total, summed(rowsOf(shown.rowsOf(-1, -1))));
        SpendRow added;
        for (int entity = 0; entity < shown.entities.size(); ++entity) {
            if (entity % 3 == 1 || shown.entities[entity].rest) {
                compare(shown.entities[entity].sum, summed(rowsOf(shown.rowsOf(-1, entity))));
            }
            if (shown.isShown(shown.entities[entity])) {
                addTo(added, shown.entities[entity].sum);
            }
            SpendRow course;
            for (const SpendRow &row : shown.entities[entity].course) {
                addTo(course, row);
            }
            compare(shown.entities[entity].sum, course);
        }
        compare(shown.total, added);
        for (int bucket = 0; bucket < shown.buckets.size(); bucket += 13) {
            compare(shown.course[bucket], summed(rowsOf(shown.rowsOf(bucket, -1))));
            compare(shown.entities[0].course[bucket], summed(rowsOf(shown.rowsOf(bucket, 0))));
        }
    }

    void theRestIsFoldedAndNamed()
    {
        SpendPicture shown;
        shown.view.by = Model;
        shown.buckets = { { 0, 1, { u"2026-11-01"_s } } };
        SpendParts parts;
        for (int model = 0; model < 11; ++model) {
            SpendRow row;
            row.values = { u"m%1"_s.arg(model) };
            row.attempts = 1;
            row.known = Money { 100 - model };
            parts.byValue.append(row);
        }
        arrange(shown, parts, {});
        QCOMPARE(shown.entities.size(), rankedEntities + 1);
        QCOMPARE(shown.entities.last().name, u"3 others"_s);
        QCOMPARE(shown.entities.last().sum.known->nanoDollars, 92 + 91 + 90);
        QVERIFY(shown.conditionOf(shown.entities.last()).except);
        // Nine stand for themselves: a rest of one would hide a name for nothing.
        parts.byValue.resize(rankedEntities + 1);
        shown.entities.clear();
        arrange(shown, parts, {});
        QVERIFY(!shown.entities.last().rest);
    }

    void unknownIsNotNothing()
    {
        const SpendPicture shown = picture({ .withSimulated = true });
        const auto local = std::ranges::find(shown.entities, u"qwen2.5-72b"_s, &SpendEntity::name);
        QVERIFY(local != shown.entities.end());
        // Its failures cost nothing, which is known; its answers have no price.
        QVERIFY(!local->sum.known || local->sum.known->nanoDollars == 0);
        QVERIFY(local->sum.unpriced > 50);
        SpendSumsModel model;
        model.setPicture(shown);
        const int row = model.rowOf(int(local - shown.entities.begin()));
        QCOMPARE(model.index(row, SpendSumsModel::Cost).data().toString(), u"no price"_s);
        QVERIFY(model.index(model.rowCount() - 1, SpendSumsModel::Share).data().toString().contains(u"without a price"_s));
        QVERIFY(amountText(shown.total).contains(u"without a price"_s));
    }

    void sharesAreOfWhatTheTotalIsOf()
    {
        SpendView view { .withSimulated = true };
        const QString dearest = picture(view).entities.first().values.first();
        view.where = { { view.by, { dearest } } };
        const SpendPicture shown = picture(view);
        SpendSumsModel model;
        model.setPicture(shown);
        const int other = static_cast<int>(std::ranges::find_if(shown.entities, [&](const SpendEntity &entity) { return !shown.isShown(entity); }) - shown.entities.begin());
        const int chosen = static_cast<int>(std::ranges::find_if(shown.entities, [&](const SpendEntity &entity) { return shown.isShown(entity); }) - shown.entities.begin());
        QVERIFY(other < shown.entities.size() && chosen < shown.entities.size());
        QCOMPARE(model.index(model.rowOf(chosen), SpendSumsModel::Share).data().toString(), format::percent(1));
        // What the filter keeps out is in no total and has no share of it.
        QCOMPARE(model.index(model.rowOf(other), SpendSumsModel::Share).data().toString(), format::noValue());
    }

    void sumsModelHoldsItsRows()
    {
        SpendSumsModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const SpendPicture shown = picture({ .withSimulated = true });
        model.setPicture(shown);
        QCOMPARE(model.rowCount(), shown.entities.size() + 1);
        model.setPicture(picture({ .preset = SpendPreset::LastMonth, .withSimulated = true }));
        model.setPicture(picture({ .by = Team, .withSimulated = true }));
        model.sort(SpendSumsModel::Name, Qt::AscendingOrder);
        QCOMPARE(model.index(0, 0).data().toString(), u"Data"_s);
        QCOMPARE(model.index(model.rowCount() - 1, 0).data().toString(), u"Total"_s);
        model.setPicture({});
        QCOMPARE(model.rowCount(), 0);
    }

    void rowsComePageByPage()
    {
        SpendDesk desk({ m_file }, m_clock);
        SpendRowsModel model(desk);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        SpendView view { .preset = SpendPreset::Last7Days, .withSimulated = true };
        const SpendPicture shown = picture(view);
        model.setRequest(shown.rowsOf(-1, -1), {});
        // The tester fetches as a view does.
        QTRY_VERIFY_WITH_TIMEOUT(model.rowCount() >= SpendRowsModel::pageSize, 60'000);
        while (!model.isComplete()) {
            const int before = model.rowCount();
            model.fetchMore({});
            QTRY_VERIFY_WITH_TIMEOUT(model.rowCount() > before || model.isComplete(), 60'000);
        }
        QCOMPARE(model.rowCount(), shown.total.attempts);
        for (int row = 1; row < model.rowCount(); ++row) {
            QVERIFY(model.row(row - 1)->draft.start >= model.row(row)->draft.start);
        }
    }

    void theNewestQuestionWins()
    {
        SpendDesk desk({ m_file }, m_clock);
        QSignalSpy changed(&desk, &SpendDesk::changed);
        desk.ask({ .by = Team, .withSimulated = true });
        desk.ask({ .by = Provider, .withSimulated = true });
        QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, 60'000);
        QCOMPARE(desk.picture()->view.by, Provider);
        QTest::qWait(50);
        QCOMPARE(changed.size(), 1);
    }

    void sampleIsMadeOnDemandAndIsNotMixed()
    {
        const QString sample = m_directory.filePath(u"made.db"_s);
        SpendDesk desk({ m_directory.filePath(u"none.db"_s), {}, sample }, m_clock);
        QSignalSpy changed(&desk, &SpendDesk::changed);
        desk.ask({});
        QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, 60'000);
        QVERIFY(!desk.picture() && !desk.problem());
        QVERIFY(!QFile::exists(sample));
        desk.setSample(true);
        desk.ask({});
        QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 2, 60'000);
        QVERIFY(desk.picture() && desk.picture()->total.attempts > 0);
        // Marked, row by row: nothing of it counts as real.
        QCOMPARE(SpendQuery::open(sample).value()->read({}).value().size(), 0);
    }
};

QTEST_GUILESS_MAIN(TestSpendPicture)
#include "tst_spend_picture.moc"
