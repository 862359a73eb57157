// SPDX-License-Identifier: GPL-3.0-or-later
//
// Live traffic, route explain and simulate run the same decisions: one scenario through all three.
#include "tests/providers/routing/rig.h"

#include "providers/routing/comparison.h"
#include "providers/routing/explain.h"

#include <QTest>

#include <ctime>

using namespace patchbay;
using namespace patchbay::routing;

namespace {

const std::string yaml = "model_list:\n"
    + deployment("a", "weight: 3, input_cost_per_token: 0.000001, output_cost_per_token: 0.000002")
    + deployment("b", "weight: 1, input_cost_per_token: 0.000001, output_cost_per_token: 0.000002")
    + deployment("s", "", "spare") + "router_settings:\n  num_retries: 1\n  fallbacks: [{chat: [spare]}]\n";
constexpr std::string_view faults =
    R"({"faults": [{"deployment": "chat", "kind": "429", "from": 2, "to": 6, "retry_after": 3},
                                                   {"deployment": "spare", "kind": "500", "from": 4, "to": 5}]})";
constexpr std::string_view trafficText = R"({"requests": 60, "rate": 8, "model": "chat", "prompt_tokens": {"mean": 100},
                                             "completion_tokens": {"mean": 1, "sigma": 0}, "stream": false})";
constexpr std::uint64_t seed = 11;

struct Step {
    std::size_t request;
    std::int64_t at;
    std::string deployment; // empty: refused or given up

    bool operator==(const Step &) const = default;
};

std::string text(const std::vector<Step> &steps)
{
    std::string all;
    for (const Step &step : steps) {
        all += std::to_string(step.request) + "@" + std::to_string(step.at) + ":" + step.deployment + " ";
    }
    return all;
}

// What the gateway does, written out by hand against the seam: its own loop, its own queue of things to come.
class LiveLoop {
public:
    LiveLoop(std::shared_ptr<const RoutingTable> table, const Traffic &traffic, const Scenario &scenario)
        : m_router(table)
        , m_traffic(traffic)
        , m_providers(*table, scenario, seed)
        , m_random(seed)
    {
    }

    std::vector<Step> run()
    {
        m_calls.resize(m_traffic.requests.size());
        for (std::size_t number = 0; number < m_calls.size(); ++number) {
            fillFacts(m_traffic, m_traffic.requests[number], m_calls[number].facts);
            later(m_traffic.requests[number].at, number, [this, number] { decide(number); });
        }
        while (!m_queue.empty()) {
            const auto next = m_queue.begin();
            m_now = next->first.first;
            const std::function<void()> work = next->second;
            m_queue.erase(next);
            work();
        }
        return m_steps;
    }

    // What explain says about a request that has not been decided yet, just before it is.
    std::function<void(const Router &, const RequestFacts &, Moment, const std::string &picked)> compareWithExplain;

private:
    struct Call {
        RequestFacts facts;
        RouteProgress progress;
    };

