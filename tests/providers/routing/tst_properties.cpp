// SPDX-License-Identifier: GPL-3.0-or-later
//
// Random configurations × random faults: what must hold for every one of them. A failure names its
// seed; PATCHBAY_SEED=n runs that one alone, PATCHBAY_SEEDS=n so many (1,000).
#include "providers/routing/simulator.h"

#include <QTest>

#include <algorithm>
#include <cstdlib>

using namespace patchbay;
using namespace patchbay::routing;

namespace {

class Dice {
public:
    explicit Dice(std::uint64_t seed)
        : m_random(seed)
    {
    }
    int number(int below) { return static_cast<int>(m_random.nextUnit() * below); }
    bool chance(double share) { return m_random.nextUnit() < share; }
    template <std::size_t size> std::string of(const char *const (&words)[size])
    {
        return words[static_cast<std::size_t>(number(static_cast<int>(size)))];
    }

private:
    SeededRandom m_random;
};

constexpr const char *strategies[] = {
    "simple-shuffle",     "least-busy", "usage-based-routing", "usage-based-routing-v2", "latency-based-routing",
    "cost-based-routing", "adaptive"
};
constexpr const char *kinds[] = {
    "429",           "500", "503", "401", "400", "connection", "timeout", "slow", "stall", "cut", "context_window",
    "content_policy"
};

struct Case {
    std::string yaml;
    std::string faults;
    std::string traffic;
    int groups = 1;
};

std::string parameters(Dice &dice)
{
    std::string text;
    const auto maybe = [&](double share, const std::string &part) { text += dice.chance(share) ? part : ""; };
    maybe(0.3, "weight: " + std::to_string(dice.number(5)) + ", ");
    maybe(0.2, "rpm: " + std::to_string(5 + dice.number(500)) + ", ");
    maybe(0.2, "tpm: " + std::to_string(5'000 + dice.number(500'000)) + ", ");
    maybe(0.2, "max_parallel_requests: " + std::to_string(1 + dice.number(20)) + ", ");
    maybe(0.2, "order: " + std::to_string(1 + dice.number(3)) + ", ");
    maybe(0.2, "num_retries: " + std::to_string(dice.number(4)) + ", ");
    maybe(0.2, "cooldown_time: " + std::to_string(dice.number(30)) + ", ");
    maybe(0.3, "max_budget: 0." + std::to_string(1 + dice.number(9)) + ", budget_duration: 1h, ");
    maybe(0.2, "stream_timeout: " + std::to_string(1 + dice.number(3)) + ", ");
    return text + "input_cost_per_token: 0.00000" + std::to_string(1 + dice.number(9))
        + ", output_cost_per_token: 0.00001";
}

Case makeCase(std::uint64_t seed)
{
    Dice dice(seed);
    Case made;
    made.groups = 1 + dice.number(4);
    made.yaml = "model_list:\n";
    int deployments = 0;
    for (int group = 0; group < made.groups; ++group) {
        for (int member = 1 + dice.number(4); member > 0; --member) {
            made.yaml += "  - model_name: g" + std::to_string(group) + "\n    litellm_params: {model: openai/m, "
                + parameters(dice) + "}\n    model_info: {id: d" + std::to_string(deployments++)
                + (dice.chance(0.1) ? ", blocked: true" : "") + (dice.chance(0.2) ? ", max_input_tokens: 300" : "")
                + "}\n";
        }
    }
    made.yaml += "router_settings:\n  routing_strategy: " + dice.of(strategies) + "\n  num_retries: "
        + std::to_string(dice.number(5)) + "\n  max_fallbacks: " + std::to_string(dice.number(6)) + "\n";
    made.yaml += dice.chance(0.3) ? "  enable_pre_call_checks: true\n" : "";
    made.yaml += dice.chance(0.2) ? "  allowed_fails: " + std::to_string(dice.number(6)) + "\n" : "";
    made.yaml += dice.chance(0.1) ? "  disable_cooldowns: true\n" : "";
    for (const char *list : { "fallbacks", "context_window_fallbacks", "content_policy_fallbacks" }) {
        if (dice.chance(0.6)) {
            // Cycles, repetitions and unknown groups on purpose.
            made.yaml += std::string("  ") + list + ":\n";
            for (int rule = 0; rule <= made.groups; ++rule) {
                made.yaml += "    - {g" + std::to_string(rule) + ": [g" + std::to_string(dice.number(made.groups + 1))
                    + ", g" + std::to_string(dice.number(made.groups + 1)) + "]}\n";
            }
        }
    }
    made.yaml += "patchbay:\n  routing:\n    connect_timeout: 5\n";
    made.yaml += dice.chance(0.3) ? "    hedging: {minimum_samples: 5, maximum_share: 0.5}\n" : "";
    made.yaml += dice.chance(0.3) ? "    stall_timeout: 2\n" : "";
    made.yaml += dice.chance(0.2) ? "    circuit_breaker: false\n" : "";
    made.yaml += dice.chance(0.2) ? "    mid_stream_fallback: true\n" : "";
    made.faults = "{\"faults\": [";
    for (int fault = dice.number(6); fault > 0; --fault) {
        const int from = dice.number(60);
        made.faults += std::string(made.faults.ends_with('[') ? "" : ",") + "{\"deployment\": \""
            + (dice.chance(0.2) ? "*" : "d" + std::to_string(dice.number(deployments))) + "\", \"kind\": \""
            + dice.of(kinds) + "\", \"from\": " + std::to_string(from)
            + ", \"to\": " + std::to_string(from + dice.number(60))
            + (dice.chance(0.4) ? ", \"retry_after\": " + std::to_string(dice.number(40)) : "")
            + (dice.chance(0.5) ? ", \"share\": 0.5" : "") + "}";
    }
    made.faults += "]}";
    made.traffic = "{\"requests\": " + std::to_string(50 + dice.number(400))
        + ", \"rate\": " + std::to_string(1 + dice.number(30))
        + ", \"model\": \"g0\", \"stream\": " + (dice.chance(0.5) ? "true" : "false")
        + ", \"prompt_tokens\": {\"mean\": 200}, \"completion_tokens\": {\"mean\": 60}}";
    return made;
}

