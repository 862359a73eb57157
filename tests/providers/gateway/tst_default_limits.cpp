// SPDX-License-Identifier: GPL-3.0-or-later
//
// Limits of the configuration for customers, tags and users that have none of their own, and headers that name whom a call is
// for: at the gateway's socket.
#include "tests/providers/gateway/gateway_world.h"

#include "providers/gateway/default_limits.h"
#include "providers/gateway/unmade_accounts.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::gateway;
using patchbay::test::GatewayWorld;

namespace {

constexpr const char *prices = "      input_cost_per_token: 0.001\n      output_cost_per_token: 0.001\n";
const std::vector<GatewayWorld::Entry> entries { { "good", "openai/gpt-4o", prices } };

std::string chat(const std::string &more = {})
{
    return R"({"max_tokens":10,"messages":[{"role":"user","content":"Hi"}],"model":"good")" + more + "}";
}

// How many calls are let through before one is refused; at most 40.
int callsUntilRefused(GatewayWorld &world, const std::string &body, std::string *words = nullptr,
                      std::string_view key = GatewayWorld::masterKey)
{
    for (int count = 0; count < 40; ++count) {
        const auto answer = world.send("/v1/chat/completions", body, key);
        if (answer.status != 200) {
            if (words) {
                *words = answer.body;
            }
            return count;
        }
    }
    return 40;
}

} // namespace

class TestDefaultLimits : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyCustomerHasOne()
    {
        GatewayWorld world(entries, "litellm_settings: {max_end_user_budget: 0.2}\n");
        std::string words;
        const int first = callsUntilRefused(world, chat(R"(,"user":"ann")"), &words);
        QVERIFY2(first > 0 && first < 40, words.c_str());
        QVERIFY2(words.contains("End User=ann over budget"), words.c_str());
        QCOMPARE(world.send("/v1/chat/completions", chat(R"(,"user":"bob")")).status, 200); // each for itself
        QCOMPARE(world.send("/v1/chat/completions", chat()).status, 200);
        // Who was given limits of one's own has those.
        QCOMPARE(world.send("/customer/new", R"({"user_id":"ann","max_budget":100})").status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat(R"(,"user":"ann")")).status, 200);
        // An account without any has the default.
        QCOMPARE(world.send("/customer/new", R"({"user_id":"eve","alias":"Eve"})").status, 200);
        QVERIFY(callsUntilRefused(world, chat(R"(,"user":"eve")")) < 40);
    }

    void aBudgetByItsId()
    {
        GatewayWorld world(entries, "litellm_settings: {max_end_user_budget_id: usual}\n");
        QCOMPARE(callsUntilRefused(world, chat(R"(,"user":"ann")")), 40); // nobody has made it yet
        const auto made = world.send("/budget/new", R"({"budget_id":"usual","max_budget":0.2,"rpm_limit":1000})");
        QCOMPARE(made.status, 200);
        QVERIFY(callsUntilRefused(world, chat(R"(,"user":"bob")")) < 40);
        // What changes holds for those who are known already.
        QCOMPARE(world.send("/budget/update", R"({"budget_id":"usual","max_budget":100})").status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat(R"(,"user":"bob")")).status, 200);
        QCOMPARE(world.send("/budget/update", R"({"budget_id":"usual","max_budget":100,"rpm_limit":1})").status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat(R"(,"user":"bob")")).status, 429);
        QCOMPARE(world.send("/budget/delete", R"({"id":"usual"})").status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat(R"(,"user":"bob")")).status, 200);
    }

    void aReloadChangesThem()
    {
        GatewayWorld world(entries, "litellm_settings: {max_end_user_budget: 0.2}\n");
        QVERIFY(callsUntilRefused(world, chat(R"(,"user":"ann")")) < 40);
        world.gateway.use(world.makeSnapshot(entries, "litellm_settings: {max_end_user_budget: 50}\n"));
        QCOMPARE(world.send("/v1/chat/completions", chat(R"(,"user":"ann")")).status, 200);
        world.gateway.use(world.makeSnapshot(entries, ""));
        QCOMPARE(callsUntilRefused(world, chat(R"(,"user":"ann")")), 40);
    }

    void tagsOfTheFile()
    {
        GatewayWorld world(entries, "litellm_settings:\n  tag_budget_config: {red: {max_budget: 0.2, budget_duration: 1d}}\n");
        std::string words;
        const int count = callsUntilRefused(world, chat(R"(,"metadata":{"tags":["red"]})"), &words);
        QVERIFY2(count > 0 && count < 40 && words.contains("Tag=red"), words.c_str());
        QCOMPARE(world.send("/v1/chat/completions", chat(R"(,"metadata":{"tags":["blue"]})")).status, 200);
    }

    void newUsersHaveABudget()
    {
        GatewayWorld world(entries, "litellm_settings: {max_internal_user_budget: 7, internal_user_budget_duration: 30d}\n");
        const auto made = world.send("/user/new", R"({"auto_create_key":false})");
        QVERIFY2(made.body.contains("\"max_budget\":7") && made.body.contains("\"budget_duration\":\"30d\""), made.body.c_str());
        const auto own = world.send("/user/new", R"({"auto_create_key":false,"max_budget":9})");
        QVERIFY2(own.body.contains("\"max_budget\":9"), own.body.c_str());
    }

    void headersNameWhomACallIsFor()
    {
        GatewayWorld world(entries, "general_settings:\n  master_key: " + std::string(GatewayWorld::masterKey)
                               + "\n  user_header_mappings:\n    - {header_name: X-Customer, litellm_user_role: customer}\n"
                                 "    - {header_name: X-User, litellm_user_role: internal_user}\n");
        HttpRequest request = world.request("/v1/chat/completions", chat());
        request.headers.push_back({ "x-customer", "shop" });
        request.headers.push_back({ "x-user", "ann" });
        QCOMPARE(patchbay::testing::fetch(world.client, std::move(request)).status, 200);
        QCOMPARE(world.ledger.rows().back().draft.customer, "shop");
        QCOMPARE(world.ledger.rows().back().draft.user, "ann");
    }

    // Clients choose the names: room is made, and what was spent stays.
    void manyNamesDoNotFillTheMemory()
    {
        VirtualKey limits;
        limits.maximumBudget = fromDollars(1);
        UnmadeAccounts accounts;
        accounts.begin({ { "known", fromDollars(0.5) } });
        accounts.use(limits);
        QCOMPARE(accounts.of("customer", "known")->spent, fromDollars(0.5));
        accounts.of("customer", "spender")->spent = fromDollars(0.25);
        const std::shared_ptr<KeyState> busy = accounts.of("customer", "busy");
        busy->parallel = 1;
        for (int name = 0; name < 120'000; ++name) {
            (void)accounts.of("customer", std::to_string(name));
        }
        QCOMPARE(accounts.of("customer", "busy"), busy);
        QCOMPARE(accounts.of("customer", "spender")->spent, fromDollars(0.25));
        QCOMPARE(accounts.of("customer", "known")->spent, fromDollars(0.5));
        QVERIFY(!accounts.of("customer", ""));
    }
};

QTEST_GUILESS_MAIN(TestDefaultLimits)
#include "tst_default_limits.moc"
