// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rules of access in general_settings, as clients meet them; and those that cannot be kept, which nobody serves.
#include "tests/providers/gateway/gateway_world.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::gateway;
using patchbay::test::GatewayWorld;

namespace {

const std::vector<GatewayWorld::Entry> entries { { "good", "openai/gpt-4o" } };
const std::string chat = R"({"model":"good","messages":[{"role":"user","content":"Hi"}]})";

std::string general(const std::string &lines)
{
    return "general_settings:\n  master_key: " + std::string(GatewayWorld::masterKey) + "\n" + lines;
}
std::string withField(const std::string &field)
{
    return chat.substr(0, chat.size() - 1) + "," + field + "}";
}

} // namespace

class TestAccessRules : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void addresses_data()
    {
        QTest::addColumn<QString>("settings");
        QTest::addColumn<QString>("forwarded");
        QTest::addColumn<int>("status");
        const QString here = "  allowed_ips: [127.0.0.1]\n";
        const QString there = "  allowed_ips: [\"10.1.0.0/16\", \"2001:db8::1\"]\n";
        const QString behind = there + "  use_x_forwarded_for: true\n";
        QTest::newRow("no rule") << "" << "" << 200;
        QTest::newRow("allowed") << here << "" << 200;
        QTest::newRow("network") << "  allowed_ips: [\"127.0.0.0/8\"]\n" << "" << 200;
        QTest::newRow("another") << there << "" << 403;
        QTest::newRow("nobody") << "  allowed_ips: []\n" << "" << 403;
        QTest::newRow("header is not believed") << there << "10.1.2.3" << 403;
        QTest::newRow("header is believed") << behind << "10.1.2.3" << 200;
        QTest::newRow("IPv6") << behind << "2001:db8::1" << 200;
        QTest::newRow("another behind the proxy") << behind << "10.2.2.3" << 403;
        QTest::newRow("the proxy's word is the last") << behind << "10.1.2.3, 10.2.2.3" << 403;
        QTest::newRow("no address") << behind << "unknown" << 403;
        QTest::newRow("trusted proxy") << behind + "patchbay:\n  trusted_proxies: [127.0.0.1, 10.9.9.9]\n" << "10.1.2.3, 10.9.9.9" << 200;
        QTest::newRow("not the trusted proxy") << behind + "patchbay:\n  trusted_proxies: [10.9.9.9]\n" << "10.1.2.3" << 403;
    }
    void addresses()
    {
        QFETCH(const QString, settings);
        QFETCH(const QString, forwarded);
        QFETCH(const int, status);
        GatewayWorld world(entries, general(settings.toStdString()));
        HttpRequest request = world.request("/v1/chat/completions", chat);
        if (!forwarded.isEmpty()) {
            request.headers.push_back({ "x-forwarded-for", forwarded.toStdString() });
        }
        const auto answer = testing::fetch(world.client, std::move(request));
        QVERIFY2(answer.status == status, answer.body.c_str());
        QCOMPARE(answer.body.contains("Access forbidden: IP address"), status == 403);
        QCOMPARE(world.send("/health/liveliness", {}, {}).status, 200); // the machine's own probes
    }

    void fieldsThatMustBeThere()
    {
        GatewayWorld world(entries, general("  enforce_user_param: true\n  enforced_params: [metadata.generation_name]\n"
                                            "  reject_clientside_metadata_tags: true\n"));
        const std::string key = world.newKey("{}");
        const std::string named = R"("metadata":{"generation_name":"x"})";
        const auto without = world.send("/v1/chat/completions", withField(named), key);
        QVERIFY2(without.status == 400 && without.body.contains("'user' param not passed in"), without.body.c_str());
        QCOMPARE(world.send("/v1/chat/completions", withField(R"("user":"",)" + named), key).status, 400);
        QCOMPARE(world.send("/v1/chat/completions", withField(R"("user":"u",)" + named), key).status, 200);
        QCOMPARE(world.send("/v1/embeddings", "{\"model\":\"good\",\"input\":\"x\"," + named + "}", key).status, 400);
        const auto noName = world.send("/v1/chat/completions", withField(R"("user":"u")"), key);
        QVERIFY2(noName.status == 400 && noName.body.contains("metadata.generation_name"), noName.body.c_str());
        const auto tagged = world.send("/v1/chat/completions",
                                       withField(R"("user":"u","metadata":{"generation_name":"x","tags":["a"]})"), key);
        QVERIFY2(tagged.status == 400 && tagged.body.contains("metadata.tags"), tagged.body.c_str());
        // Anthropic's clients name whom they act for in their own place; the error is in their dialect.
        const std::string words = "{\"model\":\"good\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"metadata\":";
        QCOMPARE(world.send("/v1/messages", words + "{\"user_id\":\"u\",\"generation_name\":\"x\"}}", key).status, 200);
        QVERIFY(world.send("/v1/messages", words + "{\"generation_name\":\"x\"}}", key).body.starts_with("{\"type\":\"error\""));
    }

    void customersFromAHeader()
    {
        GatewayWorld world(entries, general("  user_header_name: X-App-User\n  enforce_user_param: true\n"
                                            "  litellm_key_header_name: X-App-Key\n"));
        HttpRequest request = world.request("/v1/chat/completions", chat, {});
        request.headers.push_back({ "x-app-key", "Bearer " + std::string(GatewayWorld::masterKey) });
        QCOMPARE(testing::fetch(world.client, HttpRequest(request)).status, 400);
        request.headers.push_back({ "x-app-user", "ann" });
        QCOMPARE(testing::fetch(world.client, std::move(request)).status, 200);
        QCOMPARE(world.ledger.rows().at(0).draft.customer, std::string("ann"));
        QCOMPARE(world.send("/v1/models", {}).status, 401); // the usual header is not the one that was named
    }

    void routes()
    {
        GatewayWorld world(entries, general("  allowed_routes: [openai_routes, /key/info, /model/info]\n"
                                            "  admin_only_routes: [/model/info, /v1/embeddings]\n"));
        const std::string key = world.newKey("{}");
        QCOMPARE(world.send("/v1/chat/completions", chat, key).status, 200);
        QCOMPARE(world.send("/chat/completions", chat, key).status, 200);
        QCOMPARE(world.send("/key/info", {}, key).status, 200);
        QCOMPARE(world.send("/v1/messages", R"({"model":"good","max_tokens":5,"messages":[]})", key).status, 403);
        for (const char *path : { "/model/info", "/v1/model/info", "/v2/model/info" }) {
            QCOMPARE(world.send(path, {}, key).status, 403);
            QCOMPARE(world.send(path, {}).status, 200);
        }
        QCOMPARE(world.send("/embeddings", R"({"model":"good","input":"x"})", key).status, 403);
    }

    void limitsOfTheWhole()
    {
        GatewayWorld world(entries, general("  max_request_size_mb: 1\n  global_max_parallel_requests: 0\n"));
        const auto answer = world.send("/v1/chat/completions", chat);
        QVERIFY2(answer.status == 429 && answer.body.contains("Max parallel request limit"), answer.body.c_str());
        const std::string large = withField("\"user\":\"" + std::string(1'100'000, 'x') + "\"");
        QCOMPARE(world.send("/v1/chat/completions", large).status, 413);
        GatewayWorld none(entries, general("  max_parallel_requests: 0\n"));
        QCOMPARE(none.send("/v1/chat/completions", chat, none.newKey("{}")).status, 429);
        QCOMPARE(none.send("/v1/chat/completions", chat, none.newKey(R"({"max_parallel_requests":1})")).status, 200);
    }

    void serviceAccountsBringWhatTheyMust()
    {
        GatewayWorld world(entries, general("  service_account_settings: {enforced_params: [user]}\n"));
        QCOMPARE(world.send("/team/new", "{\"team_id\":\"t\"}").status, 200);
        const auto made = world.send("/key/service-account/generate", "{\"team_id\":\"t\",\"key_alias\":\"robot\"}");
        const std::size_t at = made.body.find("\"key\":\"") + 7;
        const std::string robot = made.body.substr(at, made.body.find('"', at) - at);
        const auto refused = world.send("/v1/chat/completions", chat, robot);
        QVERIFY2(refused.status == 400 && refused.body.contains("user"), refused.body.c_str());
        QCOMPARE(world.send("/v1/chat/completions", withField("\"user\":\"ann\""), robot).status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat, world.newKey("{}")).status, 200); // no service's
    }

    void rulesThatCannotBeKept_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("words");
        const QString head = "model_list: []\ngeneral_settings:\n";
        QTest::newRow("custom_auth") << head + "  custom_auth: mine.check\n" << "test.yaml:3:3: error: general_settings.custom_auth";
        QTest::newRow("jwt") << head + "  enable_jwt_auth: true\n" << "test.yaml:3:3: error: general_settings.enable_jwt_auth";
        QTest::newRow("jwt off") << head + "  enable_jwt_auth: false\n" << "";
        QTest::newRow("roles") << head + "  role_permissions: [{role: admin}]\n" << "general_settings.role_permissions";
        QTest::newRow("no address") << head + "  allowed_ips:\n    - office.example.org\n" << "test.yaml:4:7: error: allowed_ips takes IP addresses";
        QTest::newRow("no network") << head + "  allowed_ips: [10.0.0.0/33]\n" << "allowed_ips takes IP addresses";
        QTest::newRow("a list of users") << "model_list: []\nlitellm_settings:\n  blocked_user_list: [ann]\n" << "litellm_settings.blocked_user_list";
        QTest::newRow("steps of policies") << "model_list: []\npolicies: {a: {pipeline: {mode: pre_call}}}\n" << "policies.pipeline";
        QTest::newRow("a header of nobody") << head + "  user_header_mappings: [{header_name: X, litellm_user_role: king}]\n" << "user_header_mappings names no header";
    }
    void rulesThatCannotBeKept()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, words);
        const auto made = GatewaySnapshot::make(config::parseConfig(text.toStdString(), "test.yaml"), *Catalog::builtIn(),
                                                [](const std::string &) { return std::string(); });
        QCOMPARE(made.has_value(), words.isEmpty());
        if (!made) {
            QVERIFY2(made.error().message.contains(words.toStdString()), made.error().message.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestAccessRules)
#include "tst_access_rules.moc"
