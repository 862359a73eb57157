// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a view shows beside its costs equals the sums of its rows: latency, errors, hours of the week, pivot.
#include "models/ledger/attempt_table.h"
#include "models/spend/sample_ledger.h"
#include "models/spend/spend_course.h"

#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

class TestSpendCourse : public QObject {
    Q_OBJECT
    QTemporaryDir m_directory;
    std::unique_ptr<SpendQuery> m_query;
    const WallTime m_now { std::chrono::sys_days { std::chrono::year(2026) / 11 / 22 } + std::chrono::hours(15) };

    SpendPicture picture(SpendView view) const
    {
        view.withSimulated = true;
        return readPicture(*m_query, view, m_now, {}, [] { return true; }).value().value();
    }
    // All rows of a request, a page at a time.
    QList<AttemptRow> rowsOf(const SpendRequest &request) const
    {
        QList<AttemptRow> rows;
        for (SpendQuery::Place behind;;) {
            const QList<AttemptRow> page = m_query->attempts(request, behind, 100).value();
            rows.append(page);
            if (page.size() < 100) {
                return rows;
            }
            behind = { page.last().draft.start.time_since_epoch().count(), page.last().sequence };
        }
    }
    static Money sumOf(const QList<AttemptRow> &rows)
    {
        Money sum;
        for (const AttemptRow &row : rows) {
            sum += row.outcome.amount.money.value_or(Money {});
        }
        return sum;
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QString file = m_directory.filePath(u"sample.db"_s);
        QVERIFY(makeSampleLedger(file, m_now));
        m_query = SpendQuery::open(file).value();
    }

    void theWeeksHoursAddUpAndOpenTheirRows()
    {
        const SpendPicture shown = picture({ .preset = SpendPreset::Last30Days, .zone = QTimeZone("Europe/Berlin") });
        const SpendWeek week = readCourse(*m_query, shown, SpendSubject::Week, SpendDimension::Team, {}).value().week;
        QCOMPARE(week.hours.size(), hoursOfWeek);
        qint64 attempts = 0;
        Money all;
        for (const SpendRow &hour : week.hours) {
            attempts += hour.attempts;
            all += hour.known.value_or(Money {});
        }
        QCOMPARE(attempts, shown.total.attempts);
        QCOMPARE(all, *shown.total.known);
        // Mondays at ten: its rows are these, and no others.
        constexpr int mondayAtTen = 10;
        const SpendRequest request = rowsOfHour(shown, mondayAtTen);
        const QList<AttemptRow> rows = rowsOf(request);
        QVERIFY(!rows.isEmpty());
        QCOMPARE(rows.size(), week.hours[mondayAtTen].attempts);
        QCOMPARE(sumOf(rows), *week.hours[mondayAtTen].known);
        for (const AttemptRow &row : rows) {
            const QDateTime start = localTime(row.draft.start, shown.view.zone);
            QVERIFY(start.date().dayOfWeek() == 1 && start.time().hour() == 10);
        }
        const SpendRow sum = m_query->read(request).value().value(0);
        QCOMPARE(sum.attempts, rows.size());
        QCOMPARE(sum.known, week.hours[mondayAtTen].known);
        QCOMPARE(hourName(mondayAtTen), u"Mondays 10:00"_s);
        // With a filter, and by the rows alone.
        SpendRequest filtered = request;
        filtered.where = { { SpendDimension::Model, { u"gpt-4o"_s } } };
        filtered.by = { SpendDimension::Model };
        QCOMPARE(m_query->read(filtered).value().value(0).attempts, rowsOf(filtered).size());
    }

    void errorsByClass()
    {
        const SpendPicture shown = picture({ .preset = SpendPreset::Last90Days, .unit = SpendDimension::Week });
        const SpendErrors errors = readCourse(*m_query, shown, SpendSubject::Errors, SpendDimension::Team, {}).value().errors;
        QVERIFY(errors.kinds.size() > 1);
        qint64 all = 0;
        for (const SpendErrors::Kind &kind : errors.kinds) {
            qint64 sum = 0;
            for (const qint64 attempts : kind.attempts) {
                sum += attempts;
            }
            QCOMPARE(sum, kind.all);
            all += sum;
        }
        QCOMPARE(all, shown.total.failed);
        const int bucket = static_cast<int>(std::ranges::find_if(errors.kinds[0].attempts, [](qint64 count) { return count > 0; }) - errors.kinds[0].attempts.begin());
        QCOMPARE(rowsOf(rowsOfErrors(shown, errors, bucket, 0)).size(), errors.kinds[0].attempts[bucket]);
        QCOMPARE(rowsOf(rowsOfErrors(shown, errors, -1, -1)).size(), all);
    }

