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
            const bool withHours = round % 5 != 0;
            const SpendPlan plan = planSpend(boundaries, level, withHours);
            QVERIFY(withHours || plan.hours.empty());
            QVERIFY(std::ranges::is_sorted(plan.beginnings));
            for (std::int64_t moment = boundaries.front() - 200 * quarter; moment < boundaries.back() + 200 * quarter; moment += quarter) {
                std::vector<int> counted(boundaries.size() - 1, 0);
                const std::int64_t slot = slotAt(level, moment);
                for (std::size_t span = 0; span < counted.size(); ++span) {
                    counted[span] += plan.beginnings[span] <= slot && slot < plan.beginnings[span + 1] ? 1 : 0;
                }
                const auto apply = [&](const std::vector<PlanRange> &ranges, std::int64_t value) {
                    for (const PlanRange &range : ranges) {
                        if (range.from <= value && value < range.to) {
                            if (range.adds >= 0) ++counted[std::size_t(range.adds)];
                            if (range.subtracts >= 0) --counted[std::size_t(range.subtracts)];
                        }
                    }
                };
                apply(plan.hours, slotAt(CellLevel::Hour, moment));
                apply(plan.rows, moment);
                for (std::size_t span = 0; span < counted.size(); ++span) {
                    QCOMPARE(counted[span], boundaries[span] <= moment && moment < boundaries[span + 1] ? 1 : 0);
                }
            }
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
