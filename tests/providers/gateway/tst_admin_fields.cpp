// SPDX-License-Identifier: GPL-3.0-or-later
//
// What LiteLLM's calls for keys and accounts do with each field: kept, shown, or refused by name; never dropped.
#include "tests/providers/gateway/gateway_world.h"

#include "providers/wire/json_view.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::gateway;
using patchbay::test::GatewayWorld;
using namespace Qt::StringLiterals;

namespace {

const std::vector<GatewayWorld::Entry> entries { { "good", "openai/gpt-4o" }, { "other", "openai/gpt-4o" } };
const std::string chat = R"({"model":"good","messages":[{"role":"user","content":"Hi"}]})";
constexpr const char *piiGuardrail = "guardrails:\n  - guardrail_name: pii\n    litellm_params: {guardrail: pii, mode: pre_call, pii_entities_config: {EMAIL_ADDRESS: MASK}}\n";

} // namespace

class TestAdminFields : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void refused_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const char *path, const char *body, const char *words) { QTest::newRow(name) << path << body << words; };
        row("unknown", "/key/generate", "{\"max_budgett\":1}", "\\\"max_budgett\\\" is no field of this call. Did you mean \\\"max_budget\\\"?");
        row("unknown of update", "/key/update", "{\"key\":\"k\",\"rpm_limitt\":1}", "rpm_limit");
        row("limit of a later version", "/team/new", "{\"weekly_limit\":1}", "\\\"weekly_limit\\\" is no field of this call.");
        row("permission of a later version", "/user/new", "{\"denied_tools\":[\"a\"]}", "denied_tools");
        row("of another noun", "/team/new", "{\"key_type\":\"read_only\"}", "key_type");
        row("permission", "/key/generate", "{\"object_permission\":{\"mcp_servers\":[\"a\"]}}", "object_permission");
        row("throttling", "/key/generate", "{\"throttle_on_budget_exceeded\":true}", "throttle_on_budget_exceeded");
        row("members' keys", "/team/new", "{\"team_member_key_duration\":\"1d\"}", "team_member_key_duration");
        row("region", "/customer/new", "{\"user_id\":\"c\",\"allowed_model_region\":\"eu\"}", "allowed_model_region");
        row("viewer", "/user/new", "{\"user_role\":\"internal_user_viewer\"}", "user_role");
        row("type", "/key/generate", "{\"key_type\":\"all\"}", "key_type");
        row("team", "/key/generate", "{\"team_id\":\"none\"}", "Unable to find team object in database. Team ID: none");
        row("team of update", "/key/update", "{\"key\":\"k\",\"team_id\":\"none\"}", "Team ID: none");
        row("teams of a user", "/user/new", "{\"teams\":[\"none\"]}", "Team ID: none");
        row("organization", "/team/new", "{\"organization_id\":\"none\"}", "Organization not found");
        row("budget", "/customer/new", "{\"user_id\":\"c\",\"budget_id\":\"none\"}", "There is no budget none");
        row("guardrail", "/key/generate", "{\"guardrails\":[\"none\"]}", "There is no guardrail \\\"none\\\"");
        row("bound", "/key/generate", "{\"max_budget\":11}", "max_budget is over max limit set in config");
        row("bound of a duration", "/key/generate", "{\"duration\":\"8d\"}", "duration is over max limit set in config");
    }
    void refused()
    {
        QFETCH(const QString, path);
        QFETCH(const QString, body);
        QFETCH(const QString, words);
        GatewayWorld world(entries, std::string(piiGuardrail) + "litellm_settings:\n  upperbound_key_generate_params: {max_budget: 10, duration: 7d}\n");
        world.newKey("{\"key_alias\":\"k\"}");
        const auto answer = world.send(path.toStdString(), body.toStdString());
        QVERIFY2(answer.status == 400 && answer.body.contains(words.toStdString()), answer.body.c_str());
    }

    void whatNobodyKnowsIsLeftOut_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("body");
        QTest::newRow("key") << "/key/generate" << "{\"key_alias\":\"k\",\"cost_centre\":\"4711\",\"x\\r\\ny\":1}";
        QTest::newRow("update") << "/key/update" << "{\"key\":\"first\",\"cost_centre\":\"4711\",\"x\\r\\ny\":1}";
        QTest::newRow("many") << "/key/bulk_update" << "{\"keys\":[{\"key\":\"first\",\"cost_centre\":\"4711\",\"x\\r\\ny\":1},{\"key\":\"first\",\"cost_centre\":1}]}";
        QTest::newRow("team") << "/team/new" << "{\"team_alias\":\"k\",\"cost_centre\":\"4711\",\"x\\r\\ny\":1}";
        QTest::newRow("user") << "/user/new" << "{\"user_alias\":\"k\",\"cost_centre\":\"4711\",\"x\\r\\ny\":1}";
    }
    void whatNobodyKnowsIsLeftOut()
    {
        // As in LiteLLM; but the answer says so.
        QFETCH(const QString, path);
        QFETCH(const QString, body);
        GatewayWorld world(entries);
        world.newKey("{\"key_alias\":\"first\"}");
        const auto made = world.send(path.toStdString(), body.toStdString());
        QVERIFY2(made.status == 200 && !made.body.contains("cost_centre"), made.body.c_str());
        QCOMPARE(QString::fromStdString(std::string(headerValue(made.headers, "x-patchbay-ignored-fields"))), u"cost_centre, x??y"_s);
        QVERIFY(headerValue(world.send("/key/generate", "{\"key_alias\":\"other\"}").headers, "x-patchbay-ignored-fields").empty());
    }

    void asksForNothing()
    {
        // What a client of LiteLLM's sends without meaning it.
        GatewayWorld world(entries, piiGuardrail);
        const auto made = world.send("/key/generate", "{\"auto_rotate\":false,\"object_permission\":null,\"policies\":[],\"router_settings\":{},\n            \"permissions\":{\"a\":true},\"send_invite_email\":true,\"config\":{},\"guardrails\":[\"pii\"],\"metadata\":{\"x\":1}}");
        QVERIFY2(made.status == 200, made.body.c_str());
        QVERIFY(made.body.contains("\"metadata\":{\"x\":1,\"policies\":[],\"permissions\":{\"a\":true},\"send_invite_email\":true,\"config\":{}}"));
    }

    void keyTypes_data()
    {
        QTest::addColumn<QString>("fields");
        QTest::addColumn<int>("chats");
        QTest::addColumn<int>("lists");
        QTest::addColumn<int>("looks");
        QTest::addColumn<int>("spends");
        QTest::newRow("default") << "{\"key_type\":\"default\"}" << 200 << 200 << 200 << 503;
        QTest::newRow("llm_api") << "{\"key_type\":\"llm_api\"}" << 200 << 200 << 403 << 403;
        QTest::newRow("management") << "{\"key_type\":\"management\"}" << 403 << 200 << 200 << 503;
        QTest::newRow("read_only") << "{\"key_type\":\"read_only\"}" << 403 << 200 << 200 << 503;
        QTest::newRow("routes") << "{\"allowed_routes\":[\"/v1/models\",\"/key/*\"]}" << 403 << 200 << 200 << 403;
    }
    void keyTypes()
    {
        QFETCH(const QString, fields);
        GatewayWorld world(entries);
        const std::string key = world.newKey(fields.toStdString());
        const auto chats = world.send("/v1/chat/completions", chat, key);
        QTEST(chats.status, "chats");
        if (chats.status == 403) {
            QVERIFY2(chats.body.contains("Virtual key is not allowed to call this route. Only allowed to call routes: ['"), chats.body.c_str());
        }
        QTEST(world.send("/v1/models", {}, key).status, "lists");
        QTEST(world.send("/key/info", {}, key).status, "looks");
        QTEST(world.send("/spend/logs", {}, key).status, "spends"); // 503: this world keeps no ledger that can be asked
        QCOMPARE(world.send("/key/generate", "{}", key).status, 403);
        // A change is in force with the next request.
        QCOMPARE(world.send("/key/update", "{\"allowed_routes\":[\"llm_api_routes\"],\"key\":\"" + key + "\"}").status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat, key).status, 200);
    }

    void requiredFields()
    {
        GatewayWorld world(entries);
        const std::string key = world.newKey("{\"enforced_params\":[\"user\"]}");
        QCOMPARE(world.send("/v1/chat/completions", chat, key).status, 400);
        QCOMPARE(world.send("/v1/chat/completions", chat).status, 200);
    }

    void columnsOfUsers()
    {
        GatewayWorld world(entries);
        QCOMPARE(world.send("/team/new", "{\"team_id\":\"t\",\"model_aliases\":{\"mine\":\"good\"}}").status, 200);
        const auto made = world.send("/user/new", "{\"user_id\":\"u\",\"user_email\":\"a@b.c\",\"user_alias\":\"Ann\",\"teams\":[\"t\"],\"key_alias\":\"first\",\"duration\":\"1d\"}");
        QVERIFY2(made.status == 200, made.body.c_str());
        QCOMPARE(world.send("/user/update", "{\"user_id\":\"u\",\"user_email\":\"d@e.f\",\"teams\":[\"t\"]}").status, 200);
        const auto info = world.send("/user/info?user_id=u", {});
        QVERIFY2(info.body.contains("\"user_alias\":\"Ann\"") && info.body.contains("\"user_email\":\"d@e.f\"") && info.body.contains("\"teams\":[\"t\"]"), info.body.c_str());
        const auto key = world.send("/key/info?key=first", {});
        QVERIFY2(key.status == 200 && !key.body.contains("\"expires\":null"), key.body.c_str());
        // A second key of the same alias cannot be made: nor is the user.
        QCOMPARE(world.send("/user/new", "{\"user_id\":\"v\",\"key_alias\":\"first\"}").status, 400);
        QCOMPARE(world.send("/user/info?user_id=v", {}).status, 404);
        const std::string ofTeam = world.newKey("{\"team_id\":\"t\"}");
        QCOMPARE(world.send("/v1/chat/completions", "{\"model\":\"mine\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}", ofTeam).status, 200);
    }

    void defaultsOfTheConfiguration()
    {
        GatewayWorld world(entries, "litellm_settings:\n  default_key_generate_params: {models: [good], max_budget: 3}\n"
                                    "  upperbound_key_generate_params: {max_budget: 5, rpm_limit: 7}\n  default_team_params: {tpm_limit: 9}\n"
                                    "  default_internal_user_params: {user_role: internal_user, max_budget: 2}\n");
        const auto made = world.send("/key/generate", "{\"key_alias\":\"k\"}");
        QVERIFY2(made.body.contains("\"models\":[\"good\"]") && made.body.contains("\"max_budget\":3") && made.body.contains("\"rpm_limit\":7"), made.body.c_str());
        QVERIFY(world.send("/key/generate", "{\"max_budget\":4,\"models\":[]}").body.contains("\"max_budget\":4"));
        QVERIFY(world.send("/team/new", "{}").body.contains("\"tpm_limit\":9"));
        const auto user = world.send("/user/new", "{\"auto_create_key\":false}");
        QVERIFY2(user.body.contains("\"user_role\":\"internal_user\"") && user.body.contains("\"max_budget\":2"), user.body.c_str());
    }
};

QTEST_GUILESS_MAIN(TestAdminFields)
#include "tst_admin_fields.moc"
