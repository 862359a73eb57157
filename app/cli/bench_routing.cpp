// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bench_command.h"
#include "providers/routing/comparison.h"

#include <algorithm>
#include <chrono>
#include <ctime>

namespace patchbay::cli {
namespace {

using namespace routing;

std::shared_ptr<const RoutingTable> tableOf(int deployments, std::string_view settings)
{
    std::string yaml = "model_list:\n";
    for (int index = 0; index < deployments; ++index) {
        yaml += "  - {model_name: chat, litellm_params: {model: openai/gpt-4o, weight: " + std::to_string(1 + index % 7)
            + "}, model_info: {id: d" + std::to_string(index) + "}}\n";
    }
    return RoutingTable::build(
        config::parseConfig(yaml + "router_settings: {" + std::string(settings) + "}\n", "bench"), nullptr);
}

// Processor time, and the best of several rounds: what the code costs, not what else the machine did.
double processorSeconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

// `cooling`: every so manieth deployment cools.
double decideMicroseconds(int deployments, std::string_view settings = "", int cooling = 0)
{
    Router router(tableOf(deployments, settings));
    SeededRandom random(1);
    RequestFacts facts;
    facts.model = "chat";
    const Moment now { SteadyTime(std::chrono::hours(1)), WallTime(std::chrono::hours(1)) };
    for (int index = 0; cooling > 0 && index < deployments; index += cooling) {
        router.cool(static_cast<Index>(index), std::chrono::hours(1), now.steady);
    }
    constexpr int rounds = 9;
    const int repetitions = 4'000'000 / (deployments + 10);
    double best = 1e9;
    std::uint64_t sum = 0;
    for (int round = 0; round < rounds; ++round) {
        const double start = processorSeconds();
        for (int repetition = 0; repetition < repetitions; ++repetition) {
            RouteProgress progress;
            sum += router.decide(progress, facts, { now, random }).attempt->deployment;
        }
        best = std::min(best, (processorSeconds() - start) * 1e6 / repetitions);
    }
    return sum == 0 ? 0 : best;
}

double simulatedPerSecond()
{
    const auto table = tableOf(10, "num_retries: 2");
    const Result<Traffic> traffic = readTraffic(R"({"requests": 1000000, "rate": 500, "model": "chat"})", 1);
    Scenario scenario;
    (void)readScenario(R"({"faults": [{"deployment": "d1", "kind": "500", "from": 100, "to": 900}]})", scenario);
    const double start = processorSeconds();
    const SimulationResult result = simulate({ table, *traffic, scenario, 1, {} });
    return static_cast<double>(result.requests.size()) / (processorSeconds() - start);
}

} // namespace

Result<std::vector<Measurement>> benchRouting()
{
    return std::vector<Measurement> {
        { "decide, 10 deployments", decideMicroseconds(10), "µs", 1, true,
          "simple-shuffle with weights, processor time, best of 9 rounds" },
        { "decide, 1,000 deployments", decideMicroseconds(1'000), "µs", 10, true, "the same" },
        { "decide, 1,000 deployments, latency-based",
          decideMicroseconds(1'000, "routing_strategy: latency-based-routing"), "µs", 10, true, "the same" },
        { "decide, 1,000 deployments, usage-based-v2",
          decideMicroseconds(1'000, "routing_strategy: usage-based-routing-v2"), "µs", 10, true, "the same" },
        { "decide, 1,000 deployments, adaptive", decideMicroseconds(1'000, "routing_strategy: adaptive"), "µs", 10,
          true, "the same" },
        { "decide, 1,000 deployments, least-busy", decideMicroseconds(1'000, "routing_strategy: least-busy"), "µs", 10,
          true, "the same" },
        { "decide, 1,000 deployments, cost-based", decideMicroseconds(1'000, "routing_strategy: cost-based-routing"),
          "µs", 10, true, "the same" },
        { "decide, 1,000 deployments, every tenth cooling", decideMicroseconds(1'000, "", 10), "µs", 10, true,
          "the same" },
        { "simulating", simulatedPerSecond(), "requests/s", 200'000, false,
          "1,000,000 requests of processor time, 10 deployments, one failing for a while" },
    };
}

} // namespace patchbay::cli
