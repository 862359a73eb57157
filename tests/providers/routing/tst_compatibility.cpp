// SPDX-License-Identifier: GPL-3.0-or-later
//
// docs/compatibility.md, routing: each switch brings LiteLLM's behaviour back, and without it ours holds.
#include "tests/providers/routing/rig.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::routing;

namespace {

const std::string two = "model_list:\n" + deployment("a") + deployment("b");

std::string with(const std::string &name)
{
    return name.empty() ? std::string() : "patchbay: {routing: {compatibility: {" + name + ": true}}}\n";
}

} // namespace

class TestCompatibility : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aFullListOfLatenciesDropsTheOldest()
    {
        const auto pick = [](const std::string &name) {
            Rig rig(two
                    + "router_settings:\n  routing_strategy: latency-based-routing\n"
                      "  routing_strategy_args: {max_latency_list_size: 3}\n"
                    + with(name));
            for (const double seconds : { 9.0, 9.0, 9.0, 0.1, 0.1, 0.1 }) {
                rig.succeed("a", seconds);
                rig.succeed("b", 2.0);
            }
            return rig.pick();
        };
        QCOMPARE(pick(""), "a");
        QCOMPARE(pick("keep_oldest_latencies"), "b"); // 9, 9 and 0.1
    }

    void firstTokensAreNotDividedByTheAnswersLength()
    {
        const auto pick = [](const std::string &name) {
            Rig rig(two + "router_settings: {routing_strategy: latency-based-routing}\n" + with(name));
            rig.facts.stream = true;
            rig.succeed("a", 5, 10, 0.2);
            rig.succeed("b", 5, 1'000, 0.9);
            return rig.pick();
        };
        QCOMPARE(pick(""), "a");
        QCOMPARE(pick("latency_per_token"), "b");
    }

    void anUnknownPriceIsNoPrice()
    {
        const auto pick = [](const std::string &name) {
            Rig rig("model_list:\n" + deployment("dear", "input_cost_per_token: 6, output_cost_per_token: 6")
                    + deployment("unknown") + "router_settings: {routing_strategy: cost-based-routing}\n" + with(name));
            return rig.pick();
        };
        QCOMPARE(pick(""), "dear");
        QCOMPARE(pick("unknown_price_is_ten"), "unknown");
    }

    void aFailureWhileCoolingStartsItAgain()
    {
        const auto left = [](const std::string &name) {
            Rig rig(two + with(name));
            rig.fail("a", ErrorClass::RateLimit);
            rig.pass(3);
            rig.fail("a", ErrorClass::RateLimit);
            return rig.state("a").cooledUntil - rig.now.steady;
        };
        QCOMPARE(left(""), Microseconds(std::chrono::seconds(5)));
        QCOMPARE(left("cooldown_never_extends"), Microseconds(std::chrono::seconds(2)));
    }

    void anIdIsNoWayAroundACooldown()
    {
        const auto pick = [](const std::string &name) {
            Rig rig(two + with(name));
            rig.fail("a", ErrorClass::RateLimit);
            rig.facts.model = "a";
            return rig.pick();
        };
        QCOMPARE(pick(""), "");
        QCOMPARE(pick("ids_ignore_cooldown"), "a");
    }
};

QTEST_APPLESS_MAIN(TestCompatibility)
#include "tst_compatibility.moc"
