// SPDX-License-Identifier: GPL-3.0-or-later
//
// Teams, users, customers, organisations, tags and budgets through LiteLLM's calls, at the gateway's socket.
#include "tests/providers/gateway/gateway_world.h"

#include "providers/wire/json_view.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::gateway;
using patchbay::test::GatewayWorld;

namespace {

constexpr const char *prices = "      input_cost_per_token: 0.001\n      output_cost_per_token: 0.001\n";
const std::vector<GatewayWorld::Entry> entries { { "good", "openai/gpt-4o", prices }, { "other", "openai/gpt-4o", prices } };

const std::string chatHead = R"({"max_tokens":10,"messages":[{"role":"user","content":"Hi"}],"model":")";
std::string chat(const std::string &model, const std::string &more = {})
{
    return chatHead + model + "\"" + more + "}";
}
std::string text(const std::string &body, std::string_view name)
{
    const auto json = wire::parseJson(body);
    return json ? (*json)[name].string() : std::string();
}

} // namespace

class TestAccounts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void budgetsAreShared_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("account");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("more");
        QTest::addColumn<QString>("words");
        QTest::newRow("team") << "/team/new" << R"({"team_id":"t","max_budget":0.2})" << R"({"team_id":"t"})" << "" << "Team=t";
        QTest::newRow("user") << "/user/new" << R"({"user_id":"u","max_budget":0.2})" << R"({"user_id":"u"})" << "" << "User=u over budget";
        QTest::newRow("customer") << "/customer/new" << R"({"user_id":"c","max_budget":0.2})" << "{}" << R"(,"user":"c")" << "End User=c over budget";
        QTest::newRow("organization") << "/organization/new" << R"({"organization_id":"o","max_budget":0.2})" << R"({"organization_id":"o"})" << "" << "Organization=o";
        QTest::newRow("tag") << "/tag/new" << R"({"name":"x","max_budget":0.2})" << "{}" << R"(,"metadata":{"tags":["x"]})" << "Tag=x";
        QTest::newRow("model") << "" << "" << R"({"model_max_budget":{"good":{"budget_limit":0.2,"time_period":"1d"}}})" << "" << "exceeded budget for model=good";
        QTest::newRow("window") << "" << "" << R"({"budget_limits":[{"budget_duration":"1h","max_budget":0.2},{"budget_duration":"30d","max_budget":9}]})" << "" << "Max budget: 0.2";
    }

    void budgetsAreShared()
    {
        QFETCH(const QString, path);
        QFETCH(const QString, account);
        QFETCH(const QString, key);
        QFETCH(const QString, more);
        QFETCH(const QString, words);
        GatewayWorld world(entries);
        if (!path.isEmpty()) {
            const auto made = world.send(path.toStdString(), account.toStdString());
            QVERIFY2(made.status == 200, made.body.c_str());
        }
        // Two keys of one account; budgets of a key itself are met by the first alone.
        const std::string first = world.newKey(key.toStdString());
        const std::string second = path.isEmpty() ? first : world.newKey(key.toStdString());
        int served = 0;
        testing::HttpCall::Outcome refused;
        for (int turn = 0; turn < 40 && refused.status == 0; ++turn) {
            const auto answer = world.send("/v1/chat/completions", chat("good", more.toStdString()), turn % 2 == 0 ? first : second);
            served += answer.status == 200;
            if (answer.status != 200) {
                refused = answer;
            }
        }
        QVERIFY(served >= 1 && served < 40);
        QCOMPARE(refused.status, 429);
        QVERIFY2(refused.body.contains("budget_exceeded") && refused.body.contains(words.toStdString()), refused.body.c_str());
        Money sum;
        for (const auto &row : world.ledger.rows()) {
            sum += row.outcome.amount.money.value_or(Money {});
        }
        QVERIFY(sum <= fromDollars(0.2));
        const bool perModel = key.contains("model_max_budget");
        QCOMPARE(world.send("/v1/chat/completions", chat("other", more.toStdString()), first).status, perModel ? 200 : 429);
    }

    void limitsOfATeam()
    {
        GatewayWorld world(entries);
        QCOMPARE(world.send("/team/new", R"({"team_id":"t","team_alias":"Team","models":["good"],"rpm_limit":2})").status, 200);
        const std::string first = world.newKey(R"({"team_id":"t"})");
        const std::string second = world.newKey(R"({"team_id":"t"})");
        const auto denied = world.send("/v1/chat/completions", chat("other"), first);
        QVERIFY2(denied.status == 401 && denied.body.contains("team_model_access_denied"), denied.body.c_str());
        QVERIFY(!world.send("/v1/models", {}, first).body.contains("other"));
        QCOMPARE(world.send("/v1/chat/completions", chat("good"), first).status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat("good"), second).status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat("good"), first).status, 429);
        QCOMPARE(world.send("/team/block", R"({"team_id":"t"})").status, 200);
        QVERIFY(world.send("/v1/chat/completions", chat("good"), first).body.contains("Team=t is blocked"));
        QCOMPARE(world.send("/team/unblock", R"({"team_id":"t"})").status, 200);
        const auto info = world.send("/team/info?team_id=t", {});
        QVERIFY2(info.body.contains("\"team_info\":{\"team_id\":\"t\"") && info.body.contains("\"key_name\":\"sk-..."), info.body.c_str());
        QCOMPARE(world.send("/team/member_add", R"({"team_id":"t","member":{"role":"admin","user_id":"u"}})").status, 200);
        QVERIFY(world.send("/team/list", {}).body.contains("\"members_with_roles\":[{\"role\":\"admin\",\"user_id\":\"u\"}]"));
        QCOMPARE(world.send("/team/member_delete", R"({"team_id":"t","user_id":"u"})").status, 200);
        QVERIFY(world.send("/team/list", {}).body.contains("\"members_with_roles\":[]"));
        QCOMPARE(world.send("/team/new", R"({"team_id":"t"})").status, 400);
        QCOMPARE(world.send("/team/info?team_id=none", {}).status, 404);
        QCOMPARE(world.send("/team/list", {}, first).status, 403);
        QCOMPARE(world.send("/team/delete", R"({"team_ids":["t"]})").status, 200);
        QCOMPARE(world.send("/v1/models", {}, first).status, 401); // its keys went with it
    }

    void limitsOfAModel()
    {
        GatewayWorld world(entries);
        const std::string key = world.newKey(R"({"model_rpm_limit":{"good":1}})");
        QCOMPARE(world.send("/v1/chat/completions", chat("good"), key).status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat("good"), key).status, 429);
        QCOMPARE(world.send("/v1/chat/completions", chat("other"), key).status, 200);
    }

    void newUsersGetAKey()
    {
        GatewayWorld world(entries);
        const auto made = world.send("/user/new", R"({"user_id":"u","models":["good"]})");
        const std::string key = text(made.body, "key");
        QVERIFY2(key.starts_with("sk-"), made.body.c_str());
        QVERIFY(world.send("/v1/chat/completions", chat("other"), key).body.contains("user_model_access_denied"));
        QCOMPARE(world.send("/v1/chat/completions", chat("good"), key).status, 200);
        QCOMPARE(world.ledger.rows().at(0).draft.user, std::string("u"));
        QVERIFY(world.send("/user/info?user_id=u", {}).body.contains("\"keys\":[{\"token\":"));
        QVERIFY(world.send("/user/list", {}).body.contains("\"total\":1"));
    }

    void budgetsAreTakenOver()
    {
        GatewayWorld world(entries);
        QCOMPARE(world.send("/budget/new", R"({"budget_id":"b","max_budget":5,"rpm_limit":7})").status, 200);
        const std::string key = world.newKey(R"({"budget_id":"b","key_alias":"k"})");
        QVERIFY(world.send("/key/info?key=k", {}).body.contains("\"max_budget\":5"));
        QCOMPARE(world.send("/budget/update", R"({"budget_id":"b","rpm_limit":0})").status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat("good"), key).status, 429);
        QVERIFY(world.send("/budget/info", R"({"budgets":["b"]})").body.contains("\"budget_id\":\"b\""));
        QCOMPARE(world.send("/key/generate", R"({"budget_id":"none"})").status, 400);
        QCOMPARE(world.send("/budget/delete", R"({"id":"b"})").status, 200);
    }

    void keysAreRotated()
    {
        GatewayWorld world(entries);
        const std::string key = world.newKey(R"({"key_alias":"k","models":["good"]})");
        const std::string next = text(world.send("/key/k/regenerate", R"({"grace_period":"1h"})").body, "key");
        QVERIFY(next.starts_with("sk-") && next != key);
        QCOMPARE(world.send("/v1/models", {}, key).status, 200); // in its grace
        QCOMPARE(world.send("/v1/models", {}, next).status, 200);
        const std::string last = text(world.send("/key/regenerate", R"({"key":"k"})").body, "key");
        QCOMPARE(world.send("/v1/models", {}, next).status, 401);
        QCOMPARE(world.send("/v1/models", {}, key).status, 401);
        QVERIFY(world.send("/v1/models", {}, last).body.contains("good"));
    }

    void budgetsAreRaisedForAWhile()
    {
        GatewayWorld world(entries);
        const std::string key = world.newKey(R"({"key_alias":"k","max_budget":0.001})");
        QCOMPARE(world.send("/v1/chat/completions", chat("good"), key).status, 429);
        QCOMPARE(world.send("/key/update", R"({"key":"k","temp_budget_increase":5})").status, 400);
        QCOMPARE(world.send("/key/update", R"({"key":"k","temp_budget_increase":5,"temp_budget_expiry":"1d"})").status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat("good"), key).status, 200);
    }

    void customersAreBlocked()
    {
        GatewayWorld world(entries);
        QCOMPARE(world.send("/customer/new", R"({"user_id":"c","blocked":true})").status, 200);
        const auto answer = world.send("/v1/chat/completions", chat("good", R"(,"user":"c")"), world.newKey("{}"));
        QVERIFY2(answer.status == 401 && answer.body.contains("End User=c"), answer.body.c_str());
        QCOMPARE(world.send("/customer/unblock", R"({"user_ids":["c"]})").status, 200);
        QVERIFY(world.send("/customer/info?end_user_id=c", {}).body.contains("\"blocked\":false"));
    }
};

QTEST_GUILESS_MAIN(TestAccounts)
#include "tst_accounts.moc"