// Watches every attempt of a run.
class Watcher {
public:
    Watcher(const RoutingTable &table, const SimulationInput &input)
        : m_table(table)
        , m_router(input.table)
    {
    }

    QString problem;

    void see(const SimulationTrace &step)
    {
        if (step.deployment != none && m_table.deployments()[step.deployment].blocked) {
            problem = QStringLiteral("a blocked deployment was called");
        }
        m_attempts[step.request] += step.deployment != none ? 1 : 0;
    }
    int attempts(std::size_t request) const
    {
        const auto found = m_attempts.find(request);
        return found == m_attempts.end() ? 0 : found->second;
    }

private:
    const RoutingTable &m_table;
    Router m_router;
    std::map<std::size_t, int> m_attempts;
};

QString check(const Case &made, std::uint64_t seed)
{
    const config::GatewayConfig configuration = config::parseConfig(made.yaml, "random.yaml");
    if (!configuration.usable()) {
        return QStringLiteral("the random configuration is not usable: ")
            + QString::fromStdString(config::toLine(configuration.problems.front()));
    }
    const auto table = RoutingTable::build(configuration, nullptr);
    const Result<Traffic> traffic = readTraffic(made.traffic, seed);
    Scenario scenario;
    if (!traffic || !readScenario(made.faults, scenario)) {
        return QStringLiteral("the random scenario cannot be read");
    }
    SimulationInput input { table, *traffic, scenario, seed, {} };
    Watcher watcher(*table, input);
    input.trace = [&watcher](const SimulationTrace &step) { watcher.see(step); };
    const SimulationResult result = simulate(input);
    input.trace = {};
    const SimulationResult again = simulate(input);
    const int fallbacksAllowed = configuration.router.maximumFallbacks;
    std::uint64_t attempts = 0;
    std::uint64_t fallbacks = 0;
    for (std::size_t index = 0; index < result.requests.size(); ++index) {
        const SimulatedResult &request = result.requests[index];
        attempts += request.attempts;
        fallbacks += request.fallbacks;
        if (request.fallbacks > fallbacksAllowed) {
            return QStringLiteral("max_fallbacks exceeded");
        }
        if (request.attempts != watcher.attempts(index) || request.attempts > 5 * (fallbacksAllowed + 1) * 2) {
            return QStringLiteral("a request had too many attempts, or some that nobody counted");
        }
        if (request.seconds < 0 || request.dollars < 0) {
            return QStringLiteral("a request ended before it began");
        }
        if (request.attempts != again.requests[index].attempts || request.seconds != again.requests[index].seconds) {
            return QStringLiteral("the same seed gave another result");
        }
    }
    // A timed request can meet the retry floor in each second that the run lasts, and in each group.
    const double seconds = std::chrono::duration<double>(traffic->requests.back().at).count() + 700;
    if (static_cast<double>(result.retries) > 0.1 * static_cast<double>(attempts) + 3 * seconds * made.groups) {
        return QStringLiteral("the retry budget was exceeded");
    }
    return watcher.problem;
}

