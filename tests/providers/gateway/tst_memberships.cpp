// SPDX-License-Identifier: GPL-3.0-or-later
//
// What members of a team may spend there, through LiteLLM's calls, at the gateway's socket.
#include "tests/providers/gateway/gateway_world.h"

#include <QTest>

#include <thread>

using namespace patchbay;
using namespace patchbay::gateway;
using patchbay::test::GatewayWorld;
using patchbay::test::raw;
using patchbay::testing::HttpCall;

namespace {

constexpr const char *prices = "      input_cost_per_token: 0.001\n      output_cost_per_token: 0.001\n";
const std::vector<GatewayWorld::Entry> entries { { "good", "openai/gpt-4o", prices } };
const std::string chat = R"({"max_tokens":10,"messages":[{"role":"user","content":"Hi"}],"model":"good"})";

// Two members of one team, a key for each.
struct World : GatewayWorld {
    explicit World(const std::string &team = R"({"team_id":"t","members_with_roles":[{"user_id":"ann","role":"admin"}]})")
        : GatewayWorld(entries)
    {
        send("/user/new", R"({"user_id":"ann","auto_create_key":false})");
        send("/user/new", R"({"user_id":"bob","user_email":"bob@example.org","auto_create_key":false})");
        send("/team/new", team);
        annKey = newKey(R"({"team_id":"t","user_id":"ann"})");
        bobKey = newKey(R"({"team_id":"t","user_id":"bob"})");
    }
    // Calls until one is refused.
    HttpCall::Outcome spendAll(const std::string &key, int atMost = 40)
    {
        HttpCall::Outcome answer;
        for (int turn = 0; turn < atMost; ++turn) {
            answer = send("/v1/chat/completions", chat, key);
            if (answer.status != 200) {
                return answer;
            }
        }
        return answer;
    }
    std::string annKey;
    std::string bobKey;
};

} // namespace

