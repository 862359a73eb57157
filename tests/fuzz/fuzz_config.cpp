// SPDX-License-Identifier: GPL-3.0-or-later
//
// config.yaml from any bytes: reading and checking end, each problem has a place and a remedy, and what could
// be read routes a request without looping.
#include "providers/config/gateway_config.h"
#include "providers/routing/router.h"

#include <cstdlib>

namespace {

using namespace patchbay;

void check(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

void route(const config::GatewayConfig &configuration)
{
    routing::Router router(routing::RoutingTable::build(configuration, nullptr));
    SeededRandom random(1);
    const routing::Moment now { SteadyTime(std::chrono::hours(1)), WallTime(std::chrono::hours(1)) };
    routing::RequestFacts facts;
    facts.model = configuration.deployments.front().group;
    facts.tags = { "x" };
    routing::RouteProgress progress;
    constexpr int mostSteps = 40'000; // the configuration may ask for many retries
    for (int step = 0; step < mostSteps; ++step) {
        const routing::Decision decision = router.decide(progress, facts, { now, random });
        if (!decision.attempt) {
            return;
        }
        router.begin(progress, *decision.attempt, facts, now);
        routing::Outcome outcome;
        outcome.error = makeError(ErrorClass::InternalServer, "x");
        const routing::Next next = router.observe(progress, *decision.attempt, facts, outcome, { now, random });
        if (next.kind == routing::Next::Kind::Done || next.kind == routing::Next::Kind::GiveUp) {
            return;
        }
    }
    std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    config::LoadOptions options;
    options.readFile = [](const std::string &) { return failure(ErrorClass::NotFound, "There are no files here."); };
    const config::GatewayConfig configuration =
        config::parseConfig(std::string(reinterpret_cast<const char *>(data), size), "fuzz.yaml", options);
    for (const config::Problem &problem : configuration.problems) {
        check(problem.line >= 1 && problem.column >= 1 && !problem.message.empty() && !problem.code.empty()
              && !problem.remedy.empty());
        check(problem.span.begin <= size && problem.span.end <= size);
    }
    if (!configuration.deployments.empty()) {
        route(configuration);
    }
    return 0;
}