// Drives a router by hand and looks at every decision against the state before it.
QString checkDecisions(const Case &made, std::uint64_t seed)
{
    Router router(RoutingTable::build(config::parseConfig(made.yaml, "random.yaml"), nullptr));
    SeededRandom random(seed);
    Dice dice(seed + 1);
    Moment now { SteadyTime(std::chrono::hours(9)), WallTime(std::chrono::hours(9)) };
    RequestFacts facts;
    facts.model = "g0";
    for (int request = 0; request < 60; ++request) {
        RouteProgress progress;
        facts.promptTokens = dice.number(400);
        for (int step = 0;; ++step) {
            if (step > 100) {
                return QStringLiteral("endless");
            }
            const Decision decision = router.decide(progress, facts, { now, random });
            if (!decision.attempt) {
                break;
            }
            const Index chosen = decision.attempt->deployment;
            const DeploymentState &state = router.state().deployments[chosen];
            const DeploymentFacts &rules = router.table().deployments()[chosen];
            if (state.cooledUntil > now.steady || state.notBefore > now.steady || state.openUntil > now.steady) {
                return QStringLiteral(
                    "a deployment was called while it cools, was asked to wait or its breaker is open");
            }
            if (rules.maximumParallel >= 0 && state.inFlight >= rules.maximumParallel) {
                return QStringLiteral("more parallel requests than allowed");
            }
            if (rules.budget >= 0 && state.budgetEnds > now.steady && state.spent >= rules.budget) {
                return QStringLiteral("a deployment over its budget was called");
            }
            router.begin(progress, *decision.attempt, facts, now);
            Outcome outcome;
            outcome.dollars = 0.01;
            outcome.duration = std::chrono::milliseconds(dice.number(3'000));
            now.steady += outcome.duration;
            if (dice.chance(0.6)) {
                constexpr ErrorClass errors[] = { ErrorClass::RateLimit,
                                                  ErrorClass::InternalServer,
                                                  ErrorClass::Timeout,
                                                  ErrorClass::BadRequest,
                                                  ErrorClass::ApiConnection,
                                                  ErrorClass::Authentication,
                                                  ErrorClass::ContextWindowExceeded };
                outcome.error = makeError(errors[dice.number(7)], "x");
                if (dice.chance(0.3)) {
                    outcome.error->retryAfter = std::chrono::milliseconds(dice.number(90'000));
                }
            }
            const Next next = router.observe(progress, *decision.attempt, facts, outcome, { now, random });
            if (router.state().deployments[chosen].failuresInRow >= 5 && router.table().groups()[rules.group].breaker
                && router.state().deployments[chosen].breaker == BreakerState::Closed) {
                return QStringLiteral("five failures and the breaker is closed");
            }
            if (next.kind == Next::Kind::Done || next.kind == Next::Kind::GiveUp) {
                break;
            }
            now.steady += next.wait;
        }
        now.steady += std::chrono::milliseconds(dice.number(2'000));
    }
    for (const DeploymentState &state : router.state().deployments) {
        if (state.inFlight != 0 || state.reservedTokens != 0 || state.reserved > 1e-9) {
            return QStringLiteral("something is still held after everything ended");
        }
    }
    return {};
}

} // namespace

class TestProperties : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void randomConfigurationsAndFaults()
    {
        const char *single = std::getenv("PATCHBAY_SEED");
        const char *many = std::getenv("PATCHBAY_SEEDS");
        const std::uint64_t first = single ? std::strtoull(single, nullptr, 10) : 1;
        const std::uint64_t count = single ? 1 : many ? std::strtoull(many, nullptr, 10) : 1'000;
        for (std::uint64_t seed = first; seed < first + count; ++seed) {
            const Case made = makeCase(seed);
            QString problem = check(made, seed);
            problem = problem.isEmpty() ? checkDecisions(made, seed) : problem;
            QVERIFY2(
                problem.isEmpty(),
                qPrintable(QStringLiteral("seed %1: %2\n%3\n%4")
                               .arg(seed)
                               .arg(problem, QString::fromStdString(made.yaml), QString::fromStdString(made.faults))));
        }
    }

    // An upstream where everything fails sees little more than the requests.
    void anOutageIsNotAmplified()
    {
        for (const bool breaker : { true, false }) {
            const std::string yaml = "model_list:\n  - {model_name: g0, litellm_params: {model: openai/m}, model_info: "
                                     "{id: d}}\nrouter_settings: {num_retries: 5}\n"
                                     "patchbay: {routing: {circuit_breaker: "
                + std::string(breaker ? "true" : "false") + "}}\n";
            const auto table = RoutingTable::build(config::parseConfig(yaml, "x.yaml"), nullptr);
            const Traffic traffic = *readTraffic(R"({"requests": 20000, "rate": 100, "model": "g0"})", 5);
            Scenario scenario;
            QVERIFY(readScenario(R"({"faults": [{"deployment": "*", "kind": "500", "from": 0}]})", scenario));
            const SimulationResult result = simulate({ table, traffic, scenario, 5, {} });
            const double seconds = 20'000.0 / 100 + 60;
            QVERIFY2(static_cast<double>(result.attempts) <= 20'000 * 1.1 + 3 * seconds,
                     std::to_string(result.attempts).c_str());
            QVERIFY(!breaker || result.attempts < 500); // the breaker keeps nearly all of them away
        }
    }
};

QTEST_APPLESS_MAIN(TestProperties)
#include "tst_properties.moc"
