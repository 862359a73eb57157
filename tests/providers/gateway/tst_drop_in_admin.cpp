// SPDX-License-Identifier: GPL-3.0-or-later
//
// What programs written for LiteLLM's admin calls rely on, at the gateway's socket.
#include "tests/providers/gateway/gateway_world.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::gateway;
using patchbay::test::GatewayWorld;
using patchbay::test::raw;

namespace {

constexpr const char *prices = "      input_cost_per_token: 0.001\n      output_cost_per_token: 0.001\n";
const std::vector<GatewayWorld::Entry> entries { { "good", "openai/gpt-4o", prices } };
const std::string chat = R"({"max_tokens":10,"messages":[{"role":"user","content":"Hi"}],"model":"good"})";
const std::string bounded = "litellm_settings:\n  upperbound_key_generate_params: {max_budget: 100, duration: 30d}\n";

// Outside the class: moc cannot read such literals.
std::string newUser(const std::string &name)
{
    return R"({"auto_create_key":false,"user_id":")" + name + R"(","user_email":")" + name + R"(@example.org"})";
}
const std::string newMember = R"("member":[{"role":"user","user_email":"new@example.org"}]})";
const std::string ofNoTeam = R"({"team_id":"nowhere",)" + newMember;
const std::string ofTeam = R"({"team_id":"t",)" + newMember;

std::size_t count(const std::string &text, std::string_view part)
{
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++found;
    }
    return found;
}

} // namespace

