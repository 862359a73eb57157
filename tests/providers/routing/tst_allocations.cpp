// SPDX-License-Identifier: GPL-3.0-or-later
//
// A warm router does not allocate. This program counts every operator new.
#include "tests/providers/routing/rig.h"

#include <QTest>

#include <cstdlib>
#include <new>

namespace {

std::size_t allocations = 0;

} // namespace

#ifndef __SANITIZE_ADDRESS__
void *operator new(std::size_t size)
{
    ++allocations;
    if (void *memory = std::malloc(size)) {
        return memory;
    }
    throw std::bad_alloc();
}
void operator delete(void *memory) noexcept
{
    std::free(memory);
}
void operator delete(void *memory, std::size_t) noexcept
{
    std::free(memory);
}
#endif

using namespace patchbay;
using namespace patchbay::routing;

class TestAllocations : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aWarmRouterDoesNotAllocate_data()
    {
        QTest::addColumn<QByteArray>("settings");
        for (const char *settings :
             { "routing_strategy: simple-shuffle", "routing_strategy: least-busy",
               "routing_strategy: usage-based-routing-v2", "routing_strategy: latency-based-routing",
               "routing_strategy: cost-based-routing", "routing_strategy: adaptive", "enable_pre_call_checks: true",
               "optional_pre_call_checks: [session_affinity, deployment_affinity]" }) {
            QTest::newRow(settings) << QByteArray(settings);
        }
    }
    void aWarmRouterDoesNotAllocate()
    {
#ifdef __SANITIZE_ADDRESS__
        QSKIP("The sanitizer counts its own.");
#endif
        QFETCH(QByteArray, settings);
        std::string yaml = "model_list:\n";
        for (int index = 0; index < 20; ++index) {
            yaml += deployment("deployment-with-a-long-name-" + std::to_string(index),
                               "rpm: 100000, input_cost_per_token: 0.000001");
        }
        Rig rig(yaml + "router_settings: {" + settings.toStdString() + "}\npatchbay: {routing: {hedging: true}}\n");
        rig.facts.session = "a session with a rather long name";
        rig.facts.key = "a key with a rather long name";
        const auto serve = [&] {
            RouteProgress progress;
            const Decision decision = rig.router.decide(progress, rig.facts, rig.chance());
            rig.router.begin(progress, *decision.attempt, rig.facts, rig.now);
            Outcome outcome;
            outcome.duration = std::chrono::milliseconds(300);
            outcome.completionTokens = 100;
            (void)rig.router.observe(progress, *decision.attempt, rig.facts, outcome, rig.chance());
            rig.now.steady += std::chrono::milliseconds(7);
        };
        for (int warm = 0; warm < 100; ++warm) {
            serve();
        }
        const std::size_t before = allocations;
        for (int request = 0; request < 10'000; ++request) {
            serve();
        }
        QCOMPARE(allocations - before, std::size_t(0));
    }
};

QTEST_APPLESS_MAIN(TestAllocations)
#include "tst_allocations.moc"