class TestMemberships : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aMembersBudgetIsItsOwn()
    {
        World world;
        const auto added = world.send("/team/member_add", R"({"team_id":"t","member":{"role":"user","user_email":"bob@example.org"},"max_budget_in_team":0.2,"budget_duration":"30d"})");
        QVERIFY2(added.status == 200, added.body.c_str());
        QCOMPARE(raw(added.body, { "updated_team_memberships", "0", "litellm_budget_table", "max_budget" }), "0.2");
        QCOMPARE(raw(added.body, { "updated_users", "0", "user_id" }), "\"bob\"");
        const auto refused = world.spendAll(world.bobKey);
        QCOMPARE(refused.status, 429);
        QVERIFY2(refused.body.contains("budget_exceeded") && refused.body.contains("Budget has been exceeded! User=bob in Team=t Current cost: "), refused.body.c_str());
        QCOMPARE(world.send("/v1/chat/completions", chat, world.annKey).status, 200); // hers has no end
        const auto team = world.send("/team/info?team_id=t", {});
        QCOMPARE(raw(team.body, { "team_memberships", "1", "user_id" }), "\"bob\"");
        QVERIFY(std::stod(raw(team.body, { "team_memberships", "1", "spend" })) > 0);
        QVERIFY2(raw(team.body, { "team_memberships", "1", "litellm_budget_table", "budget_reset_at" }).size() > 10, team.body.c_str());
        QVERIFY(raw(team.body, { "team_memberships", "0", "litellm_budget_table" }) == "null");
        const auto user = world.send("/user/info?user_id=bob", {});
        QCOMPARE(raw(user.body, { "teams", "0", "team_id" }), "\"t\"");
        QCOMPARE(raw(user.body, { "teams", "0", "team_memberships", "0", "user_id" }), "\"bob\"");
        QVERIFY(raw(user.body, { "teams", "0", "team_memberships", "1" }).empty());
        // What is spent outside of the team is not the membership's.
        QCOMPARE(world.send("/v1/chat/completions", chat, world.newKey(R"({"user_id":"bob"})")).status, 200);
    }

    void changesAndEnds()
    {
        World world;
        QCOMPARE(world.send("/team/member_update", R"({"team_id":"t","user_id":"bob","max_budget_in_team":1})").status, 404);
        QCOMPARE(world.send("/team/member_add", R"({"team_id":"t","member":[{"role":"user","user_id":"bob"}],"max_budget_in_team":0.1})").status, 200);
        QCOMPARE(world.spendAll(world.bobKey).status, 429);
        const auto raised = world.send("/team/member_update", R"({"team_id":"t","user_id":"bob","max_budget_in_team":5,"role":"admin","rpm_limit":1000})");
        QVERIFY2(raised.status == 200, raised.body.c_str());
        QCOMPARE(raw(raised.body, { "max_budget_in_team" }), "5");
        QCOMPARE(raw(raised.body, { "role" }), "\"admin\"");
        QCOMPARE(raw(raised.body, { "rpm_limit" }), "1000");
        QCOMPARE(world.send("/v1/chat/completions", chat, world.bobKey).status, 200);
        QCOMPARE(world.send("/team/member_update", R"({"team_id":"t","user_id":"bob","rpm_limit":1})").status, 200);
        const auto limited = world.spendAll(world.bobKey);
        QCOMPARE(limited.status, 429);
        QVERIFY2(limited.body.contains("Rate limit exceeded for team_member: t:bob"), limited.body.c_str());
        QCOMPARE(world.send("/team/member_delete", R"({"team_id":"t","user_id":"bob"})").status, 200);
        QVERIFY(!world.send("/team/info?team_id=t", {}).body.contains("\"bob\",\"team_id\":\"t\",\"budget_id\""));
        QCOMPARE(world.send("/v1/chat/completions", chat, world.bobKey).status, 200);
        const auto wrong = world.send("/team/member_add", R"({"team_id":"t","member":{"user_id":"bob"},"max_budget_in_team":"much"})");
        QVERIFY2(wrong.status == 400 && wrong.body.contains("max_budget"), wrong.body.c_str());
        QVERIFY(!raw(world.send("/team/info?team_id=t", {}).body, { "team_info", "members_with_roles" }).contains("bob"));
        for (const char *field : { "allowed_models", "temp_budget_increase" }) {
            const auto refused = world.send("/team/member_add", "{\"team_id\":\"t\",\"member\":{\"user_id\":\"bob\"},\"" + std::string(field) + "\":[\"x\"]}");
            QVERIFY2(refused.status == 400 && refused.body.contains(field), refused.body.c_str());
        }
    }

    void aBudgetsLimits()
    {
        World world;
        QCOMPARE(world.send("/budget/new", R"({"budget_id":"small","max_budget":0.1,"rpm_limit":500})").status, 200);
        QCOMPARE(world.send("/team/member_add", R"({"team_id":"t","member":{"user_id":"bob"},"budget_id":"none"})").status, 400);
        QCOMPARE(world.send("/team/member_add", R"({"team_id":"t","member":{"user_id":"bob"},"budget_id":"small"})").status, 200);
        QCOMPARE(raw(world.send("/team/info?team_id=t", {}).body, { "team_memberships", "1", "budget_id" }), "\"small\"");
        QCOMPARE(world.spendAll(world.bobKey).status, 429);
        QCOMPARE(world.send("/budget/update", R"({"budget_id":"small","max_budget":9})").status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat, world.bobKey).status, 200);
    }

    void defaultsOfATeam()
    {
        World world(R"({"team_id":"t","members_with_roles":[{"user_id":"ann","role":"admin"},{"user_id":"bob","role":"user"}],"team_member_budget":0.1,"team_member_budget_duration":"1d"})");
        const auto team = world.send("/team/info?team_id=t", {});
        QVERIFY2(!raw(team.body, { "team_info", "metadata", "team_member_budget_id" }).empty(), team.body.c_str());
        // Each has it for itself.
        QCOMPARE(world.spendAll(world.bobKey).status, 429);
        QCOMPARE(world.send("/v1/chat/completions", chat, world.annKey).status, 200);
        QCOMPARE(world.send("/team/update", R"({"team_id":"t","team_member_budget":7})").status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat, world.bobKey).status, 200);
        // Who comes later has it, too; limits of one's own go before it.
        QCOMPARE(world.send("/team/member_add", R"({"team_id":"t","member":{"user_id":"eve"}})").status, 200);
        QCOMPARE(raw(world.send("/team/info?team_id=t", {}).body, { "team_memberships", "2", "litellm_budget_table", "max_budget" }), "7");
        QCOMPARE(world.send("/team/member_update", R"({"team_id":"t","user_id":"eve","max_budget_in_team":3})").status, 200);
        QCOMPARE(world.send("/team/update", R"({"team_id":"t","team_member_budget":8})").status, 200);
        const auto after = world.send("/team/info?team_id=t", {});
        QCOMPARE(raw(after.body, { "team_memberships", "2", "litellm_budget_table", "max_budget" }), "3");
        QCOMPARE(raw(after.body, { "team_memberships", "1", "litellm_budget_table", "max_budget" }), "8");
    }

    void concurrentCallsDoNotOvershoot()
    {
        World world;
        QCOMPARE(world.send("/team/member_add", R"({"team_id":"t","member":{"user_id":"bob"},"max_budget_in_team":0.5})").status, 200);
        std::vector<std::jthread> clients;
        for (int number = 0; number < 8; ++number) {
            clients.emplace_back([&world] {
                for (int turn = 0; turn < 10; ++turn) {
                    (void)world.send("/v1/chat/completions", chat, world.bobKey);
                }
            });
        }
        clients.clear();
        Money sum;
        for (const auto &row : world.ledger.rows()) {
            sum += row.outcome.amount.money.value_or(Money {});
        }
        QVERIFY2(sum <= fromDollars(0.5) && sum > Money {}, std::to_string(toDollars(sum)).c_str());
    }

    void namesDoNotRunTogether()
    {
        // "a:b" in team "t" and "b" in team "t:a" are two memberships.
        GatewayWorld world(entries);
        QCOMPARE(world.send("/team/new", R"({"team_id":"t","members_with_roles":[{"user_id":"a:b"}]})").status, 200);
        QCOMPARE(world.send("/team/new", R"({"team_id":"t:a","members_with_roles":[{"user_id":"b"}]})").status, 200);
        QCOMPARE(world.send("/team/member_update", R"({"team_id":"t","user_id":"a:b","max_budget_in_team":0})").status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat, world.newKey(R"({"team_id":"t","user_id":"a:b"})")).status, 429);
        QCOMPARE(world.send("/v1/chat/completions", chat, world.newKey(R"({"team_id":"t:a","user_id":"b"})")).status, 200);
        // A team that goes takes its memberships with it.
        QCOMPARE(world.send("/team/delete", R"({"team_ids":["t"]})").status, 200);
        QVERIFY(!world.book.findAccount(AccountKind::Member, memberId("t", "a:b")));
        QVERIFY(world.book.findAccount(AccountKind::Member, memberId("t:a", "b")));
    }
};

QTEST_GUILESS_MAIN(TestMemberships)
#include "tst_memberships.moc"