    void later(Microseconds at, std::size_t, std::function<void()> work)
    {
        m_queue.emplace(std::pair(at, m_order++), std::move(work));
    }
    Moment moment() const
    {
        const WallTime monday { std::chrono::sys_days(std::chrono::year(2026) / 1 / 5) };
        return { SteadyTime(std::chrono::hours(1'000) + m_now), monday + m_now };
    }

    void decide(std::size_t number)
    {
        Call &call = m_calls[number];
        const Router before = m_router;
        const bool first = call.progress.attempts == 0;
        const Decision decision = m_router.decide(call.progress, call.facts, { moment(), m_random });
        if (!decision.attempt) {
            m_steps.push_back({ number, m_now.count(), "" });
            return;
        }
        const AttemptChoice attempt = *decision.attempt;
        const std::string &id = m_router.table().details(attempt.deployment).id;
        m_steps.push_back({ number, m_now.count(), id });
        if (first && compareWithExplain) {
            compareWithExplain(before, call.facts, moment(), id);
        }
        m_router.begin(call.progress, attempt, call.facts, moment());
        const Fate fate = m_providers.fate(attempt, m_traffic.requests[number], number, m_now);
        later(m_now + fate.end, number,
              [this, number, attempt, fate, start = m_now] { ended(number, attempt, fate, start); });
    }

    void ended(std::size_t number, const AttemptChoice &attempt, const Fate &fate, Microseconds start)
    {
        Call &call = m_calls[number];
        Outcome outcome;
        outcome.error = fate.error;
        outcome.duration = m_now - start;
        if (!fate.error) {
            outcome.promptTokens = call.facts.promptTokens;
            outcome.completionTokens = call.facts.completionTokens;
        }
        const Next next = m_router.observe(call.progress, attempt, call.facts, outcome, { moment(), m_random });
        if (next.kind == Next::Kind::Retry || next.kind == Next::Kind::Fallback) {
            later(m_now + next.wait, number, [this, number] { decide(number); });
        } else if (next.kind == Next::Kind::GiveUp) {
            m_steps.push_back({ number, m_now.count(), "" });
        }
    }

    Router m_router;
    const Traffic &m_traffic;
    ProviderModel m_providers;
    SeededRandom m_random;
    Microseconds m_now {};
    std::uint64_t m_order = 0;
    std::vector<Call> m_calls;
    std::map<std::pair<Microseconds, std::uint64_t>, std::function<void()>> m_queue;
    std::vector<Step> m_steps;
};

// Processor time for recorded requests with a name of each kind of their own.
double secondsToRead(int requests)
{
    std::string text = "[";
    for (int number = 0; number < requests; ++number) {
        const std::string name = std::to_string(number);
        text += (number ? ",{" : "{") + ("\"model\":\"a\",\"key\":\"" + name) + "\",\"session\":\"" + name
            + "\",\"team\":\"" + name + "\",\"tags\":[\"" + name + "\"]}";
    }
    text += ']';
    const std::clock_t start = std::clock();
    const Result<Traffic> traffic = readTraffic(text, 1);
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    return traffic && std::ssize(traffic->sessions) == requests + 1 ? seconds : 1e9;
}

} // namespace

class TestOneCore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void liveSimulatedAndExplainedAgree()
    {
        const auto table = RoutingTable::build(config::parseConfig(yaml, "x.yaml"), nullptr);
        const Result<Traffic> traffic = readTraffic(trafficText, seed);
        Scenario scenario;
        QVERIFY(traffic && readScenario(faults, scenario));
        std::vector<Step> simulated;
        (void)simulate({ table, *traffic, scenario, seed, [&](const SimulationTrace &step) {
                            simulated.push_back({ step.request, step.at.count(),
                                                  step.deployment == none ? "" : table->details(step.deployment).id });
                        } });
        int explained = 0;
        int cooling = 0;
        QString disagreement;
        LiveLoop live(table, *traffic, scenario);
        live.compareWithExplain = [&](const Router &router, const RequestFacts &facts, Moment now,
                                      const std::string &picked) {
            // Explained from the state as route explain reads it: written down and read again.
            Router loaded(table);
            loaded.setState(*readState(*table, writeState(*table, router.state(), now.steady), now.steady));
            const Explanation explanation = explainRoute(loaded, facts, now, seed);
            const auto row = std::ranges::find(explanation.candidates, picked, &CandidateExplanation::deployment);
            const bool fromFallback = row == explanation.candidates.end();
            const bool possible = fromFallback ? explanation.pick == picked : row->kept && row->odds > 0;
            if (!possible) {
                disagreement += QString::fromStdString("live took " + picked + ", explain: " + toText(explanation));
            }
            cooling +=
                std::ranges::any_of(explanation.candidates, [](const CandidateExplanation &each) { return !each.kept; })
                ? 1
                : 0;
            ++explained;
        };
        const std::vector<Step> lived = live.run();
        QVERIFY2(lived == simulated, (text(lived) + "\n" + text(simulated)).c_str());
        QVERIFY2(disagreement.isEmpty(), qPrintable(disagreement));
        QVERIFY(explained >= 40);
        QVERIFY(cooling >= 5); // the scenario did bring cooldowns about
    }

    // The path that explain foretells is the path that live traffic takes when every attempt fails so.
    void theForetoldPathIsTaken()
    {
        const std::pair<const char *, ErrorClass> failures[] = { { "429", ErrorClass::RateLimit },
                                                                 { "500", ErrorClass::InternalServer },
                                                                 { "timeout", ErrorClass::Timeout },
                                                                 { "401", ErrorClass::Authentication },
                                                                 { "context window",
                                                                   ErrorClass::ContextWindowExceeded } };
        for (const auto &[name, kind] : failures) {
            Rig rig(yaml, seed);
            const Explanation explanation = explainRoute(rig.router, rig.facts, rig.now, seed);
            const auto path = std::ranges::find(explanation.paths, name, &FailurePath::failure);
            QVERIFY(path != explanation.paths.end());
            std::string foretold;
            for (const PathStep &step : path->steps) {
                foretold += (step.fallback ? "> " : "") + step.deployment + ' ';
            }
            foretold += '!' + path->ends;
            QCOMPARE(rig.failing(kind), foretold);
        }
    }

    void theSameSeedGivesTheSameBytes()
    {
        const auto table = RoutingTable::build(config::parseConfig(yaml, "x.yaml"), nullptr);
        const Traffic traffic =
            *readTraffic(R"({"requests": 3000, "rate": 20, "model": "chat", "arrival": "burst"})", seed);
        Scenario scenario;
        QVERIFY(readScenario(faults, scenario));
        const SimulationResult first = simulate({ table, traffic, scenario, seed, {} });
        const SimulationResult second = simulate({ table, traffic, scenario, seed, {} });
        QCOMPARE(toJson(first, nullptr), toJson(second, nullptr));
        QCOMPARE(compare(first, second).verdict.substr(0, 12), "not decisive");
        // Nor does it matter who watches.
        std::size_t finished = 0;
        Microseconds last {};
        const SimulationResult watched =
            simulate({ table, traffic, scenario, seed, {}, [&](const SimulationEvent &event) {
                          finished += event.kind == SimulationEvent::Kind::Finished ? 1 : 0;
                          QVERIFY(event.at >= last);
                          last = event.at;
                      } });
        QCOMPARE(toJson(first, nullptr), toJson(watched, nullptr));
        QCOMPARE(finished, traffic.requests.size());
        const SimulationResult other = simulate({ table, traffic, scenario, seed + 1, {} });
        QVERIFY(toJson(first, nullptr) != toJson(other, nullptr));
    }

    void aClearDifferenceIsDecisiveAndOneOfChanceIsNot()
    {
        const std::string failing = R"({"faults": [{"deployment": "a", "kind": "500", "from": 50, "to": 150}]})";
        const std::string alone = "model_list:\n" + deployment("a") + "router_settings: {num_retries: 0}\n";
        const std::string backed = "model_list:\n" + deployment("a") + deployment("s", "", "spare")
            + "router_settings: {num_retries: 0, fallbacks: [{chat: [spare]}]}\n";
        const Traffic traffic = *readTraffic(R"({"requests": 4000, "rate": 20, "model": "chat"})", seed);
        Scenario scenario;
        QVERIFY(readScenario(failing, scenario));
        const SimulationResult first =
            simulate({ RoutingTable::build(config::parseConfig(alone, "x"), nullptr), traffic, scenario, seed, {} });
        const SimulationResult other =
            simulate({ RoutingTable::build(config::parseConfig(backed, "x"), nullptr), traffic, scenario, seed, {} });
        const Comparison comparison = compare(first, other);
        QVERIFY(comparison.success.low > 0);
        QVERIFY2(comparison.verdict.contains("better"), comparison.verdict.c_str());
        QVERIFY(figuresOf(other).success > 0.999);
        // Two equal deployments, weighted one way or the other: nothing to choose between.
        const auto weighted = [](int weight) {
            return RoutingTable::build(config::parseConfig("model_list:\n"
                                                               + deployment("a", "weight: " + std::to_string(weight))
                                                               + deployment("b", "weight: 5"),
                                                           "x"),
                                       nullptr);
        };
        const SimulationResult left = simulate({ weighted(4), traffic, {}, seed, {} });
        const SimulationResult right = simulate({ weighted(6), traffic, {}, seed, {} });
        QVERIFY2(compare(left, right).verdict.starts_with("not decisive"), compare(left, right).verdict.c_str());
    }

    void everyKindOfFaultIsFelt_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<QByteArray>("error");
        for (const auto &[kind, error] :
             { std::pair("429", "RateLimitError"), std::pair("500", "InternalServerError"),
               std::pair("503", "ServiceUnavailableError"), std::pair("key_revoked", "AuthenticationError"),
               std::pair("region_gone", "APIConnectionError"), std::pair("timeout", "Timeout"),
               std::pair("stall", "Timeout"), std::pair("cut", "APIConnectionError"),
               std::pair("400", "BadRequestError") }) {
            QTest::newRow(kind) << QByteArray(kind) << QByteArray(error);
        }
    }
    void everyKindOfFaultIsFelt()
    {
        QFETCH(QByteArray, fault);
        QFETCH(QByteArray, error);
        const auto table = RoutingTable::build(
            config::parseConfig("model_list:\n" + deployment("a")
                                    + "router_settings: {num_retries: 0, disable_cooldowns: true, timeout: 30}\n",
                                "x"),
            nullptr);
        const Traffic traffic = *readTraffic(R"({"requests": 20, "rate": 0.01, "model": "chat"})", seed);
        Scenario scenario;
        QVERIFY(readScenario("{\"faults\": [{\"deployment\": \"a\", \"kind\": \"" + fault.toStdString()
                                 + "\", \"from\": 0}]}",
                             scenario));
        const SimulationResult result = simulate({ table, traffic, scenario, seed, {} });
        QCOMPARE(result.errors.size(), 1u);
        QCOMPARE(result.errors.begin()->first, error.toStdString());
        QCOMPARE(result.errors.begin()->second, 20u);
    }

