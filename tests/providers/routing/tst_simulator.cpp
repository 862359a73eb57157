// SPDX-License-Identifier: GPL-3.0-or-later
//
// The simulated world itself: what traffic, behaviours and faults say is what happens.
#include "tests/providers/routing/rig.h"

#include "providers/routing/comparison.h"

#include <QTest>

#include <cmath>

using namespace patchbay;
using namespace patchbay::routing;

namespace {

constexpr std::uint64_t seed = 3;
// A request a second, each of 10 and 100 tokens.
const std::string steady = R"({"requests": 600, "rate": 1, "arrival": "uniform", "model": "chat", "prompt_tokens": 10,
                               "completion_tokens": 100})";
const std::string priced = "model_list:\n" + deployment("a", "input_cost_per_token: 0.001, output_cost_per_token: 0");
const std::string alone = "router_settings: {num_retries: 0, disable_cooldowns: true}\n";
const std::string behaviour = R"("behaviour": {"a": {"first_token": 2, "sigma": 0, "tokens_per_second": 100}}})";
const std::string exact = "{" + behaviour;
const std::string slowThenDear =
    R"({"faults": [{"deployment": "a", "kind": "slow", "factor": 3, "from": 100, "to": 200},
                                       {"deployment": "a", "kind": "price", "factor": 4, "from": 400, "to": 500}], )"
    + behaviour;
const std::string aQuarterFails = R"({"faults": [{"deployment": "a", "kind": "500", "share": 0.25}]})";
const std::string failsAtTimes = R"({"behaviour": {"a": {"error_rate": 0.3}}})";
const std::string hasALimit = R"({"behaviour": {"a": {"rpm": 15}}})";
const std::string clockJumps = R"({"faults": [{"kind": "clock_jump", "seconds": 43200, "from": 300.5}]})";
const std::string slowAtTimes = R"({"faults": [{"deployment": "a", "kind": "slow", "factor": 40, "share": 0.03}]})";
const std::string downForAWhile = R"({"faults": [{"deployment": "a", "kind": "500", "from": 300, "to": 400}]})";
const std::string poisson = R"({"requests": 20000, "rate": 20, "model": "chat", "arrival": "poisson"})";
const std::string bursts = R"({"requests": 20000, "rate": 20, "model": "chat", "arrival": "burst"})";
const std::string day = R"({"requests": 17280, "rate": 0.2, "model": "chat", "arrival": "day"})";
const std::string mixture = R"({"requests": 5000, "model": {"chat": 0.8, "vision": 0.2}})";

SimulationResult simulated(const std::string &yaml, const std::string &trafficText, const std::string &scenarioText)
{
    const Traffic traffic = *readTraffic(trafficText, seed);
    Scenario scenario;
    const Result<void> read = readScenario(scenarioText, scenario);
    return read
        ? simulate({ RoutingTable::build(config::parseConfig(yaml, "x.yaml"), nullptr), traffic, scenario, seed, {} })
        : SimulationResult();
}

double successOf(const SimulationResult &result)
{
    return figuresOf(result).success;
}

} // namespace

