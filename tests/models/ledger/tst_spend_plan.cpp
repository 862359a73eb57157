// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the kept sums are made of: spans from slots, figures as bytes, percentiles from bins.
#include "models/ledger/spend_figures.h"
#include "models/ledger/spend_plan.h"

#include <QTest>

#include <random>

using namespace patchbay;

class TestSpendPlan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Whatever the boundaries, each microsecond is counted once, and only in its span.
    void plansCoverEveryMomentOnce()
    {
        constexpr std::int64_t quarter = 900'000'000;
        std::mt19937 random(7);
        for (int round = 0; round < 400; ++round) {
            std::vector<std::int64_t> boundaries;
            std::int64_t at = std::int64_t(random() % 400) - 200;
            for (int count = 1 + int(random() % 6); count >= 0; --count) {
                boundaries.push_back(at * quarter);
                at += 1 + std::int64_t(random() % (round % 3 == 0 ? 5 : 300));
            }
            const CellLevel level = round % 2 == 0 ? CellLevel::Day : CellLevel::Hour;
            const CellLevel smallest = round % 5 == 0 ? level : round % 3 == 0 ? CellLevel::Hour : CellLevel::Quarter;
            const SpendPlan plan = planSpend(boundaries, level, smallest);
            QVERIFY(smallest != CellLevel::Day || plan.cells.empty());
            QVERIFY(std::ranges::is_sorted(plan.beginnings));
            for (std::int64_t moment = boundaries.front() - 200 * quarter; moment < boundaries.back() + 200 * quarter; moment += quarter) {
                std::vector<int> counted(boundaries.size() - 1, 0);
                const std::int64_t slot = slotAt(level, moment);
                for (std::size_t span = 0; span < counted.size(); ++span) {
                    counted[span] += plan.beginnings[span] <= slot && slot < plan.beginnings[span + 1] ? 1 : 0;
                }
                const auto apply = [&](const PlanRange &range, std::int64_t value) {
                    if (range.from <= value && value < range.to) {
                        if (range.adds >= 0) ++counted[std::size_t(range.adds)];
                        if (range.subtracts >= 0) --counted[std::size_t(range.subtracts)];
                    }
                };
                for (const PlanRange &cells : plan.cells) {
                    const std::int64_t hour = slotAt(CellLevel::Hour, moment);
                    QVERIFY(cells.level != CellLevel::Quarter || hasQuarter(cells.from));
                    if (moment - hour * microsecondsOf(CellLevel::Hour) < coveredBy(cells.level)) {
                        apply(cells, hour);
                    }
                }
                for (const PlanRange &rows : plan.rows) {
                    apply(rows, moment);
                }
                for (std::size_t span = 0; span < counted.size(); ++span) {
                    QCOMPARE(counted[span], boundaries[span] <= moment && moment < boundaries[span + 1] ? 1 : 0);
                }
            }
        }
    }

    // Days of zones that are off by half an hour, or by a quarter, are made from cells alone.
    void daysOfOddZonesNeedNoRows()
    {
        constexpr std::int64_t minute = 60'000'000;
        for (const std::int64_t offset : { 330, 570, -210, 345, 765, 825, 525, 120, 0 }) {
            std::vector<std::int64_t> midnights;
            for (std::int64_t day = -3; day < 40; ++day) {
                midnights.push_back((day * 1'440 - offset) * minute);
            }
            const SpendPlan plan = planSpend(midnights, CellLevel::Day, CellLevel::Quarter);
            QVERIFY2(plan.rows.empty(), QByteArray::number(offset));
            QCOMPARE(planSpend(midnights, CellLevel::Day, CellLevel::Hour).rows.empty(), offset % 60 == 0);
        }
    }

    void figuresSurviveTheirBytes()
    {
        std::mt19937_64 random(3);
        for (int round = 0; round < 300; ++round) {
            SpendFigures figures;
            for (auto &figure : figures.at) {
                figure = random() % 3 == 0 ? 0 : std::int64_t(random() >> (random() % 64)) * (random() % 9 == 0 ? -1 : 1);
            }
            LatencyBins bins;
            for (int count = int(random() % 5); count > 0; --count) {
                addToBin(bins, std::uint16_t(random() % 121), std::int64_t(random() % 1'000));
            }
            std::string bytes;
            appendFigures(bytes, figures, bins);
            SpendFigures read;
            LatencyBins readBins;
            QVERIFY(addFigures(bytes, read, 1, &readBins));
            QVERIFY(read == figures);
            QVERIFY(readBins == bins);
            QVERIFY(addFigures(bytes, read, -1));
            QVERIFY(read == SpendFigures());
            // Cut anywhere in the figures it is told.
            for (std::size_t cut = 0; bins.empty() && cut < bytes.size(); ++cut) {
                SpendFigures broken;
                QVERIFY(!addFigures(std::string_view(bytes).substr(0, cut), broken, 1));
            }
        }
    }

    void percentilesAreWithinTheirBins()
    {
        LatencyBins bins;
        for (int millisecond = 1; millisecond <= 10'000; ++millisecond) {
            addToBin(bins, latencyBin(millisecond * 1'000), 1);
        }
        QVERIFY(std::abs(latencyQuantile(bins, 0.95) - 9'500'000) < 950'000);
        QVERIFY(std::abs(latencyQuantile(bins, 0.5) - 5'000'000) < 500'000);
        QCOMPARE(latencyQuantile({}, 0.5), 0);
    }
};

QTEST_GUILESS_MAIN(TestSpendPlan)
#include "tst_spend_plan.moc"
