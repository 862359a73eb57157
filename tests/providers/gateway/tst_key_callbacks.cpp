// SPDX-License-Identifier: GPL-3.0-or-later
//
// Observers of one key or team through LiteLLM's calls: kept with their secrets, shown without them.
#include "tests/providers/gateway/gateway_world.h"

#include "providers/wire/json_view.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::gateway;
using patchbay::test::GatewayWorld;

namespace {

const std::vector<GatewayWorld::Entry> entries { { "good", "openai/gpt-4o" } };
const std::string langfuse = "[{\"callback_name\":\"langfuse\",\"callback_type\":\"success\",\"callback_vars\":{\"langfuse_public_key\":\"pk-1\",\"langfuse_secret_key\":\"sk-canary\",\"langfuse_host\":\"https://lf.example\"}}]";

std::string idOf(GatewayWorld &world, const std::string &key)
{
    return world.book.find(key)->id;
}

} // namespace

class TestKeyCallbacks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void secretsAreNotShown()
    {
        GatewayWorld world(entries);
        const auto made = world.send("/key/generate", "{\"key_alias\":\"k\",\"metadata\":{\"cost\":1,\"logging\":" + langfuse + "}}");
        QVERIFY2(made.status == 200 && !made.body.contains("sk-canary") && made.body.contains("pk-1") && made.body.contains("lf.example"), made.body.c_str());
        QCOMPARE(world.send("/team/new", "{\"team_id\":\"t\",\"logging\":" + langfuse + "}").status, 200);
        QCOMPARE(world.send("/user/new", "{\"user_id\":\"u\",\"metadata\":{\"logging\":" + langfuse + "}}").status, 200);
        for (const char *path : { "/key/info?key=k", "/key/list?return_full_object=true", "/team/info?team_id=t", "/team/list", "/v2/team/list", "/user/info?user_id=u",
                                  "/user/list", "/team/t/callback", "/spend/keys" }) {
            const auto shown = world.send(path, {});
            QVERIFY2(!shown.body.contains("sk-canary"), path);
        }
        const std::string id = idOf(world, "k");
        QVERIFY(world.book.callbacksOf(id, "t").contains("sk-canary"));
        // What was shown and comes back changes no secret.
        QCOMPARE(world.send("/key/update", "{\"key\":\"k\",\"metadata\":{\"cost\":2,\"logging\":[{\"callback_name\":\"langfuse\",\"callback_type\":\"failure\",\"callback_vars\":{\"langfuse_public_key\":\"pk-2\",\"langfuse_secret_key\":\"*****\"}}]}}").status, 200);
        const std::string kept = world.book.callbacksOf(id, {});
        QVERIFY2(kept.contains("sk-canary") && kept.contains("pk-2") && kept.contains("failure"), kept.c_str());
        QCOMPARE(world.send("/key/update", "{\"key\":\"k\",\"metadata\":{\"cost\":3}}").status, 200);
        QVERIFY(world.book.callbacksOf(id, {}).empty());
        QVERIFY(world.book.callbacksOf(id, "t").contains("sk-canary")); // its team's, then
    }

    void wrongOnesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("logging");
        QTest::addColumn<QByteArray>("param");
        QTest::newRow("nobody") << QByteArray("[{\"callback_name\":\"langsmith\"}]") << QByteArray("callback_name");
        QTest::newRow("type") << QByteArray("[{\"callback_name\":\"otel\",\"callback_type\":\"always\"}]") << QByteArray("callback_type");
        QTest::newRow("variables") << QByteArray("[{\"callback_name\":\"otel\",\"callback_vars\":[1]}]") << QByteArray("callback_vars");
        QTest::newRow("number") << QByteArray("[{\"callback_name\":\"otel\",\"callback_vars\":{\"otel_endpoint\":1}}]") << QByteArray("callback_vars");
        QTest::newRow("no list") << QByteArray("{\"callback_name\":\"otel\"}") << QByteArray("logging");
    }
    void wrongOnesAreRefused()
    {
        QFETCH(const QByteArray, logging);
        QFETCH(const QByteArray, param);
        GatewayWorld world(entries);
        world.send("/team/new", "{\"team_id\":\"t\"}");
        for (const auto &[path, head] : { std::pair("/key/generate", "{\"metadata\":{\"logging\":"), std::pair("/team/update", "{\"team_id\":\"t\",\"metadata\":{\"logging\":") }) {
            const auto answer = world.send(path, head + logging.toStdString() + "}}");
            QVERIFY2(answer.status == 400 && answer.body.contains("\"param\":\"" + param.toStdString() + "\""), answer.body.c_str());
        }
    }

    void callsOfTeams()
    {
        GatewayWorld world(entries);
        world.send("/team/new", "{\"team_id\":\"t\",\"metadata\":{\"a\":1}}");
        QCOMPARE(world.send("/team/none/callback", "{}").status, 404);
        const auto added = world.send("/team/t/callback", "{\"callback_name\":\"langfuse\",\"callback_type\":\"success_and_failure\",\"callback_vars\":{\"langfuse_public_key\":\"pk\",\"langfuse_secret_key\":\"sk-canary\"}}");
        QVERIFY2(added.status == 200 && !added.body.contains("sk-canary"), added.body.c_str());
        QCOMPARE(world.send("/team/t/callback", "{\"callback_name\":\"otel\",\"callback_type\":\"failure\",\"callback_vars\":{\"otel_endpoint\":\"http://h\"}}").status, 200);
        QCOMPARE(world.send("/team/t/callback", "{\"callback_name\":\"slack\"}").status, 400);
        const auto shown = world.send("/team/t/callback", {});
        const auto json = wire::parseJson(shown.body);
        QVERIFY2(json && (*json)["status"].is("success"), shown.body.c_str());
        QCOMPARE((*json)["data"]["success_callbacks"].size(), 1U);
        QCOMPARE((*json)["data"]["failure_callbacks"].size(), 2U);
        QVERIFY((*json)["data"]["callback_vars"]["otel_endpoint"].is("http://h"));
        QVERIFY((*json)["data"]["callback_vars"]["langfuse_secret_key"].is("*****"));
        QCOMPARE(world.send("/team/t/disable_logging", "{}").status, 200);
        QVERIFY(world.book.callbacksOf({}, "t").empty());
        QVERIFY(world.send("/team/info?team_id=t", {}).body.contains("\"metadata\":{\"a\":1}"));
        QCOMPARE(world.send("/team/t/callback", {}, world.newKey("{}")).status, 403);
    }
};

QTEST_GUILESS_MAIN(TestKeyCallbacks)
#include "tst_key_callbacks.moc"
