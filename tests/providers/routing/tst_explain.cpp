// SPDX-License-Identifier: GPL-3.0-or-later
//
// What route explain says of a request: costs, rules and reasons.
#include "tests/providers/routing/rig.h"

#include "providers/routing/explain.h"

#include <QTest>

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
};

QTEST_APPLESS_MAIN(TestExplain)
#include "tst_explain.moc"