class TestSimulator : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anAnswerTakesAsLongAsDescribed()
    {
        const Figures figures = figuresOf(simulated(priced + alone, steady, exact));
        QVERIFY2(std::abs(figures.mean - 3) < 0.05, std::to_string(figures.mean).c_str());
        QVERIFY(figures.p50 > 2.7 && figures.p99 < 3.3);
        QVERIFY(std::abs(figures.cost - 6) < 1e-6);
        const Figures usual = figuresOf(simulated(priced + alone, steady, {}));
        QVERIFY2(std::abs(usual.mean - 1.65) < 0.1, std::to_string(usual.mean).c_str()); // 0.4 s and 80 tokens a second
    }

    void slowAndDearFaultsLastAsLongAsTheySay()
    {
        const SimulationResult result = simulated(priced + alone, steady, slowThenDear);
        for (std::size_t index = 0; index < result.requests.size(); ++index) {
            const auto second = static_cast<double>(index + 1); // the first comes after a second
            const bool slow = second >= 100 && second < 200;
            QVERIFY(slow == (result.requests[index].seconds > 6));
            QVERIFY(std::abs(result.requests[index].dollars - (second >= 400 && second < 500 ? 0.04 : 0.01)) < 1e-9);
        }
    }

    void sharesRatesAndLimitsAreKept()
    {
        const double most = successOf(simulated(priced + alone, steady, aQuarterFails));
        QVERIFY2(std::abs(most - 0.75) < 0.06, std::to_string(most).c_str());
        const double rare = successOf(simulated(priced + alone, steady, failsAtTimes));
        QVERIFY2(std::abs(rare - 0.7) < 0.06, std::to_string(rare).c_str());
        const SimulationResult limited = simulated(priced + alone, steady, hasALimit);
        QVERIFY2(successOf(limited) < 0.3 && successOf(limited) > 0.2, std::to_string(successOf(limited)).c_str());
        QVERIFY(limited.errors.contains("RateLimitError"));
    }

    void nobodyWaitsLongerThanForTheFirstToken()
    {
        const SimulationResult result = simulated(
            priced + alone + "patchbay: {routing: {first_token_timeout: 1, circuit_breaker: false}}\n", steady, exact);
        QCOMPARE(result.errors.size(), 1u);
        QCOMPARE(result.errors.begin()->first, "Timeout");
        QVERIFY(std::ranges::all_of(result.requests,
                                    [](const SimulatedResult &each) { return std::abs(each.seconds - 1) < 1e-3F; }));
    }

    void aClockThatJumpsMovesTheHoursOfRules()
    {
        const SimulationResult result =
            simulated("model_list:\n" + deployment("a") + deployment("n", "", "noon")
                          + "patchbay: {rules: [{when: {hour: {from: 12, to: 13}}, use: noon}]}\n",
                      steady, clockJumps);
        QCOMPARE(result.deployments[0].attempts, 300u);
        QCOMPARE(result.deployments[1].attempts, 300u);
    }

    // The second attempt saves the request, and both are paid for.
    void hedgesShortenTheTailAndCost()
    {
        const std::string pair = priced + deployment("b", "input_cost_per_token: 0.001, output_cost_per_token: 0")
            + "router_settings:\n  routing_groups: [{group_name: g, models: [chat], routing_strategy: priority, "
              "model_priorities: {a: 1, b: 2}}]\n";
        const SimulationResult plain = simulated(pair, steady, slowAtTimes);
        const SimulationResult hedged = simulated(
            pair + "patchbay: {routing: {hedging: {minimum_samples: 20, maximum_share: 1}}}\n", steady, slowAtTimes);
        QVERIFY(hedged.hedges > 5 && plain.hedges == 0);
        QVERIFY2(figuresOf(hedged).p99 < figuresOf(plain).p99 / 3, std::to_string(figuresOf(hedged).p99).c_str());
        QVERIFY(std::abs(figuresOf(plain).cost - 6) < 1e-6);
        QVERIFY(std::abs(figuresOf(hedged).cost - 0.01 * static_cast<double>(hedged.attempts)) < 1e-6);
    }

    void trafficHasItsShape()
    {
        const auto shareWithin = [](const std::string &text, auto inside) {
            const Traffic traffic = *readTraffic(text, seed);
            const auto count = std::ranges::count_if(traffic.requests, [&](const SimulatedRequest &request) {
                return inside(std::chrono::duration<double>(request.at).count());
            });
            return static_cast<double>(count) / static_cast<double>(traffic.requests.size());
        };
        const auto early = [](double second) { return std::fmod(second, 60) < 6; };
        QVERIFY(std::abs(shareWithin(poisson, early) - 0.1) < 0.02);
        QVERIFY(shareWithin(bursts, early) > 0.4);
        const auto noon = [](double second) { return std::abs(second / 3'600 - 12) < 2; };
        const auto night = [](double second) { return second < 4 * 3'600.0; };
        QVERIFY(shareWithin(day, noon) > 3 * shareWithin(day, night));
        const Traffic mixed = *readTraffic(mixture, seed);
        const auto second = std::ranges::count(mixed.requests, 1, &SimulatedRequest::model);
        QVERIFY2(second > 850 && second < 1'150, std::to_string(second).c_str());
    }

    // A description of the region, provider, model, group or deployment itself; the closest counts.
    void theClosestBehaviourCounts_data()
    {
        QTest::addColumn<QByteArray>("given");
        QTest::addColumn<QByteArray>("learned");
        QTest::addColumn<double>("seconds");
        const auto row = [](const char *name, const char *given, const char *learned, double seconds) {
            QTest::newRow(name) << QByteArray(given) << QByteArray(learned) << seconds;
        };
        row("everybody", "*", "", 3);
        row("region", "eu-west", "", 3);
        row("provider", "openai", "", 3);
        row("model", "openai/gpt-4o", "", 3);
        row("group", "chat", "", 3);
        row("id", "a", "", 3);
        row("somebody else", "anthropic", "", 1);
        row("region before everybody", "eu-west *", "", 3);
        row("provider before region", "openai eu-west", "", 3);
        row("model before provider", "openai/gpt-4o openai", "", 3);
        row("group before model", "chat openai/gpt-4o", "", 3);
        row("id before group", "a chat", "", 3);
        row("learned", "", "a", 3);
        row("given before learned", "openai", "a", 3);
        row("learned where another is given", "anthropic", "a", 3);
    }
    void theClosestBehaviourCounts()
    {
        QFETCH(const QByteArray, given);
        QFETCH(const QByteArray, learned);
        QFETCH(const double, seconds);
        // The first name's answers take three seconds, all others' five; one where nobody says anything.
        const auto fill = [](const QByteArray &names, bool first, auto &behaviours) {
            for (const QByteArray &name : names.isEmpty() ? QByteArrayList() : names.split(' ')) {
                behaviours[name.toStdString()] = { .firstToken = first ? 3.0 : 5.0, .sigma = 0, .tokensPerSecond = 1e6 };
                first = false;
            }
        };
        Scenario scenario;
        fill(given, true, scenario.behaviours);
        fill(learned, given.isEmpty() || given == "anthropic", scenario.learned);
        const Traffic traffic = *readTraffic(R"({"requests": 50, "model": "chat"})", seed);
        const auto table = RoutingTable::build(
            config::parseConfig("model_list:\n" + deployment("a", "region_name: eu-west") + alone, "x.yaml"), nullptr);
        const Figures figures = figuresOf(simulate({ table, traffic, scenario, seed, {} }));
        QVERIFY2(seconds == 1 ? figures.mean > 2 && figures.mean < 4.5 : std::abs(figures.mean - seconds) < 0.01,
                 std::to_string(figures.mean).c_str());
    }

    void behavioursOfNobodyAreTold()
    {
        Scenario scenario;
        QVERIFY(readScenario(R"({"behaviour": {"a": {}, "openai": {}, "nobody": {}, "*": {}}})", scenario));
        const auto table = RoutingTable::build(config::parseConfig(priced, "x.yaml"), nullptr);
        const RoutingTable *tables[] = { table.get() };
        const std::vector<std::string> sentences = unusedBehaviours(scenario, tables);
        QCOMPARE(sentences.size(), 1U);
        QVERIFY(sentences.front().contains("\"nobody\""));
    }

    void firstTokensAreMeasuredOfStreamsOnly()
    {
        const Figures streamed = figuresOf(simulated(priced + alone, steady, exact));
        QVERIFY2(std::abs(streamed.firstP50 - 2) < 1e-3, std::to_string(streamed.firstP50).c_str());
        std::string whole = steady;
        whole.insert(1, "\"stream\": false, ");
        QCOMPARE(figuresOf(simulated(priced + alone, whole, exact)).firstP50, 0.0);
    }

    void trafficOfTheWrongKindIsRefused_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::newRow("tools") << QByteArray("\"tools\": \"yes\"");
        QTest::newRow("images") << QByteArray("\"images\": 2");
        QTest::newRow("schema") << QByteArray("\"json_schema\": []");
        QTest::newRow("share") << QByteArray("\"model\": {\"chat\": \"0.5\"}");
        QTest::newRow("negative share") << QByteArray("\"model\": {\"chat\": -1, \"b\": 2}");
        QTest::newRow("model") << QByteArray("\"model\": 5");
    }
    void trafficOfTheWrongKindIsRefused()
    {
        QFETCH(const QByteArray, field);
        const std::string model = field.contains("model") ? std::string() : "\"model\": \"chat\", ";
        const Result<Traffic> traffic = readTraffic("{\"requests\": 5, " + model + field.toStdString() + "}", seed);
        QVERIFY(!traffic);
        QVERIFY2(traffic.error().message.contains("it has to be"), traffic.error().message.c_str());
    }

    void theTimeLineTellsWhenItFailed()
    {
        const SimulationResult result = simulated(priced + alone, steady, downForAWhile);
        std::uint32_t requests = 0;
        for (const TimelinePoint &point : result.timeline) {
            requests += point.requests;
            QVERIFY((point.failures > 0) == (point.from > 289 && point.from < 400));
        }
        QCOMPARE(requests, 600u);
    }
};

QTEST_APPLESS_MAIN(TestSimulator)
#include "tst_simulator.moc"
