// SPDX-License-Identifier: GPL-3.0-or-later
//
// litellm §3.7 and the smart routing: what keeps a conversation, what chooses a group. A case a rule.
#include "tests/providers/routing/rig.h"

#include "providers/routing/affinity.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::routing;

namespace {

const std::string spare = deployment("s", "", "spare") + deployment("t", "", "third");

std::string settings(const std::string &lines)
{
    return "router_settings:\n  " + lines + "\n";
}

} // namespace

class TestRouterConversations : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sealedIdsComeBack()
    {
        const std::string sealed = sealResponseId("openai", "0123456789abcdef", "resp_abc;def");
        const std::optional<UnsealedResponseId> open = unsealResponseId(sealed);
        QVERIFY(open);
        QCOMPARE(open->deployment, "0123456789abcdef");
        QCOMPARE(open->responseId, "resp_abc;def");
        QCOMPARE(open->provider, "openai");
        QVERIFY(!unsealResponseId("resp_abc"));
        QCOMPARE(unsealItemId(sealItemId("d", "item"))->responseId, "item");
        for (std::size_t size = 0; size < sealed.size(); ++size) {
            (void)unsealResponseId(sealed.substr(0, size));
        }
    }

    void conversationsStay()
    {
        Rig rig("model_list:\n" + deployment("a", "rpm: 1") + deployment("b")
                + settings("optional_pre_call_checks: [session_affinity, deployment_affinity, "
                           "enforce_model_rate_limits]\n  deployment_affinity_ttl_seconds: 100"));
        rig.facts.responseDeployment = "b";
        QCOMPARE(rig.shares(20)["b"], 20);
        rig.facts.responseDeployment.clear();
        rig.facts.session = "s1";
        rig.succeed("b");
        QCOMPARE(rig.shares(20)["b"], 20);
        rig.router.cool(1, std::chrono::seconds(5), rig.now.steady);
        QCOMPARE(rig.pick(), "a"); // healthy before faithful
        rig.pass(101);
        QVERIFY(rig.shares(200)["a"] > 20); // forgotten
        rig.facts.session.clear();
        rig.succeed("a");
        QCOMPARE(rig.pick(), "b"); // a has no request left this minute
        rig.facts.encryptedDeployment = "a";
        QCOMPARE(rig.pick(), "a"); // encrypted content can go nowhere else
    }

    void rulesSplitsAndMirrors()
    {
        Rig rig("model_list:\n" + deployment("a") + spare
                + "patchbay:\n  rules:\n"
                  "    - {name: long, when: {tokens: {above: 1000}}, use: spare}\n"
                  "    - {name: night, when: {hour: {from: 22, to: 6}, model: chat}, use: third}\n"
                  "    - {name: poor, when: {budget_left: {below: 0.2}}, use: third}\n"
                  "    - {name: pictures, when: {images: true, tools: false}, use: spare}\n"
                  "    - {name: german, when: {language: de}, use: third}\n"
                  "  splits: [{name: test, model: chat, variants: {chat: 1, spare: 1}, sticky_by: key}]\n"
                  "  mirrors: [{model: chat, to: third, share: 1}]\n");
        rig.facts.promptTokens = 2'000;
        QCOMPARE(rig.pick(), "s");
        rig.facts.promptTokens = 10;
        rig.facts.budgetLeft = 0.1;
        QCOMPARE(rig.pick(), "t");
        rig.facts.budgetLeft.reset();
        rig.facts.images = true;
        QCOMPARE(rig.pick(), "s");
        rig.facts.images = false;
        rig.facts.language = "de";
        QCOMPARE(rig.pick(), "t");
        rig.facts.language.clear();
        rig.now.wall += std::chrono::hours(11); // 23:00
        QCOMPARE(rig.pick(), "t");
        rig.now.wall -= std::chrono::hours(11);
        int spares = 0;
        for (int key = 0; key < 400; ++key) {
            rig.facts.key = "key-" + std::to_string(key);
            const std::string side = rig.pick();
            QCOMPARE(rig.pick(), side); // sticky
            spares += side == "s" ? 1 : 0;
        }
        QVERIFY(spares > 150 && spares < 250);
        for (;;) {
            RouteProgress progress;
            rig.facts.key += 'x';
            const Decision decision = rig.router.decide(progress, rig.facts, rig.chance());
            if (rig.id(decision.attempt->deployment) == "a") {
                QCOMPARE(decision.attempt->mirror, rig.router.table().groupByName("third"));
                break;
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestRouterConversations)
#include "tst_router_conversations.moc"
