// SPDX-License-Identifier: GPL-3.0-or-later
//
// litellm §3.2 and §6, a case a rule.
#include "tests/providers/routing/rig.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::routing;

namespace {

std::string list(const std::string &deployments, const std::string &settings = "")
{
    return "model_list:\n" + deployments + "router_settings:\n  num_retries: 2\n" + settings;
}

} // namespace

class TestStrategies : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Shares of 20,000 draws, within two points of a hundred.
    void simpleShuffle_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QList<int>>("percent"); // of a, b, c
        const auto row = [](const char *name, const std::string &yaml, const QList<int> &percent) {
            QTest::newRow(name) << QByteArray::fromStdString(yaml) << percent;
        };
        row("weight", list(deployment("a", "weight: 6") + deployment("b", "weight: 3") + deployment("c", "weight: 1")),
            { 60, 30, 10 });
        row("weight on the last only", list(deployment("a") + deployment("b") + deployment("c", "weight: 8")),
            { 10, 10, 80 });
        row("weight before rpm",
            list(deployment("a", "rpm: 900") + deployment("b", "weight: 1, rpm: 1") + deployment("c", "weight: 2")),
            { 25, 25, 50 });
        row("rpm", list(deployment("a", "rpm: 10") + deployment("b", "rpm: 20") + deployment("c", "rpm: 70")),
            { 10, 20, 70 });
        row("rpm, one without", list(deployment("a", "rpm: 10") + deployment("b", "rpm: 30") + deployment("c")),
            { 17, 50, 33 });
        row("tpm", list(deployment("a", "tpm: 1000") + deployment("b", "tpm: 1000") + deployment("c", "tpm: 2000")),
            { 25, 25, 50 });
        row("uniform", list(deployment("a") + deployment("b") + deployment("c")), { 33, 33, 33 });
        row("zero is never picked",
            list(deployment("a", "weight: 0") + deployment("b", "weight: 1") + deployment("c", "weight: 1")),
            { 0, 50, 50 });
        row("all zero is uniform",
            list(deployment("a", "weight: 0") + deployment("b", "weight: 0") + deployment("c", "weight: 0")),
            { 33, 33, 33 });
        row("LiteLLM's fault on request",
            list(deployment("a") + deployment("b") + deployment("c", "weight: 8"))
                + "patchbay: {routing: {compatibility: {first_deployment_decides_weights: true}}}\n",
            { 33, 33, 33 });
    }
    void simpleShuffle()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QList<int>, percent);
        Rig rig(yaml.toStdString());
        constexpr int draws = 20'000;
        std::map<std::string, int> picks = rig.shares(draws);
        const std::string names[] = { "a", "b", "c" };
        for (int index = 0; index < 3; ++index) {
            const double share = 100.0 * picks[names[index]] / draws;
            QVERIFY2(std::abs(share - percent[index]) < 2, qPrintable(QString::number(share)));
        }
        // What explain says is what happens.
        RouteProgress progress;
        QVERIFY(rig.router.start(progress, rig.facts, rig.chance()));
        for (const CandidateView &view : rig.router.candidates(progress, rig.facts, rig.now)) {
            QVERIFY(std::abs(view.share * 100 - percent[static_cast<qsizetype>(view.deployment)]) < 1);
        }
    }

    void leastBusyTakesTheIdle()
    {
        Rig rig(list(deployment("a") + deployment("b"), "  routing_strategy: least-busy\n"));
        RouteProgress progress;
        const Decision first = rig.router.decide(progress, rig.facts, rig.chance());
        rig.router.begin(progress, *first.attempt, rig.facts, rig.now);
        for (int draw = 0; draw < 50; ++draw) {
            QVERIFY(rig.pick() != rig.id(first.attempt->deployment));
        }
        Outcome outcome;
        rig.router.record(*first.attempt, rig.facts, outcome, rig.now);
        QCOMPARE(rig.shares(200).size(), 2u); // ties are random
    }

    void usageBasedTakesTheLeastUsed()
    {
        for (const char *strategy : { "usage-based-routing", "usage-based-routing-v2" }) {
            Rig rig(list(deployment("a", "tpm: 1000, rpm: 3") + deployment("b", "tpm: 1000, rpm: 3"),
                         "  routing_strategy: " + std::string(strategy) + "\n"));
            rig.succeed("a", 1, 500);
            QCOMPARE(rig.pick(), "b");
            rig.succeed("b", 1, 700);
            QCOMPARE(rig.pick(), "a");
            rig.facts.promptTokens = 600; // a: 500 + 600 > 1000; b: 700 + 600 > 1000
            QCOMPARE(rig.pick(), "");
            QCOMPARE(rig.error->kind, ErrorClass::RateLimit);
            QVERIFY(rig.error->retryAfter);
            rig.facts.promptTokens = 0;
            rig.succeed("a", 1, 1);
            rig.succeed("a", 1, 1); // three requests: the limit
            rig.succeed("b", 1, 100);
            QCOMPARE(rig.pick(), "b"); // more tokens, but a has no request left
            rig.pass(60);
            QCOMPARE(rig.pick().size(), 1u); // a new minute
            QCOMPARE(rig.shares(100).size(), 2u);
        }
    }

    void rpmIsReachedNotMissedByOne()
    {
        Rig rig(list(deployment("a", "rpm: 2"), "  routing_strategy: usage-based-routing-v2\n"));
        rig.succeed("a");
        QCOMPARE(rig.pick(), "a");
        rig.succeed("a");
        QCOMPARE(rig.pick(), "");
        Rig early(list(deployment("a", "rpm: 2"), "  routing_strategy: usage-based-routing-v2\n")
                  + "patchbay: {routing: {compatibility: {rpm_reaches_limit_early: true}}}\n");
        early.succeed("a");
        QCOMPARE(early.pick(), "");
    }

    // The minute has a date: the same minute of another day is another one.
    void usageOfYesterdayDoesNotCount()
    {
        Rig rig(list(deployment("a", "rpm: 1"), "  routing_strategy: usage-based-routing-v2\n"));
        rig.succeed("a");
        QCOMPARE(rig.pick(), "");
        rig.pass(86'400);
        QCOMPARE(rig.pick(), "a");
    }

    void latencyBasedTakesTheFastest()
    {
        Rig rig(list(deployment("a") + deployment("b") + deployment("c"),
                     "  routing_strategy: latency-based-routing\n  routing_strategy_args: {lowest_latency_buffer: 0.5, "
                     "max_latency_list_size: 3, ttl: 100}\n"));
        rig.succeed("a", 1.0, 100);
        rig.succeed("b", 2.0, 100);
        QCOMPARE(rig.pick(), "c"); // never used goes first
        rig.succeed("c", 1.4, 100);
        std::map<std::string, int> picks = rig.shares(300);
        QVERIFY(picks["a"] > 100 && picks["c"] > 100 && picks["b"] == 0); // within half above the lowest
        // The ring drops the oldest: three slow answers and the fast past is gone.
        for (int answer = 0; answer < 3; ++answer) {
            rig.succeed("a", 9.0, 100);
        }
        QCOMPARE(rig.shares(50)["a"], 0);
        rig.fail("c", ErrorClass::Timeout); // counts as a thousand seconds
        QCOMPARE(rig.shares(50)["b"], 50);
    }

    void latencyOfStreamsIsTheFirstToken()
    {
        Rig rig(list(deployment("a") + deployment("b"), "  routing_strategy: latency-based-routing\n"));
        rig.succeed("a", 10, 1000, 0.2); // fast start, long answer
        rig.succeed("b", 1, 10, 0.9);
        rig.facts.stream = true;
        QCOMPARE(rig.shares(50)["a"], 50);
        rig.facts.stream = false;
        QCOMPARE(rig.shares(50)["a"], 50); // 0.01 s a token against 0.1 s
    }

    void costBasedTakesTheCheapestKnown()
    {
        Rig rig(list(deployment("a", "input_cost_per_token: 0.000003, output_cost_per_token: 0.00001")
                         + deployment("b", "input_cost_per_token: 0.000001, output_cost_per_token: 0.000002, rpm: 1")
                         + deployment("c", "model: custom/unknown"),
                     "  routing_strategy: cost-based-routing\n"));
        QCOMPARE(rig.pick(), "b");
        rig.succeed("b");
        QCOMPARE(rig.pick(), "a"); // b has used its minute; an unknown price is not cheap
        Rig unknown(list(deployment("a") + deployment("b"), "  routing_strategy: cost-based-routing\n"));
        QCOMPARE(unknown.shares(100).size(), 2u); // nobody has a price: any
    }

    void priorityGoesByNumber()
    {
        Rig rig(list(deployment("a") + deployment("b") + deployment("c"),
                     "  routing_groups: [{group_name: g, models: [chat], routing_strategy: priority, model_priorities: "
                     "{a: 2, b: 1, c: 3}}]\n"));
        QCOMPARE(rig.shares(30)["b"], 30);
        rig.router.cool(1, std::chrono::seconds(5), rig.now.steady);
        QCOMPARE(rig.shares(30)["a"], 30);
    }

    void adaptivePrefersFastAndWorking()
    {
        Rig rig(list(deployment("a") + deployment("b") + deployment("c"),
                     "  routing_strategy: adaptive\n  disable_cooldowns: true\n"));
        for (int answer = 0; answer < 20; ++answer) {
            rig.succeed("a", 0.2);
            rig.succeed("b", 2.0);
            rig.succeed("c", 0.2);
            rig.fail("c", ErrorClass::InternalServer);
        }
        std::map<std::string, int> picks = rig.shares(600);
        QVERIFY2(picks["a"] > picks["b"] && picks["a"] > picks["c"], "the fast and working one leads");
        QVERIFY(picks["a"] > 350); // it wins every pair it is in: two thirds
    }

    void groupsHaveTheirOwnStrategy()
    {
        Rig rig("model_list:\n" + deployment("a", "weight: 1") + deployment("b", "weight: 99")
                + "patchbay: {groups: {chat: {strategy: least-busy}}}\n");
        QVERIFY(rig.shares(200)["a"] > 50);
    }

    void adaptiveLooksAtPriceLoadAndAge()
    {
        const std::string adaptive = "  routing_strategy: adaptive\n";
        Rig priced(list(deployment("a", "input_cost_per_token: 0.00001, output_cost_per_token: 0.00003")
                            + deployment("b", "input_cost_per_token: 0.000001, output_cost_per_token: 0.000001"),
                        adaptive));
        QCOMPARE(priced.shares(50)["b"], 50); // two are always drawn, the dearer one loses
        Rig loaded(list(deployment("a") + deployment("b"), adaptive));
        RouteProgress progress;
        const AttemptChoice first = *loaded.router.decide(progress, loaded.facts, loaded.chance()).attempt;
        loaded.router.begin(progress, first, loaded.facts, loaded.now);
        QCOMPARE(loaded.shares(50)[loaded.id(first.deployment)], 0);
        Rig aged(list(deployment("a") + deployment("b"), adaptive));
        aged.succeed("a", 10);
        aged.pass(600);
        aged.succeed("b", 0.5);
        QCOMPARE(aged.shares(50)["a"], 50); // ten minutes ago says nothing
    }

    void whatIsExplainedIsWhatHappens_data()
    {
        QTest::addColumn<QByteArray>("strategy");
        for (const char *strategy : { "least-busy", "usage-based-routing", "usage-based-routing-v2",
                                      "latency-based-routing", "cost-based-routing", "adaptive" }) {
            QTest::newRow(strategy) << QByteArray(strategy);
        }
    }
    void whatIsExplainedIsWhatHappens()
    {
        QFETCH(QByteArray, strategy);
        Rig rig(list(deployment("a", "input_cost_per_token: 0.000001, output_cost_per_token: 0")
                         + deployment("b", "input_cost_per_token: 0.000001, output_cost_per_token: 0")
                         + deployment("c", "input_cost_per_token: 0.000009, output_cost_per_token: 0"),
                     "  routing_strategy_args: {lowest_latency_buffer: 0.5}\n  routing_strategy: "
                         + strategy.toStdString() + "\n"));
        rig.succeed("a", 1.0);
        rig.succeed("b", 1.4);
        rig.succeed("c", 4.0, 200);
        AttemptChoice open;
        open.deployment = 2;
        open.group = 0;
        RouteProgress running;
        rig.router.start(running, rig.facts, rig.chance());
        rig.router.begin(running, open, rig.facts, rig.now);
        constexpr int draws = 6'000;
        std::map<std::string, int> picks = rig.shares(draws);
        RouteProgress progress;
        rig.router.start(progress, rig.facts, rig.chance());
        for (const CandidateView &view : rig.router.candidates(progress, rig.facts, rig.now)) {
            const double share = static_cast<double>(picks[rig.id(view.deployment)]) / draws;
            QVERIFY2(std::abs(share - view.share) < 0.03, qPrintable(QString::number(view.share)));
            QVERIFY(view.deployment != 2 || view.share < 0.01); // no strategy wants the third
        }
    }

    void oldLatenciesAreForgotten()
    {
        Rig rig(list(deployment("a") + deployment("b"),
                     "  routing_strategy: latency-based-routing\n  routing_strategy_args: {ttl: 100}\n"));
        rig.succeed("a", 9);
        rig.pass(101);
        rig.succeed("a", 1);
        rig.succeed("b", 2);
        QCOMPARE(rig.shares(20)["a"], 20);
    }
};

QTEST_APPLESS_MAIN(TestStrategies)
#include "tst_strategies.moc"
