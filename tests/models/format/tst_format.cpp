// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/format/format.h"

#include <QTest>
#include <QTimeZone>

#include <array>
#include <limits>

using namespace patchbay;
using namespace std::chrono_literals;

class TestFormat : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void money_data()
    {
        QTest::addColumn<qint64>("nanos");
        QTest::addColumn<QString>("expected");
        QTest::newRow("zero") << qint64(0) << "$0";
        QTest::newRow("one nano") << qint64(1) << "$0.000000001";
        QTest::newRow("picture 01, gemini") << qint64(890'000) << "$0.00089";
        QTest::newRow("picture 01, claude") << qint64(3'800'000) << "$0.0038";
        QTest::newRow("four significant digits") << qint64(1'045'678) << "$0.001046";
        QTest::newRow("rounds half to even, down") << qint64(1'234'500) << "$0.001234";
        QTest::newRow("rounds half to even, up") << qint64(1'235'500) << "$0.001236";
        QTest::newRow("rounds up over the cent") << qint64(9'999'990) << "$0.01";
        QTest::newRow("a cent") << qint64(10'000'000) << "$0.01";
        QTest::newRow("above a cent") << qint64(41'200'000) << "$0.0412";
        QTest::newRow("at least two decimals") << qint64(500'000'000) << "$0.50";
        QTest::newRow("three decimals") << qint64(197'000'000) << "$0.197";
        QTest::newRow("four decimals at most") << qint64(189'649'000) << "$0.1896";
        QTest::newRow("almost a dollar") << qint64(999'990'000) << "$1.00";
        QTest::newRow("a dollar") << qint64(1'000'000'000) << "$1.00";
        QTest::newRow("cents above a dollar") << qint64(1'244'000'000) << "$1.24";
        QTest::newRow("thousands") << qint64(1'234'567'890'000) << "$1,234.57";
        QTest::newRow("negative") << qint64(-1'240'000'000) << QStringLiteral("−$1.24");
        QTest::newRow("smallest") << std::numeric_limits<qint64>::min() << QStringLiteral("−$9,223,372,036.85");
    }
    void money()
    {
        QFETCH(qint64, nanos);
        QTEST(format::money(Money { nanos }), "expected");
    }

    void amounts()
    {
        const Amount estimated { Money { 3'800'000 }, Basis::Estimated, {} };
        QCOMPARE(format::amount(estimated), QStringLiteral("≈ $0.0038"));
        QCOMPARE(format::amountFixed(estimated, 5), QStringLiteral("≈ $0.00380"));
        QCOMPARE(format::amount({ Money { 3'800'000 }, Basis::Reported, {} }), "$0.0038");
        QCOMPARE(format::amount({}), "no price");
        QCOMPARE(format::amountFixed({}, 4), "no price");
        const Amount nothing { Money { 0 }, Basis::Computed, {} };
        QCOMPARE(format::amount(nothing), "$0");
        QCOMPARE(format::amount(nothing, format::ZeroAs::Free), "free");
        QCOMPARE(format::amountFixed(nothing, 4, format::ZeroAs::Free), "free");
        QCOMPARE(format::amount({}, format::ZeroAs::Free), "no price");
        QCOMPARE(format::moneyLimit(Money { 50'000'000'000 }), "$50");
        QCOMPARE(format::moneyLimit(Money { 500'000'000 }), "$0.50");
    }

    void columns()
    {
        const std::array column { Money { 4'080'000 }, Money { 890'000 }, Money { 0 } };
        const int decimals = format::columnDecimals(column);
        QCOMPARE(decimals, 5);
        QCOMPARE(format::moneyFixed(column[0], decimals), "$0.00408");
        QCOMPARE(format::moneyFixed(column[1], decimals), "$0.00089");
        QCOMPARE(format::moneyFixed(column[2], decimals), "$0.00000");
        QCOMPARE(format::columnDecimals({}), 2);
        QCOMPARE(format::moneyFixed(Money { 890'000 }, 2), "< $0.01");
        QCOMPARE(format::moneyFixed(Money { 31'420'000'000 }, 0), "$31");
    }

    void records()
    {
        QVERIFY(!format::amountFromRecord(-1, u"computed").money);
        QCOMPARE(format::amountFromRecord(7, u"estimated").basis, Basis::Estimated);
        QCOMPARE(format::amountFromRecord(7, u"reported").money->nanoDollars, 7);
        QCOMPARE(format::amountFromRecord(7, u"nonsense").basis, Basis::Unknown);
    }

    void durations_data()
    {
        QTest::addColumn<qint64>("micros");
        QTest::addColumn<QString>("expected");
        QTest::newRow("unknown") << qint64(-1) << QStringLiteral("–");
        QTest::newRow("zero") << qint64(0) << "0 ms";
        QTest::newRow("tiny") << qint64(3) << "0.1 ms";
        QTest::newRow("under a millisecond") << qint64(420) << "0.4 ms";
        QTest::newRow("about a millisecond") << qint64(950) << "1 ms";
        QTest::newRow("milliseconds") << qint64(612'400) << "612 ms";
        QTest::newRow("just below a second") << qint64(999'499) << "999 ms";
        QTest::newRow("rounds to a second") << qint64(999'500) << "1.00 s";
        QTest::newRow("seconds") << qint64(2'840'000) << "2.84 s";
        QTest::newRow("rounds to ten seconds") << qint64(9'996'000) << "10.0 s";
        QTest::newRow("tens of seconds") << qint64(12'440'000) << "12.4 s";
        QTest::newRow("rounds to a minute") << qint64(59'960'000) << "1 min";
        QTest::newRow("minutes") << qint64(72'000'000) << "1 min 12 s";
        QTest::newRow("hours") << qint64(7'500'000'000) << "2 h 5 min";
        QTest::newRow("days") << qint64(273'600'000'000) << "3 d 4 h";
    }
    void durations()
    {
        QFETCH(qint64, micros);
        QTEST(format::duration(std::chrono::microseconds(micros)), "expected");
    }

    void countdowns()
    {
        QCOMPARE(format::countdown(13'001ms), "14 s");
        QCOMPARE(format::countdown(0ms), "0 s");
        QCOMPARE(format::countdown(-5ms), "0 s");
        QCOMPARE(format::countdown(71'500ms), "1 min 12 s");
    }

    void counts()
    {
        QCOMPARE(format::count(1204), "1,204");
        QCOMPARE(format::count(0), "0");
        QCOMPARE(format::count(-1234567), QStringLiteral("−1,234,567"));
        QCOMPARE(format::count(std::numeric_limits<qint64>::min()), QStringLiteral("−9,223,372,036,854,775,808"));
        QCOMPARE(format::countShort(940), "940");
        QCOMPARE(format::countShort(12'400), "12.4 k");
        QCOMPARE(format::countShort(1'910'000), "1.91 M");
        QCOMPARE(format::countShort(2'000'000), "2 M");
        QCOMPARE(format::countShort(999'950), "1 M");
        QCOMPARE(format::counted(1, "hop"), "1 hop");
        QCOMPARE(format::counted(1204, "token"), "1,204 tokens");
        QCOMPARE(format::counted(2, "query", "queries"), "2 queries");
        QCOMPARE(format::bytes(1), "1 byte");
        QCOMPARE(format::bytes(412), "412 bytes");
        QCOMPARE(format::bytes(212'000), "212 KB");
        QCOMPARE(format::bytes(1'400'000), "1.4 MB");
        QCOMPARE(format::signedCount(114), "+ 114");
        QCOMPARE(format::signedCount(-1047), QStringLiteral("− 1,047"));
        QCOMPARE(format::signedCount(0), "0");
    }

    void rates()
    {
        QCOMPARE(format::rate(74.2), "74");
        QCOMPARE(format::rate(7.36), "7.4");
        QCOMPARE(format::rate(9.96), "10");
        QCOMPARE(format::rate(0), "0");
        QCOMPARE(format::rate(1204), "1,204");
        QCOMPARE(format::rate(-1), QStringLiteral("–"));
        QCOMPARE(format::rate(std::numeric_limits<double>::infinity()), QStringLiteral("–"));
        QCOMPARE(format::percent(0.78), "78 %");
        QCOMPARE(format::percent(-0.78), QStringLiteral("−78 %"));
        QCOMPARE(format::percent(0.004), "0.4 %");
        QCOMPARE(format::percent(0), "0 %");
        QCOMPARE(format::signedDuration(-321ms), QStringLiteral("− 321 ms"));
        QCOMPARE(format::signedDuration(1'790ms), "+ 1.79 s");
    }

    void moments_data()
    {
        QTest::addColumn<QString>("when");
        QTest::addColumn<QString>("relative");
        QTest::addColumn<QString>("age");
        QTest::newRow("now") << "2026-11-18T09:41:58" << "just now" << "just now";
        QTest::newRow("seconds") << "2026-11-18T09:41:48" << "12 s ago" << "12 s ago";
        QTest::newRow("minutes") << "2026-11-18T09:37:00" << "5 min ago" << "5 min ago";
        QTest::newRow("today") << "2026-11-18T02:05:00" << "today 02:05" << "7 h ago";
        QTest::newRow("yesterday") << "2026-11-17T16:02:00" << "yesterday 16:02" << "17 h ago";
        QTest::newRow("this year") << "2026-11-14T16:02:00" << "14 Nov 16:02" << "3 d ago";
        QTest::newRow("earlier") << "2025-11-14T16:02:00" << "14 Nov 2025" << "368 d ago";
        QTest::newRow("clock ahead") << "2026-11-18T09:42:30" << "just now" << "just now";
        QTest::newRow("far ahead") << "2026-11-18T12:00:00" << "today 12:00" << "just now";
        QTest::newRow("not a moment") << "" << QStringLiteral("–") << QStringLiteral("–");
    }
    void moments()
    {
        QFETCH(QString, when);
        const QDateTime now(QDate(2026, 11, 18), QTime(9, 42, 0), QTimeZone::UTC);
        QDateTime moment = QDateTime::fromString(when, Qt::ISODate);
        moment.setTimeZone(QTimeZone::UTC);
        QTEST(format::relativeTime(moment, now), "relative");
        QTEST(format::ago(moment, now), "age");
    }

    void momentsUseTheReadersZone()
    {
        // 23:30 UTC is half past midnight of the next day an hour further east.
        const QDateTime when(QDate(2026, 11, 17), QTime(23, 30), QTimeZone::UTC);
        const QDateTime now(QDate(2026, 11, 18), QTime(9, 42), QTimeZone::fromSecondsAheadOfUtc(3600));
        QCOMPARE(format::relativeTime(when, now), "today 00:30");
    }
};

QTEST_APPLESS_MAIN(TestFormat)
#include "tst_format.moc"
