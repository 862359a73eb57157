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

    void keysAndPromptsStayToo()
    {
        const auto list = [](const std::string &check) {
            return "model_list:\n" + deployment("a") + deployment("b")
                + settings("optional_pre_call_checks: [" + check + "]");
        };
        Rig keyed(list("deployment_affinity"));
        keyed.facts.key = "k1";
        keyed.succeed("b");
        QCOMPARE(keyed.shares(20)["b"], 20);
        keyed.facts.key = "k2";
        QVERIFY(keyed.shares(60)["a"] > 10);
        Rig cached(list("prompt_caching"));
        cached.facts.promptPrefix = "digest";
        cached.succeed("b");
        QCOMPARE(cached.shares(20)["b"], 20);
        cached.facts.promptPrefix = "another";
        QVERIFY(cached.shares(60)["a"] > 10);
    }

    void splitsKeepToTheirSharesAndStickAsTold_data()
    {
        QTest::addColumn<QByteArray>("by");
        QTest::addColumn<bool>("sticks");
        QTest::newRow("key") << QByteArray("key") << true;
        QTest::newRow("session") << QByteArray("session") << true;
        QTest::newRow("user") << QByteArray("user") << true;
        QTest::newRow("none") << QByteArray("none") << false;
    }
    void splitsKeepToTheirSharesAndStickAsTold()
    {
        QFETCH(QByteArray, by);
        QFETCH(bool, sticks);
        Rig rig("model_list:\n" + deployment("a") + spare
                + "patchbay: {splits: [{name: t, model: chat, variants: {chat: 80, spare: 20}, sticky_by: "
                + by.toStdString() + "}]}\n");
        int spares = 0;
        int moved = 0;
        constexpr int callers = 1'000;
        for (int caller = 0; caller < callers; ++caller) {
            const std::string name = "caller-" + std::to_string(caller);
            (by == "key" ? rig.facts.key : by == "session" ? rig.facts.session : rig.facts.user) = name;
            const std::string side = rig.pick();
            moved += rig.pick() != side ? 1 : 0;
            spares += side == "s" ? 1 : 0;
        }
        QVERIFY2(spares > callers * 0.15 && spares < callers * 0.25, std::to_string(spares).c_str());
        QCOMPARE(moved > 0, !sticks);
    }

    void mirrorsKeepToTheirShareAndToTheFirstAttempt()
    {
        Rig rig("model_list:\n" + deployment("a") + spare
                + "patchbay: {mirrors: [{model: chat, to: third, share: 0.25}]}\n");
        int mirrored = 0;
        constexpr int requests = 2'000;
        for (int request = 0; request < requests; ++request) {
            RouteProgress progress;
            const AttemptChoice first = *rig.router.decide(progress, rig.facts, rig.chance()).attempt;
            mirrored += first.mirror == none ? 0 : 1;
            progress.attempts = 1;
            QCOMPARE(rig.router.decide(progress, rig.facts, rig.chance()).attempt->mirror, none);
        }
        QVERIFY2(mirrored > requests / 5 && mirrored < requests * 3 / 10, std::to_string(mirrored).c_str());
    }

    // One condition alone: the rule is taken with the fact and not without it.
    void everyConditionCounts_data()
    {
        QTest::addColumn<QByteArray>("when");
        QTest::addColumn<int>("fact");
        const char *conditions[] = { "model: other",         "json_schema: true", "tag: paid",
                                     "key: 'k*'",            "team: red",         "complexity: {at_least: 0.5}",
                                     "tokens: {at_most: 9}", "tools: true",       "language: de" };
        for (int fact = 0; fact < static_cast<int>(std::size(conditions)); ++fact) {
            QTest::newRow(conditions[fact]) << QByteArray(conditions[fact]) << fact;
        }
    }
    void everyConditionCounts()
    {
        QFETCH(QByteArray, when);
        QFETCH(int, fact);
        Rig rig("model_list:\n" + deployment("a") + deployment("o", "", "other") + spare
                + "patchbay: {rules: [{when: {" + when.toStdString() + "}, use: spare}]}\n");
        rig.facts.promptTokens = 10;
        QCOMPARE(rig.pick(), "a");
        switch (fact) {
        case 0: rig.facts.model = "other"; break;
        case 1: rig.facts.jsonSchema = true; break;
        case 2: rig.facts.tags = { "x", "paid" }; break;
        case 3: rig.facts.key = "k7"; break;
        case 4: rig.facts.team = "red"; break;
        case 5: rig.facts.complexity = 0.5; break;
        case 6: rig.facts.promptTokens = 9; break;
        case 7: rig.facts.tools = true; break;
        default: rig.facts.language = "de"; break;
        }
        QCOMPARE(rig.pick(), "s");
    }
};

QTEST_APPLESS_MAIN(TestRouterConversations)
#include "tst_router_conversations.moc"
