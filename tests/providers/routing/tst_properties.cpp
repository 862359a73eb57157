// SPDX-License-Identifier: GPL-3.0-or-later
//
// Random configurations × random faults: what must hold for every one of them. A failure names its
// seed; PATCHBAY_SEED=n runs that one alone, PATCHBAY_SEEDS=n so many (1,000).
#include "tests/providers/routing/random_case.h"

#include "providers/routing/simulator.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstdlib>

using namespace patchbay;
using namespace patchbay::routing;

namespace {

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

using Table = std::shared_ptr<const RoutingTable>;

QString checkTraffic(const Case &made, const Table &table, std::uint64_t seed)
{
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
    const int fallbacksAllowed = table->settings().maximumFallbacks;
    for (std::size_t index = 0; index < result.requests.size(); ++index) {
        const SimulatedResult &request = result.requests[index];
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
    std::uint64_t ended = 0;
    for (const auto &[name, count] : result.errors) {
        ended += count;
    }
    ended += static_cast<std::uint64_t>(std::ranges::count(result.requests, true, &SimulatedResult::succeeded));
    if (ended != result.requests.size()) {
        return QStringLiteral("a request ended twice, or never");
    }
    return watcher.problem;
}

// A banned deployment is never called, nor one without what the request demands: nobody may open here.
QString lookAtTags(const Router &router, Index group, Index chosen, const RequestFacts &facts)
{
    if (!router.table().groups()[group].tagFiltering) {
        return {};
    }
    const std::vector<std::string> &tags = router.table().details(chosen).tags;
    for (const std::string &tag : facts.tags) {
        const bool has = std::ranges::contains(tags, tag.substr(1));
        if ((tag.starts_with('!') && has) || (tag.starts_with('&') && !has)) {
            return QStringLiteral("a tag's ban or demand was broken");
        }
    }
    return {};
}

struct GroupMoment {
    Index group = none;
    SteadyTime at {};
};

// Each retry was granted within a tenth of the group's requests of ten seconds, or was one of three a second.
QString lookAtGrants(const std::vector<GroupMoment> &granted, const std::vector<GroupMoment> &started)
{
    const auto second = [](SteadyTime at) { return std::chrono::floor<std::chrono::seconds>(at); };
    for (std::size_t at = 0; at < granted.size(); ++at) {
        const GroupMoment &grant = granted[at];
        int inWindow = 0;
        int inSecond = 0;
        for (std::size_t before = 0; before <= at; ++before) {
            if (granted[before].group == grant.group) {
                inWindow += second(granted[before].at) > second(grant.at) - std::chrono::seconds(10) ? 1 : 0;
                inSecond += second(granted[before].at) == second(grant.at) ? 1 : 0;
            }
        }
        const auto requests = std::ranges::count_if(started, [&](const GroupMoment &start) {
            return start.group == grant.group && start.at <= grant.at
                && second(start.at) > second(grant.at) - std::chrono::seconds(10);
        });
        if (inSecond > 3 && inWindow > 0.1 * static_cast<double>(requests)) {
            return QStringLiteral("the retry budget was exceeded");
        }
    }
    return {};
}

// What decisions read of each deployment at a glance is what its state says.
QString lookAtReadiness(const Router &router)
{
    RoutingState fresh = router.state();
    fresh.settleAll(router.table());
    return fresh.readyFrom == router.state().readyFrom ? QString() : QStringLiteral("readyFrom differs from the state");
}

// simple-shuffle keeps to the odds that it tells, whoever is left.
QString checkOdds(const Table &table, std::uint64_t seed)
{
    Router router(table);
    if (router.table().groups()[0].strategy != config::Strategy::SimpleShuffle) {
        return {};
    }
    SeededRandom random(seed);
    const Moment now { SteadyTime(std::chrono::hours(9)), WallTime(std::chrono::hours(9)) };
    RequestFacts facts;
    facts.model = "g0";
    router.cool(router.table().groups()[0].members.front(), std::chrono::hours(seed % 2), now.steady);
    constexpr int draws = 300;
    std::map<Index, int> picked;
    for (int draw = 0; draw < draws; ++draw) {
        RouteProgress progress;
        const Decision decision = router.decide(progress, facts, { now, random });
        if (!decision.attempt || decision.attempt->group != 0 || progress.split >= 0) {
            return {};
        }
        ++picked[decision.attempt->deployment];
    }
    RouteProgress progress;
    router.start(progress, facts, { now, random });
    for (const CandidateView &view : router.candidates(progress, facts, now)) {
        // Seven standard deviations: a million seeds must not fail by chance.
        const double expected = view.share * draws;
        const double spread = std::sqrt(draws * view.share * (1 - view.share));
        if (std::abs(picked[view.deployment] - expected) > 7 * spread + 1e-9) {
            return QStringLiteral("the picks do not keep to the weights");
        }
    }
    return {};
}

// What stands against sending anything to a deployment now.
QString lookAtState(const Router &router, Index chosen, Moment now)
{
    const DeploymentState &state = router.state().deployments[chosen];
    const DeploymentFacts &rules = router.table().deployments()[chosen];
    if (state.cooledUntil > now.steady || state.notBefore > now.steady || state.openUntil > now.steady) {
        return QStringLiteral("a deployment was called while it cools, was asked to wait or its breaker is open");
    }
    if (rules.maximumParallel >= 0 && state.inFlight >= rules.maximumParallel) {
        return QStringLiteral("more parallel requests than allowed");
    }
    if (rules.budget >= 0 && state.budgetEnds > now.steady && state.spent >= rules.budget) {
        return QStringLiteral("a deployment over its budget was called");
    }
    if (rules.providerBudget != none) {
        const ProviderBudgetState &provider = router.state().providers[rules.providerBudget];
        const double limit = router.table().providerBudgets()[rules.providerBudget].dollars;
        if (provider.ends > now.steady && provider.spent >= limit) {
            return QStringLiteral("a provider over its budget was called");
        }
    }
    return {};
}

// What the configuration says of a deployment and this request.
QString lookAtRules(const Router &router, Index chosen, const RequestFacts &facts, Moment now)
{
    const RoutingTable &table = router.table();
    const DeploymentDetails &details = table.details(chosen);
    const auto open = [&](const config::AccessWindow &window) { return window.open(facts.team, now.wall); };
    if (!details.windows.empty() && std::ranges::none_of(details.windows, open)) {
        return QStringLiteral("a deployment was called outside its hours");
    }
    if (table.settings().preCallChecks && !details.region.starts_with(facts.region)) {
        return QStringLiteral("a deployment of another region was called");
    }
    return lookAtTags(router, table.deployments()[chosen].group, chosen, facts);
}

// Drives a router by hand and looks at every decision against the state before it.
class Driver {
public:
    Driver(const Table &table, std::uint64_t seed)
        : m_router(table)
        , m_random(seed)
        , m_dice(seed + 1)
    {
        m_facts.model = "g0";
    }

    QString run()
    {
        constexpr int requests = 60;
        for (int request = 0; request < requests && m_problem.isEmpty(); ++request) {
            makeFacts();
            sendOne();
            pass(std::chrono::milliseconds(m_dice.number(2'000)));
        }
        for (const DeploymentState &state : m_router.state().deployments) {
            if (state.inFlight != 0 || state.reservedTokens != 0 || state.reserved > 1e-9) {
                note(QStringLiteral("something is still held after everything ended"));
            }
        }
        note(lookAtReadiness(m_router));
        note(lookAtGrants(m_granted, m_started));
        return m_problem;
    }

private:
    void note(const QString &problem) { m_problem = m_problem.isEmpty() ? problem : m_problem; }
    void pass(Microseconds duration)
    {
        m_now.steady += duration;
        m_now.wall += duration;
    }

    void makeFacts()
    {
        m_facts.promptTokens = m_dice.number(400);
        m_facts.tools = m_dice.chance(0.3);
        m_facts.images = m_dice.chance(0.2);
        m_facts.region = m_dice.chance(0.2) ? m_dice.of(regions) : std::string();
        m_facts.key = "key-" + std::to_string(m_dice.number(3));
        m_facts.session = m_dice.chance(0.5) ? "session-" + std::to_string(m_dice.number(3)) : std::string();
        m_facts.tags.clear();
        for (int tag = m_dice.number(3); tag > 0; --tag) {
            m_facts.tags.push_back(m_dice.of(requestTags));
        }
    }

    void sendOne()
    {
        RouteProgress progress;
        for (int step = 0; m_problem.isEmpty(); ++step) {
            if (step > 100) {
                note(QStringLiteral("endless"));
                return;
            }
            const Decision decision = m_router.decide(progress, m_facts, { m_now, m_random });
            if (step == 0) {
                lookAtSplit(progress);
            }
            if (!decision.attempt || !attempt(progress, *decision.attempt)) {
                return;
            }
        }
    }

    // Whoever sticks to a variant of a split stays there.
    void lookAtSplit(const RouteProgress &progress)
    {
        const std::vector<config::TrafficSplit> &splits = m_router.table().patchbay().splits;
        if (progress.split < 0) {
            return;
        }
        const bool byKey = splits[static_cast<std::size_t>(progress.split)].stickyBy == config::StickyBy::Key;
        const std::string &value = byKey ? m_facts.key : m_facts.session;
        const Index group = progress.first.group;
        if (!value.empty() && m_variants.try_emplace(value, group).first->second != group) {
            note(QStringLiteral("a split sent the same caller to another variant"));
        }
    }

    // Whether the request goes on.
    bool attempt(RouteProgress &progress, const AttemptChoice &choice)
    {
        const Index chosen = choice.deployment;
        note(lookAtState(m_router, chosen, m_now));
        note(lookAtRules(m_router, chosen, m_facts, m_now));
        if (!choice.retry) {
            m_started.push_back({ choice.group, m_now.steady });
        }
        m_router.begin(progress, choice, m_facts, m_now);
        const Outcome outcome = makeOutcome();
        pass(outcome.duration);
        const Next next = m_router.observe(progress, choice, m_facts, outcome, { m_now, m_random });
        const DeploymentState &state = m_router.state().deployments[chosen];
        if (state.failuresInRow >= 5 && m_router.table().groups()[choice.group].breaker
            && state.breaker == BreakerState::Closed) {
            note(QStringLiteral("five failures and the breaker is closed"));
        }
        if (next.kind == Next::Kind::Retry) {
            m_granted.push_back({ choice.group, m_now.steady });
        }
        pass(next.wait);
        return next.kind == Next::Kind::Retry || next.kind == Next::Kind::Fallback;
    }

    Outcome makeOutcome()
    {
        constexpr ErrorClass errors[] = { ErrorClass::RateLimit,
                                          ErrorClass::InternalServer,
                                          ErrorClass::Timeout,
                                          ErrorClass::BadRequest,
                                          ErrorClass::ApiConnection,
                                          ErrorClass::Authentication,
                                          ErrorClass::ContextWindowExceeded };
        Outcome outcome;
        outcome.dollars = 0.01;
        outcome.duration = std::chrono::milliseconds(m_dice.number(3'000));
        if (m_dice.chance(0.6)) {
            outcome.error = makeError(errors[m_dice.number(7)], "x");
            if (m_dice.chance(0.3)) {
                outcome.error->retryAfter = std::chrono::milliseconds(m_dice.number(90'000));
            }
        }
        return outcome;
    }

    Router m_router;
    SeededRandom m_random;
    Dice m_dice;
    Moment m_now { SteadyTime(std::chrono::hours(9)), WallTime(std::chrono::hours(9)) };
    RequestFacts m_facts;
    std::vector<GroupMoment> m_granted;
    std::vector<GroupMoment> m_started;
    std::map<std::string, Index> m_variants; // of a split, by who sticks to them
    QString m_problem;
};

QString checkCase(const Case &made, std::uint64_t seed)
{
    const config::GatewayConfig configuration = config::parseConfig(made.yaml, "random.yaml");
    if (!configuration.usable()) {
        return QStringLiteral("the random configuration is not usable: ")
            + QString::fromStdString(config::toLine(configuration.problems.front()));
    }
    const Table table = RoutingTable::build(configuration, nullptr);
    QString problem = checkTraffic(made, table, seed);
    problem = problem.isEmpty() ? Driver(table, seed).run() : problem;
    return problem.isEmpty() ? checkOdds(table, seed) : problem;
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
            const QString problem = checkCase(made, seed);
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

int main(int count, char **words)
{
    // A million seeds take longer than Qt's watch allows a function.
    qputenv("QTEST_FUNCTION_TIMEOUT", "86400000");
    TestProperties test;
    return QTest::qExec(&test, count, words);
}
#include "tst_properties.moc"