    void mirrorsAreSentAndPaidFor()
    {
        const std::string priced = "model_list:\n" + deployment("one", "input_cost_per_token: 0.001, output_cost_per_token: 0")
                                     + deployment("two", "input_cost_per_token: 0.002, output_cost_per_token: 0", "copy")
                                     + "patchbay: {mirrors: [{model: chat, to: copy, share: 1}]}\n";
        const auto table = RoutingTable::build(config::parseConfig(priced, "x.yaml"), nullptr);
        const Traffic traffic = *readTraffic("{\"requests\": 100, \"model\": \"chat\", \"prompt_tokens\": 10}", seed);
        const Scenario scenario;
        const SimulationResult result = simulate({ table, traffic, scenario, seed, {} });
        QCOMPARE(result.mirrored, 100U);
        QCOMPARE(result.deployments[0].attempts, 100U);
        QCOMPARE(result.deployments[1].attempts, 100U);
        QVERIFY(std::abs(figuresOf(result).cost - 3.0) < 1e-6);
        QCOMPARE(figuresOf(result).hops, 0.0);
    }

    void fourTimesTheNamesTakeFourTimesTheTime()
    {
        constexpr int fewer = 15'000;
        (void)secondsToRead(fewer); // warms up
        const double few = secondsToRead(fewer);
        const double many = secondsToRead(4 * fewer);
        QVERIFY2(many < 10 * few, "sixteen times would be quadratic");
    }

