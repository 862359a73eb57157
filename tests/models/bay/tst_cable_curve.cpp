// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is cut off a cable is nothing that could be seen.
#include "models/bay/cable_curve.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace patchbay::bay;

namespace {

Point at(const Curve &curve, double t)
{
    const double u = 1 - t;
    const double weights[] = { u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t };
    Point point;
    for (std::size_t number = 0; number < 4; ++number) {
        point.x += curve[number].x * weights[number];
        point.y += curve[number].y * weights[number];
    }
    return point;
}

double distance(const Curve &curve, Point to)
{
    double least = 1e9;
    for (int step = 0; step <= 4'000; ++step) {
        const Point point = at(curve, step / 4'000.0);
        least = std::min(least, std::hypot(point.x - to.x, point.y - to.y));
    }
    return least;
}

} // namespace

class TestCableCurve : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsSeenStays()
    {
        std::mt19937 random(7);
        const auto number = [&random](double from, double to) { return std::uniform_real_distribution(from, to)(random); };
        int cuts = 0;
        int nothing = 0;
        for (int round = 0; round < 300; ++round) {
            CableRun run;
            run.from = { number(0, 400), number(-9'000, 9'000) };
            run.to = { run.from.x + number(-100, 300), number(-9'000, 9'000) };
            const Box seen { number(0, 300), number(-2'000, 2'000), 700, 600 };
            const Curve whole = curveOf(run);
            const auto part = seenPart(run, seen, 6);
            cuts += part && !(*part == whole) ? 1 : 0;
            nothing += part ? 0 : 1;
            for (int step = 0; step <= 200; ++step) {
                const Point point = at(whole, step / 200.0);
                const bool inside = point.x >= seen.x && point.x <= seen.right() && point.y >= seen.y && point.y <= seen.bottom();
                if (inside) {
                    QVERIFY2(part, qPrintable(QString::number(round)));
                    QVERIFY2(distance(*part, point) < 3, qPrintable(QString::number(distance(*part, point))));
                }
            }
            // And it is a part of the same curve.
            for (int step = 0; part && step <= 10; ++step) {
                QVERIFY(distance(whole, at(*part, step / 10.0)) < 6);
            }
        }
        QVERIFY(cuts > 50 && nothing > 20);
    }

    void shortOnesAreWhole()
    {
        CableRun run;
        run.from = { 0, 10 };
        run.to = { 100, 60 };
        QCOMPARE(*seenPart(run, { 0, 0, 200, 200 }, 2), curveOf(run));
        QVERIFY(!seenPart(run, { 150, 0, 200, 200 }, 2));
        run.to.x = -50; // swings out: never cut
        QCOMPARE(*seenPart(run, { 150, 0, 200, 200 }, 2), curveOf(run));
    }
};

QTEST_GUILESS_MAIN(TestCableCurve)
#include "tst_cable_curve.moc"
