// SPDX-License-Identifier: GPL-3.0-or-later
//
// What route explain says of a request: costs, rules and reasons.
#include "tests/providers/routing/rig.h"

#include "providers/routing/explain.h"

#include <QTest>

#include <algorithm>

using namespace patchbay;
using namespace patchbay::routing;

class TestExplain : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theCostIsThatOfThePromptAndTheAnswer()
    {
        Rig rig("model_list:\n" + deployment("a", "input_cost_per_token: 0.001, output_cost_per_token: 0.002")
                + deployment("b"));
        rig.facts.promptTokens = 100;
        rig.facts.completionTokens = 50;
        const Explanation explanation = explainRoute(rig.router, rig.facts, rig.now, 1);
        QVERIFY(std::abs(explanation.candidates[0].cost.value() - 0.2) < 1e-12);
        QVERIFY(!explanation.candidates[1].cost); // no price, no cost
    }

    void rulesSayWhichWasTakenAndWhatFailed()
    {
        Rig rig("model_list:\n" + deployment("a") + deployment("s", "", "spare")
                + "patchbay:\n  rules:\n    - {name: long, when: {tokens: {above: 1000}}, use: spare}\n"
                  "    - {name: tooled, when: {tools: true}, use: spare}\n"
                  "    - {name: all, when: {model: chat}, use: chat}\n");
        rig.facts.promptTokens = 10;
        rig.facts.tools = true;
        const Explanation explanation = explainRoute(rig.router, rig.facts, rig.now, 1);
        QCOMPARE(explanation.rules.size(), 3u);
        QVERIFY(!explanation.rules[0].holds && explanation.rules[0].failed == "tokens");
        QVERIFY(explanation.rules[1].holds && explanation.rules[1].taken && explanation.rules[1].use == "spare");
        QVERIFY(explanation.rules[2].holds && !explanation.rules[2].taken); // one rule counts
        QCOMPARE(explanation.group, "spare");
    }

    void theLimitThatWasReachedIsNamed_data()
    {
        QTest::addColumn<QByteArray>("limits");
        QTest::addColumn<QByteArray>("reason");
        QTest::newRow("tpm") << QByteArray("tpm: 100") << QByteArray("tpm 90 of 100 used, 20 more");
        QTest::newRow("itpm") << QByteArray("itpm: 70") << QByteArray("itpm 60 of 70 used, 20 more");
        QTest::newRow("otpm") << QByteArray("otpm: 30") << QByteArray("otpm 30 of 30 used");
        QTest::newRow("the one of two") << QByteArray("tpm: 1000, otpm: 30") << QByteArray("otpm 30 of 30 used");
    }
    void theLimitThatWasReachedIsNamed()
    {
        QFETCH(const QByteArray, limits);
        QFETCH(const QByteArray, reason);
        Rig rig("model_list:\n" + deployment("a", limits.toStdString()) + deployment("b")
                + settings("routing_strategy: usage-based-routing-v2"));
        Outcome outcome;
        outcome.promptTokens = 60;
        outcome.completionTokens = 30;
        rig.send("a", outcome);
        rig.facts.promptTokens = 20;
        const Explanation explanation = explainRoute(rig.router, rig.facts, rig.now, 1);
        QCOMPARE(explanation.candidates[0].reason, reason.toStdString());
    }

    void whatAllFailuresEndInIsSaidOnce()
    {
        Rig rig("model_list:\n" + deployment("a") + settings("num_retries: 0"));
        rig.router.cool(0, std::chrono::seconds(30), rig.now.steady);
        const std::string text = toText(explainRoute(rig.router, rig.facts, rig.now, 1));
        QCOMPARE(QByteArray::fromStdString(text.substr(text.find("if every attempt"))).count("RateLimitError"), 1);
    }

    void aPathWithoutAnEndSaysSo()
    {
        Rig rig("model_list:\n" + deployment("a") + settings("num_retries: 60")
                + "patchbay: {routing: {circuit_breaker: false, retry_budget: false}}\n");
        const Explanation explanation = explainRoute(rig.router, rig.facts, rig.now, 1);
        const auto endless = [](const FailurePath &path) { return path.ends == "more than 40 attempts"; };
        QVERIFY2(std::ranges::any_of(explanation.paths, endless), toText(explanation).c_str());
        QVERIFY(std::ranges::all_of(explanation.paths, [](const FailurePath &path) { return !path.ends.empty(); }));
    }
};

QTEST_APPLESS_MAIN(TestExplain)
#include "tst_explain.moc"