    void wrongTrafficAndFaultsAreTold()
    {
        Scenario scenario;
        for (const char *wrong :
             { "", "5", "{}", "{\"requests\": 0, \"model\": \"a\"}", "{\"requests\": 5}",
               "{\"requests\": 5, \"model\": \"a\", \"rate\": -1}", "{\"requests\": [{}]}", "[]",
               "{\"requests\": 5, \"model\": \"a\", \"arrival\": \"x\"}", "{\"requests\": 1e99, \"model\": \"a\"}",
               "{\"requests\": 1000, \"model\": \"a\", \"rate\": 1e-300}",
               "{\"requests\": 5, \"model\": \"a\", \"prompt_tokens\": \"many\"}",
               "{\"requests\": 5, \"model\": \"a\", \"prompt_tokens\": -7}",
               "[{\"model\": \"a\", \"prompt_tokens\": \"7\"}]" }) {
            QVERIFY2(!readTraffic(wrong, 1), wrong);
        }
        for (const char *wrong :
             { "5", "{\"faults\": [5]}", "{\"faults\": [{\"kind\": \"x\"}]}", "{\"faults\": [{\"kind\": \"429\"}]}",
               "{\"faults\": {\"kind\": \"429\"}}", "{\"behaviour\": [1, 2]}", "{\"behaviour\": {\"a\": {\"error_rate\": 2}}}",
               "{\"faults\": [{\"kind\": \"clock_jump\", \"seconds\": 1e300}]}" }) {
            QVERIFY2(!readScenario(wrong, scenario), wrong);
        }
        const Result<Traffic> recorded =
            readTraffic(R"([{"at": 2, "model": "b"}, {"at": 1, "model": "a", "key": "k", "tags": ["x"]}])", 1);
        QVERIFY(recorded);
        QCOMPARE(recorded->models[recorded->requests[0].model], "a");
    }
};

QTEST_APPLESS_MAIN(TestOneCore)
#include "tst_one_core.moc"