    void latencies()
    {
        const SpendPicture shown = picture({ .preset = SpendPreset::ThisMonth });
        const SpendLatency latency = readCourse(*m_query, shown, SpendSubject::Latency, SpendDimension::Team, {}).value().latency;
        QCOMPARE(latency.p95.size(), shown.buckets.size());
        QVERIFY(latency.p95[3] && latency.median[3] && *latency.p95[3] >= *latency.median[3]);
        QVERIFY(!latency.p95.last()); // the month's last day lies ahead: a gap, not nothing
        SpendRequest day = shown.rowsOf(3, -1);
        day.withLatency = true;
        QCOMPARE(m_query->read(day).value().value(0).p95, latency.p95[3]);
    }

    void aPivotEqualsItsRows()
    {
        const SpendPicture shown = picture({ .preset = SpendPreset::ThisMonth, .by = SpendDimension::Model });
        const SpendPivot pivot = readCourse(*m_query, shown, SpendSubject::Pivot, SpendDimension::Team, {}).value().pivot;
        QCOMPARE(pivot.total.known, shown.total.known);
        QVERIFY(pivot.rows.size() > 2 && pivot.columns.size() > 2);
        Money cells;
        for (qsizetype row = 0; row < pivot.rows.size(); ++row) {
            Money sum;
            for (const SpendRow &cell : pivot.cells[row]) {
                sum += cell.known.value_or(Money {});
            }
            QCOMPARE(sum, pivot.rows[row].sum.known.value_or(Money {}));
            cells += sum;
        }
        QCOMPARE(cells, *shown.total.known);
        const QList<AttemptRow> rows = rowsOf(rowsOfPivot(shown, pivot, 1, 0).value());
        QCOMPARE(rows.size(), pivot.cells[1][0].attempts);
        QCOMPARE(sumOf(rows), pivot.cells[1][0].known.value_or(Money {}));
        // Over time, in its order.
        const SpendPivot months = readCourse(*m_query, picture({ .preset = SpendPreset::Last90Days }), SpendSubject::Pivot, SpendDimension::Month, {}).value().pivot;
        QVERIFY(std::ranges::is_sorted(months.columns, {}, [](const SpendPivot::Head &head) { return head.name; }));
    }

    void whatIsManyBecomesOther()
    {
        QList<SpendRow> rows;
        for (int value = 0; value < 40; ++value) {
            SpendRow row;
            row.values = { u"row %1"_s.arg(value), u"column %1"_s.arg(value % 20) };
            row.attempts = 1;
            row.known = Money { 100 - value };
            rows.append(row);
        }
        const SpendPivot pivot = pivotOf(rows, SpendDimension::Model, SpendDimension::User, {});
        QCOMPARE(pivot.rows.size(), pivotRows + 1);
        QCOMPARE(pivot.columns.size(), pivotColumns + 1);
        QVERIFY(pivot.rows.last().rest && pivot.columns.last().rest);
        QCOMPARE(pivot.rows.last().name, u"Other (%1)"_s.arg(40 - pivotRows));
        qint64 attempts = 0;
        for (const QList<SpendRow> &row : pivot.cells) {
            for (const SpendRow &cell : row) {
                attempts += cell.attempts;
            }
        }
        QCOMPARE(attempts, 40);
        QCOMPARE(pivot.total.attempts, 40);
    }

    void againstAYearBefore()
    {
        const QTimeZone utc = QTimeZone::utc();
        const SpendRange range = rangeBefore(SpendPreset::ThisMonth, m_now, utc, SpendAgainst::YearBefore).value();
        QCOMPARE(localTime(range.from, utc).date(), QDate(2025, 11, 1));
        QCOMPARE(localTime(range.to, utc), QDateTime(QDate(2025, 11, 22), QTime(15, 0), utc));
        const SpendRange whole = rangeBefore(SpendPreset::LastMonth, m_now, utc, SpendAgainst::YearBefore).value();
        QCOMPARE(localTime(whole.from, utc).date(), QDate(2025, 10, 1));
        QCOMPARE(localTime(whole.to, utc).date(), QDate(2025, 11, 1));
        QVERIFY(!rangeBefore(SpendPreset::ThisMonth, m_now, utc, SpendAgainst::Nothing));
        QCOMPARE(beforeName(SpendPreset::Last7Days, m_now, utc, SpendAgainst::YearBefore), u"the same days of 2025"_s);
    }
};

QTEST_GUILESS_MAIN(TestSpendCourse)
#include "tst_spend_course.moc"
