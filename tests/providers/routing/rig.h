// SPDX-License-Identifier: GPL-3.0-or-later
//
// A router on a configuration written in a test, with a clock that only the test moves.
#pragma once

#include "providers/routing/router.h"

#include <map>

namespace patchbay::routing {

class Rig {
public:
    explicit Rig(const std::string &yaml, std::uint64_t seed = 7)
        : configuration(config::parseConfig(yaml, "test.yaml"))
        , router(RoutingTable::build(configuration, nullptr))
        , random(seed)
    {
        now.steady = SteadyTime(std::chrono::hours(100));
        now.wall = WallTime(std::chrono::sys_days(std::chrono::year(2026) / 11 / 22) + std::chrono::hours(12));
        facts.model = "chat";
    }

    Chance chance() { return { now, random }; }
    void pass(double seconds)
    {
        now.steady += std::chrono::duration_cast<Microseconds>(std::chrono::duration<double>(seconds));
        now.wall += std::chrono::duration_cast<Microseconds>(std::chrono::duration<double>(seconds));
    }
    const std::string &id(Index deployment) const { return router.table().details(deployment).id; }
    DeploymentState state(std::string_view name) const
    {
        return router.state().deployments[router.table().deploymentById(name)];
    }

    // The id that is picked, or "" with `error` set.
    std::string pick()
    {
        RouteProgress progress;
        const Decision decision = router.decide(progress, facts, chance());
        error = decision.refusal ? std::optional(decision.refusal->error) : std::nullopt;
        return decision.attempt ? id(decision.attempt->deployment) : std::string();
    }

    // Sends one attempt to a deployment by name and ends it so.
    void send(std::string_view name, const Outcome &outcome)
    {
        RouteProgress progress;
        router.start(progress, facts, chance());
        AttemptChoice attempt;
        attempt.deployment = router.table().deploymentById(name);
        attempt.group = router.table().deployments()[attempt.deployment].group;
        attempt.probe = router.state().deployments[attempt.deployment].breaker != BreakerState::Closed;
        router.begin(progress, attempt, facts, now);
        router.record(attempt, facts, outcome, now);
    }
    void fail(std::string_view name, ErrorClass kind, double retryAfter = 0)
    {
        Outcome outcome;
        outcome.error = makeError(kind, "x");
        if (retryAfter > 0) {
            outcome.error->retryAfter = std::chrono::milliseconds(static_cast<int>(retryAfter * 1'000));
        }
        send(name, outcome);
    }
    void succeed(std::string_view name, double seconds = 1, std::int64_t tokens = 100, double firstToken = 0)
    {
        Outcome outcome;
        outcome.duration = std::chrono::duration_cast<Microseconds>(std::chrono::duration<double>(seconds));
        outcome.completionTokens = tokens;
        if (firstToken > 0) {
            outcome.firstToken = std::chrono::duration_cast<Microseconds>(std::chrono::duration<double>(firstToken));
        }
        send(name, outcome);
    }

    std::map<std::string, int> shares(int count)
    {
        std::map<std::string, int> picks;
        for (int draw = 0; draw < count; ++draw) {
            ++picks[pick()];
        }
        return picks;
    }

    // Runs a whole request; the script gives each attempt's error, or nothing for success.
    using Script = std::function<std::optional<Error>(const std::string &deployment, int attempt)>;
    std::string run(const Script &script)
    {
        RouteProgress progress;
        std::string trace;
        for (int attempt = 1; attempt < 200; ++attempt) {
            const Decision decision = router.decide(progress, facts, chance());
            if (!decision.attempt) {
                return trace + "!" + std::string(className(decision.refusal->error.kind));
            }
            const std::string &name = id(decision.attempt->deployment);
            trace += name + ' ';
            router.begin(progress, *decision.attempt, facts, now);
            Outcome outcome;
            outcome.error = script(name, attempt);
            outcome.contentSent = contentSent;
            outcome.toolCallSent = toolCallSent;
            const Next next = router.observe(progress, *decision.attempt, facts, outcome, chance());
            if (next.kind == Next::Kind::Done) {
                return trace + "ok";
            }
            if (next.kind == Next::Kind::GiveUp) {
                return trace + "!" + std::string(className(next.error->kind));
            }
            waited += next.wait;
            now.steady += next.wait;
            trace += next.kind == Next::Kind::Fallback ? "> " : "";
        }
        return trace + "endless";
    }
    // A request that ends by its own limit.
    std::string hurried()
    {
        RouteProgress progress;
        const Decision decision = router.decide(progress, facts, chance());
        if (!decision.attempt) {
            return "refused";
        }
        router.begin(progress, *decision.attempt, facts, now);
        Outcome outcome;
        outcome.error = makeError(ErrorClass::Timeout, "x");
        outcome.duration = *decision.attempt->timeouts.total;
        const Next next = router.observe(progress, *decision.attempt, facts, outcome, chance());
        return "!" + std::string(className(next.error->kind));
    }
    std::string failing(ErrorClass kind)
    {
        return run([kind](const std::string &, int) { return std::optional(makeError(kind, "x")); });
    }

    config::GatewayConfig configuration;
    Router router;
    SeededRandom random;
    Moment now;
    RequestFacts facts;
    std::optional<Error> error;
    Microseconds waited {};
    bool contentSent = false;
    bool toolCallSent = false;
};

// "  - {model_name: chat, …}" for a deployment with an id and further parameters.
inline std::string deployment(std::string_view id, std::string_view parameters = "", std::string_view group = "chat",
                              std::string_view info = "")
{
    return "  - model_name: " + std::string(group) + "\n    litellm_params: {model: openai/gpt-4o, "
        + std::string(parameters) + "}\n    model_info: {id: " + std::string(id) + ", " + std::string(info) + "}\n";
}

inline std::string settings(const std::string &lines)
{
    return "router_settings:\n  " + lines + "\n";
}

} // namespace patchbay::routing