class TestDropInAdmin : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void boundsOfKeysHold_data()
    {
        QTest::addColumn<QString>("fields");
        QTest::addColumn<bool>("taken");
        QTest::newRow("less") << R"("max_budget":50,"duration":"7d")" << true;
        QTest::newRow("as much") << R"("max_budget":100,"duration":"30d")" << true;
        QTest::newRow("more money") << R"("max_budget":100.5)" << false;
        QTest::newRow("longer") << R"("duration":"90d")" << false;
        QTest::newRow("months") << R"("duration":"2mo")" << false;
        QTest::newRow("without end") << R"("duration":"-1")" << false;
    }
    void boundsOfKeysHold()
    {
        QFETCH(QString, fields);
        QFETCH(bool, taken);
        GatewayWorld world(entries, bounded);
        const int status = taken ? 200 : 400;
        QCOMPARE(world.send("/key/generate", "{" + fields.toStdString() + "}").status, status);
        const std::string key = world.newKey("{}");
        const auto updated = world.send("/key/update", "{\"key\":\"" + key + "\"," + fields.toStdString() + "}");
        QVERIFY2(updated.status == status && (taken || updated.body.contains("is over max limit set in config")), updated.body.c_str());
        QCOMPARE(world.send("/key/regenerate", "{\"key\":\"" + key + "\"," + fields.toStdString() + "}").status, status);
    }

    void nothingIsWithoutBound()
    {
        GatewayWorld world(entries, bounded);
        const std::string key = world.newKey("{}");
        QCOMPARE(world.send("/key/update", "{\"key\":\"" + key + "\",\"max_budget\":null}").status, 400);
        QCOMPARE(raw(world.send("/key/info?key=" + key, {}).body, { "info", "max_budget" }), "100");
    }

    void aBudgetSaysItsIdOnce()
    {
        GatewayWorld world(entries);
        const auto made = world.send("/budget/new", R"({"max_budget":2})");
        QCOMPARE(count(made.body, "\"budget_id\":"), 1U);
        const std::string id = raw(made.body, { "budget_id" });
        QVERIFY2(id.size() > 2 && id != "null", made.body.c_str());
        const auto info = world.send("/budget/info", "{\"budgets\":[" + id + "]}");
        QCOMPARE(raw(info.body, { "0", "budget_id" }), id);
    }

    void newUsersJoinTheirTeams()
    {
        GatewayWorld world(entries);
        world.send("/team/new", R"({"team_id":"t","team_member_budget":3})");
        QCOMPARE(world.send("/user/new", R"({"user_id":"ann","teams":["t"],"auto_create_key":false})").status, 200);
        const auto team = world.send("/team/info?team_id=t", {});
        QCOMPARE(raw(team.body, { "team_info", "members_with_roles", "0", "user_id" }), "\"ann\"");
        QCOMPARE(raw(team.body, { "team_memberships", "0", "litellm_budget_table", "max_budget" }), "3");
        QCOMPARE(raw(world.send("/user/info?user_id=ann", {}).body, { "teams", "0", "team_id" }), "\"t\"");
        // All or nothing.
        QCOMPARE(world.send("/user/new", R"({"user_id":"bob","teams":["t","nowhere"],"auto_create_key":false})").status, 400);
        QCOMPARE(world.send("/user/info?user_id=bob", {}).status, 404);
    }

    void anAddressMakesAUser()
    {
        GatewayWorld world(entries);
        world.send("/team/new", R"({"team_id":"t"})");
        QCOMPARE(world.send("/team/member_add", ofNoTeam).status, 404);
        QCOMPARE(raw(world.send("/user/list", {}).body, { "total" }), "0"); // a call that fails makes nobody
        const auto added = world.send("/team/member_add", ofTeam);
        QVERIFY2(added.status == 200, added.body.c_str());
        QCOMPARE(raw(added.body, { "updated_users", "0", "user_email" }), "\"new@example.org\"");
        const std::string id = raw(added.body, { "updated_users", "0", "user_id" });
        QCOMPARE(raw(added.body, { "members_with_roles", "0", "user_id" }), id);
        // And finds the one that is there.
        const auto changed = world.send("/user/update", R"({"user_email":"new@example.org","max_budget":7})");
        QVERIFY2(changed.status == 200, changed.body.c_str());
        QCOMPARE(raw(changed.body, { "user_id" }), id);
        QCOMPARE(raw(world.send("/user/list", {}).body, { "users", "0", "max_budget" }), "7");
        const auto nobody = world.send("/user/update", R"({"max_budget":7})");
        QVERIFY2(nobody.status == 400 && nobody.body.contains("\\\"user_id\\\" is missing"), nobody.body.c_str());
    }

    void usersComeInPages()
    {
        GatewayWorld world(entries);
        for (const char *name : { "a", "b", "c", "d", "e" }) {
            world.send("/user/new", newUser(name));
        }
        const auto second = world.send("/user/list?page=2&page_size=2", {});
        QCOMPARE(raw(second.body, { "users", "0", "user_id" }), "\"c\"");
        QCOMPARE(raw(second.body, { "users", "2" }), "");
        QCOMPARE(raw(second.body, { "total" }), "5");
        QCOMPARE(raw(second.body, { "total_pages" }), "3");
        QCOMPARE(raw(world.send("/user/list?user_email=d@", {}).body, { "total" }), "1");
        QCOMPARE(raw(world.send("/user/list?user_ids=a,e", {}).body, { "users", "1", "user_id" }), "\"e\"");
    }

    void budgetsStandWhereClientsLook()
    {
        GatewayWorld world(entries);
        world.send("/customer/new", R"({"user_id":"c","max_budget":3})");
        world.send("/customer/new", R"({"user_id":"d"})");
        QCOMPARE(raw(world.send("/customer/info?end_user_id=c", {}).body, { "litellm_budget_table", "max_budget" }), "3");
        QCOMPARE(raw(world.send("/customer/info?end_user_id=d", {}).body, { "litellm_budget_table" }), "null");
        world.send("/organization/new", R"({"organization_id":"o","organization_alias":"O","rpm_limit":8})");
        QCOMPARE(raw(world.send("/organization/list", {}).body, { "0", "litellm_budget_table", "rpm_limit" }), "8");
    }

    void whatMeansTheDefaultIsTaken()
    {
        GatewayWorld world(entries);
        QCOMPARE(world.send("/key/generate", R"({"rpm_limit_type":"best_effort_throughput","tpm_limit_type":null})").status, 200);
        QCOMPARE(world.send("/key/generate", R"({"rpm_limit_type":"guaranteed_throughput"})").status, 400);
        QCOMPARE(world.send("/team/new", R"({"object_permission":{"mcp_servers":[],"vector_stores":[]}})").status, 200);
        QCOMPARE(world.send("/team/new", R"({"object_permission":{"mcp_servers":["x"]}})").status, 400);
    }

    void whatIsMeantIsTakenOrTold_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("body");
        QTest::addColumn<int>("status");
        const auto row = [](const char *path, const char *body, int status) { QTest::addRow("%s %s", path, body) << path << body << status; };
        row("/key/generate", "{\"max_budget\":\"10\",\"rpm_limit\":\"5\"}", 200); // LiteLLM reads such texts as numbers
        row("/key/generate", "{\"max_budget\":\"ten\"}", 400);
        row("/key/generate", "{\"max_budget\":\"nan\"}", 400);
        row("/key/generate", "{\"max_budget\":1e18}", 400);
        row("/key/generate", "{\"rpm_limit\":\"5.5\"}", 400);
        row("/key/generate", "{\"allowed_routes\":[\"nonsense\"]}", 400);
        row("/key/generate", "{\"allowed_routes\":[\"/v1/models\",\"llm_api_routes\",\"*\"]}", 200);
        row("/key/generate", "{\"key_alias\":\"two\\nlines\"}", 400);
        row("/user/new", "{\"user_role\":\"king\"}", 400);
        row("/user/new", "{\"user_role\":\"internal_user\"}", 200);
        row("/user/new", "{\"user_email\":\"taken@example.org\"}", 400);
    }
    void whatIsMeantIsTakenOrTold()
    {
        QFETCH(QString, path);
        QFETCH(QString, body);
        QFETCH(int, status);
        GatewayWorld world(entries);
        QCOMPARE(world.send("/user/new", "{\"user_email\":\"taken@example.org\"}").status, 200);
        const auto answer = world.send(path.toStdString(), body.toStdString());
        QVERIFY2(answer.status == status, answer.body.c_str());
    }

    // A user's spend is what all the user's keys spent; only limits of a team's keys are the team's.
    void teamsKeysCountForTheirUser()
    {
        GatewayWorld world(entries);
        world.send("/user/new", R"({"user_id":"ann","max_budget":0.001,"auto_create_key":false})");
        world.send("/team/new", R"({"team_id":"t"})");
        const std::string key = world.newKey(R"({"team_id":"t","user_id":"ann"})");
        for (int call = 0; call < 3; ++call) {
            QCOMPARE(world.send("/v1/chat/completions", chat, key).status, 200);
        }
        QTRY_VERIFY(std::stod(raw(world.send("/user/info?user_id=ann", {}).body, { "user_info", "spend" })) > 0);
        QCOMPARE(world.send("/v1/chat/completions", chat, world.newKey(R"({"user_id":"ann"})")).status, 429);
    }

    void refusalsSayWhatWouldNotFit()
    {
        GatewayWorld world(entries);
        const std::string key = world.newKey(R"({"max_budget":0.001})");
        const auto refused = world.send("/v1/chat/completions", chat, key);
        QVERIFY2(refused.status == 429 && refused.body.contains("This call may cost up to 0."), refused.body.c_str());
    }

    // A minute's tokens below what a call might use let one call through at a time, and none refuses for ever.
    void smallTokenLimits()
    {
        GatewayWorld world(entries);
        const std::string body = R"({"messages":[{"role":"user","content":"Hi"}],"model":"good"})";
        QCOMPARE(world.send("/v1/chat/completions", body, world.newKey(R"({"tpm_limit":20})")).status, 200);
        QCOMPARE(world.send("/v1/chat/completions", body, world.newKey(R"({"tpm_limit":0})")).status, 429);
    }
};

QTEST_GUILESS_MAIN(TestDropInAdmin)
#include "tst_drop_in_admin.moc"
