// SPDX-License-Identifier: GPL-3.0-or-later
//
// Forecast and anomalies over made-up courses: better than "last month again" where weeks have a shape, quiet where
// nothing happened, and not led astray by one wild day.
#include "models/spend/spend_anomaly.h"
#include "models/spend/spend_forecast.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

const QDate monday(2026, 6, 1);

struct Shape {
    double level = 10;
    double weekend = 0.3;
    double growthPerWeek = 0.02;
    double noise = 0.08;
    unsigned seed = 1;
};

DailySpend drawn(const Shape &shape, int days)
{
    std::mt19937 random(shape.seed);
    DailySpend course { monday, {} };
    for (int day = 0; day < days; ++day) {
        const bool weekend = course.dateOf(day).dayOfWeek() > 5;
        const double chance = (double(random() % 20'001) / 10'000 - 1) * shape.noise * 1.7;
        course.days.append(shape.level * (weekend ? shape.weekend : 1) * (1 + shape.growthPerWeek * day / 7.0) * (1 + chance));
    }
    return course;
}

double sumOf(const DailySpend &course, qsizetype from, qsizetype count)
{
    double sum = 0;
    for (qsizetype day = from; day < from + count; ++day) {
        sum += course.days.at(day);
    }
    return sum;
}

} // namespace

class TestSpendForecast : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void beatsLastMonthAgain_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 20; ++seed) {
            QTest::addRow("%u", seed) << seed;
        }
    }
    void beatsLastMonthAgain()
    {
        QFETCH(unsigned, seed);
        const DailySpend course = drawn({ .growthPerWeek = 0.01 * (seed % 4), .noise = 0.05 + 0.01 * (seed % 6), .seed = seed }, 150);
        double ours = 0;
        double naive = 0;
        int trials = 0;
        for (qsizetype start = 60; start + 17 <= course.days.size(); start += 3, ++trials) {
            const double truth = sumOf(course, start, 17);
            ours += std::abs(expectedSum(course, start, 17).value() - truth) / truth;
            naive += std::abs(sumOf(course, start - 30, 17) - truth) / truth; // the same span of the month before
        }
        QVERIFY2(ours < naive, qPrintable(u"%1 against %2"_s.arg(ours / trials).arg(naive / trials)));
        QVERIFY(ours / trials < 0.12);
    }

    void statesItsError()
    {
        const DailySpend course = drawn({}, 90);
        const auto forecast = forecastSpend(course, 0.5, course.dateOf(89).addDays(10));
        QVERIFY(forecast);
        QCOMPARE(forecast->days.size(), 10);
        QVERIFY(forecast->trials > 30);
        QVERIFY(forecast->error && *forecast->error < 0.1);
        QVERIFY(forecast->low < forecast->ahead && forecast->ahead < forecast->high);
        // Weekends stay weekends.
        for (const ForecastDay &day : forecast->days) {
            QCOMPARE(day.middle < 8, day.date.dayOfWeek() > 5);
            QVERIFY(day.low <= day.middle && day.middle <= day.high && day.low >= 0);
        }
        QVERIFY(forecast->today > course.days.last());
    }

    void bandHoldsMostOfTheTruth()
    {
        int inside = 0;
        int trials = 0;
        for (unsigned seed = 1; seed <= 60; ++seed) {
            DailySpend course = drawn({ .seed = seed }, 110);
            const double truth = sumOf(course, 90, 20);
            course.days.resize(91);
            course.days[90] = 0;
            const auto forecast = forecastSpend(course, 0, course.dateOf(109));
            QVERIFY(forecast);
            inside += truth >= forecast->low && truth <= forecast->high ? 1 : 0;
            ++trials;
        }
        QVERIFY2(inside >= trials * 7 / 10, qPrintable(QString::number(inside)));
    }

    void oneWildDayChangesLittle()
    {
        DailySpend course = drawn({ .growthPerWeek = 0 }, 61);
        const double before = forecastSpend(course, 0, course.dateOf(80))->ahead;
        course.days[50] *= 40;
        const double after = forecastSpend(course, 0, course.dateOf(80))->ahead;
        QVERIFY2(std::abs(after / before - 1) < 0.05, qPrintable(QString::number(after / before)));
    }

    void tooLittleIsNotGuessed()
    {
        QVERIFY(!forecastSpend(drawn({}, 14), 0.5, monday.addDays(30)));
        QVERIFY(forecastSpend(drawn({}, 15), 0.5, monday.addDays(30)));
        QVERIFY(!forecastSpend({ monday, QList<double>(60, 0.0) }, 0.5, monday.addDays(80)));
        QVERIFY(!forecastSpend({ monday, {} }, 0.5, monday.addDays(80)));
    }

    void quietDaysAreNoAnomalies()
    {
        for (unsigned seed = 1; seed <= 30; ++seed) {
            QVERIFY(findAnomalies(drawn({ .seed = seed }, 90)).empty());
        }
    }

    void aWildDayIsOne()
    {
        for (unsigned seed = 1; seed <= 30; ++seed) {
            DailySpend course = drawn({ .seed = seed }, 90);
            course.days[70] *= 2.5;
            const auto found = findAnomalies(course);
            QCOMPARE(found.size(), 1);
            QCOMPARE(found[0].date, course.dateOf(70));
            QVERIFY(found[0].title.startsWith(u"+$"));
        }
    }

    void driversAreNamed()
    {
        const auto row = [](QStringList values, qint64 nano, qint64 requests, qint64 attempts) {
            SpendRow made;
            made.values = std::move(values);
            made.known = Money { nano };
            made.requests = requests;
            made.attempts = attempts;
            return made;
        };
        const QList<SpendRow> day { row({ u"k1"_s, u"gpt-4o"_s }, 9'300, 100, 300), row({ u"k2"_s, u"haiku"_s }, 900, 50, 50) };
        const QList<SpendRow> before { row({ u"k1"_s, u"gpt-4o"_s }, 2'800, 100, 100), row({ u"k2"_s, u"haiku"_s }, 2'800, 50, 50) };
        QCOMPARE(driverSentence(day, before, 200e-9, { { u"k1"_s, u"ci-bot"_s } }), u"92 % from key ci-bot on gpt-4o, retries ×3"_s);
        QCOMPARE(driverSentence({}, before, 200e-9, {}), QString());
    }
};

QTEST_GUILESS_MAIN(TestSpendForecast)
#include "tst_spend_forecast.moc"
