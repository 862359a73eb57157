// SPDX-License-Identifier: GPL-3.0-or-later
//
// Spans of time as a person means them, in zones and over changes of the clock.
#include "models/spend/spend_view.h"

#include <QDateTime>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

WallTime at(const char *iso)
{
    return wallTime(QDateTime::fromString(QLatin1StringView(iso), Qt::ISODate));
}

QString iso(WallTime time)
{
    return localTime(time, QTimeZone::utc()).toUTC().toString(Qt::ISODate);
}

} // namespace

class TestSpendView : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ranges_data()
    {
        QTest::addColumn<int>("preset");
        QTest::addColumn<QString>("now");
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("beforeFrom");
        QTest::addColumn<QString>("beforeTo");
        QTest::addColumn<QString>("name");
        const auto row = [](const char *title, SpendPreset preset, const char *now, QStringList ends, const char *name) {
            QTest::newRow(title) << int(preset) << QString::fromLatin1(now) << ends[0] << ends[1] << ends[2] << ends[3]
                                 << QString::fromUtf8(name);
        };
        // Berlin: UTC+1 in winter, UTC+2 in summer.
        row("month", SpendPreset::ThisMonth, "2026-11-22T15:00:00Z",
            { u"2026-10-31T23:00:00Z"_s, u"2026-11-30T23:00:00Z"_s, u"2026-09-30T22:00:00Z"_s, u"2026-10-22T14:00:00Z"_s },
            "November 2026");
        row("31st against a shorter month", SpendPreset::ThisMonth, "2026-10-31T12:00:00Z",
            { u"2026-09-30T22:00:00Z"_s, u"2026-10-31T23:00:00Z"_s, u"2026-08-31T22:00:00Z"_s, u"2026-09-30T22:00:00Z"_s },
            "October 2026");
        row("last month", SpendPreset::LastMonth, "2026-11-22T15:00:00Z",
            { u"2026-09-30T22:00:00Z"_s, u"2026-10-31T23:00:00Z"_s, u"2026-08-31T22:00:00Z"_s, u"2026-09-30T22:00:00Z"_s },
            "October 2026");
        row("today of 25 hours", SpendPreset::Today, "2026-10-25T12:00:00Z",
            { u"2026-10-24T22:00:00Z"_s, u"2026-10-25T23:00:00Z"_s, u"2026-10-23T22:00:00Z"_s, u"2026-10-24T11:00:00Z"_s },
            "Today, 25 Oct");
        row("seven days", SpendPreset::Last7Days, "2026-11-22T15:00:00Z",
            { u"2026-11-15T23:00:00Z"_s, u"2026-11-22T23:00:00Z"_s, u"2026-11-08T23:00:00Z"_s, u"2026-11-15T15:00:00Z"_s },
            "16 Nov to 22 Nov");
        row("just past midnight there", SpendPreset::Today, "2026-11-22T23:30:00Z",
            { u"2026-11-22T23:00:00Z"_s, u"2026-11-23T23:00:00Z"_s, u"2026-11-21T23:00:00Z"_s, u"2026-11-21T23:30:00Z"_s },
            "Today, 23 Nov");
    }
    void ranges()
    {
        QFETCH(int, preset);
        QFETCH(QString, now);
        const QTimeZone berlin("Europe/Berlin");
        const WallTime moment = at(qPrintable(now));
        const auto range = rangeOf(SpendPreset(preset), moment, berlin);
        const auto before = rangeBefore(SpendPreset(preset), moment, berlin);
        QVERIFY(range && before);
        QTEST(iso(range->from), "from");
        QTEST(iso(range->to), "to");
        QTEST(iso(before->from), "beforeFrom");
        QTEST(iso(before->to), "beforeTo");
        QTEST(rangeName(SpendPreset(preset), moment, berlin), "name");
    }

    void everythingHasNoCalendar()
    {
        QVERIFY(!rangeOf(SpendPreset::All, at("2026-11-22T15:00:00Z"), QTimeZone::utc()));
        QVERIFY(beforeName(SpendPreset::All, at("2026-11-22T15:00:00Z"), QTimeZone::utc()).isEmpty());
    }

    // Two days that a person chose, in the zone; both count, over a change of the clock as well.
    void aSpanOfOnesOwn()
    {
        const QTimeZone berlin("Europe/Berlin");
        const WallTime now = at("2026-11-22T15:00:00Z");
        const SpendSpan autumn(SpendPreset::Own, QDate(2026, 10, 20), QDate(2026, 10, 26));
        const SpendRange range = rangeOf(autumn, now, berlin).value();
        QCOMPARE(iso(range.from), u"2026-10-19T22:00:00Z"_s);
        QCOMPARE(iso(range.to), u"2026-10-26T23:00:00Z"_s);
        const SpendRange before = rangeBefore(autumn, now, berlin).value();
        QCOMPARE(iso(before.from), u"2026-10-12T22:00:00Z"_s);
        QCOMPARE(iso(before.to), u"2026-10-19T22:00:00Z"_s);
        QCOMPARE(beforeName(autumn, now, berlin), u"the 7 days before"_s);
        QCOMPARE(beforeName(autumn, now, berlin, SpendAgainst::YearBefore), u"the same days of 2025"_s);
        QCOMPARE(rangeName(autumn, now, berlin), u"20 Oct to 26 Oct 2026"_s);
        QCOMPARE(rangeName({ SpendPreset::Own, QDate(2025, 12, 28), QDate(2026, 1, 3) }, now, berlin), u"28 Dec 2025 to 3 Jan 2026"_s);
        QCOMPARE(rangeName({ SpendPreset::Own, QDate(2026, 11, 3), QDate(2026, 11, 3) }, now, berlin), u"3 Nov 2026"_s);
        QCOMPARE(beforeName({ SpendPreset::Own, QDate(2026, 11, 3), QDate(2026, 11, 3) }, now, berlin), u"the day before"_s);
        // One that goes on is compared with as much of the days before.
        const SpendSpan running(SpendPreset::Own, QDate(2026, 11, 20), QDate(2026, 11, 25));
        QCOMPARE(iso(rangeBefore(running, now, berlin)->to), u"2026-11-16T15:00:00Z"_s);
        // Of one that lies ahead nothing has passed.
        QVERIFY(!rangeBefore({ SpendPreset::Own, QDate(2026, 12, 1), QDate(2026, 12, 5) }, now, berlin));
        QVERIFY(beforeName({ SpendPreset::Own, QDate(2026, 12, 1), QDate(2026, 12, 5) }, now, berlin).isEmpty());
    }

    void unitsStayDrawable()
    {
        const SpendRange month { at("2026-11-01T00:00:00Z"), at("2026-12-01T00:00:00Z") };
        const SpendRange decade { at("2016-11-01T00:00:00Z"), at("2026-11-01T00:00:00Z") };
        QCOMPARE(usableUnit(SpendDimension::Hour, { at("2026-11-01T00:00:00Z"), at("2026-11-08T00:00:00Z") }), SpendDimension::Hour);
        QCOMPARE(usableUnit(SpendDimension::Hour, month), SpendDimension::Hour);
        QCOMPARE(usableUnit(SpendDimension::Hour, { at("2026-09-01T00:00:00Z"), at("2026-12-01T00:00:00Z") }), SpendDimension::Day);
        QCOMPARE(usableUnit(SpendDimension::Week, month), SpendDimension::Week);
        QCOMPARE(usableUnit(SpendDimension::Day, decade), SpendDimension::Week);
    }
};

QTEST_GUILESS_MAIN(TestSpendView)
#include "tst_spend_view.moc"
