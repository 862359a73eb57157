// SPDX-License-Identifier: GPL-3.0-or-later
//
// The Responses API over a restart: what one gateway answered, the next one over the same file finds, for whom it was.
#include "models/gateway/sql_response_box.h"
#include "providers/wire/json_view.h"
#include "tests/providers/gateway/gateway_world.h"

#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
using patchbay::gateway::StoredResponse;
using patchbay::test::GatewayWorld;
using patchbay::testing::HttpCall;
using namespace Qt::StringLiterals;

namespace {

const std::vector<GatewayWorld::Entry> models { { "native", "openai/echo" },
                                                { "bridged", "openai/echo", "      use_chat_completions_api: true\n" } };

std::string ask(const std::string &model, const std::string &words, const std::string &more = {})
{
    return R"({"model":")" + model + R"(","input":")" + words + "\"" + more + "}";
}
std::string idOf(const HttpCall::Outcome &answer)
{
    const auto json = wire::parseJson(answer.body);
    return json ? (*json)["id"].string() : std::string();
}
std::string after(const std::string &id)
{
    return R"(,"previous_response_id":")" + id + "\"";
}
const std::string unkept = R"(,"store":false)";
const std::string kept = "patchbay: {responses: {persist: true}}\n";

struct World {
    explicit World(const QString &file, const std::string &settings = kept)
        : box(file, clock)
        , gateway(models, settings, R"({"speed":100})", services())
    {
    }
    GatewayWorld::Services services()
    {
        GatewayWorld::Services made;
        made.responses = &box;
        return made;
    }
    SystemClock clock;
    SqlResponseBox box;
    GatewayWorld gateway;
};

} // namespace

class TestResponseBox : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void followUpsSurviveARestart_data()
    {
        QTest::addColumn<QString>("model");
        QTest::newRow("native") << u"native"_s;
        QTest::newRow("over chat") << u"bridged"_s;
    }
    void followUpsSurviveARestart()
    {
        QFETCH(const QString, model);
        QTemporaryDir directory;
        const QString file = directory.filePath(u"responses.db"_s);
        std::string id;
        std::string gone;
        std::string unstored;
        std::string body;
        {
            World world(file);
            const HttpCall::Outcome first = world.gateway.send("/v1/responses", ask(model.toStdString(), "the first words"));
            QCOMPARE(first.status, 200);
            id = idOf(first);
            body = first.body;
            // The simulated provider gives all of its own the same id.
            if (model == u"bridged"_s) {
                gone = idOf(world.gateway.send("/v1/responses", ask(model.toStdString(), "deleted words")));
                unstored = idOf(world.gateway.send("/v1/responses", ask(model.toStdString(), "unkept words", unkept)));
                QCOMPARE(world.gateway.call("DELETE", "/v1/responses/" + gone).status, 200);
                QCOMPARE(world.gateway.call("GET", "/v1/responses/" + gone).status, 404);
            }
        }
        World world(file);
        const HttpCall::Outcome found = world.gateway.call("GET", "/v1/responses/" + id);
        QCOMPARE(found.status, 200);
        QCOMPARE(found.body, body);
        const HttpCall::Outcome items = world.gateway.call("GET", "/v1/responses/" + id + "/input_items");
        QVERIFY2(items.body.contains("the first words"), items.body.c_str());
        const HttpCall::Outcome next = world.gateway.send("/v1/responses", ask(model.toStdString(), "and then", after(id)));
        QVERIFY2(next.status == 200, next.body.c_str());
        const HttpCall::Outcome conversation = world.gateway.call("GET", "/v1/responses/" + idOf(next) + "/input_items");
        QVERIFY2(conversation.body.contains("the first words") && conversation.body.contains("and then"), conversation.body.c_str());
        // Others' are not theirs, and what was deleted or not to be kept is not there.
        const std::string key = world.gateway.newKey("{}");
        QVERIFY(!world.gateway.call("GET", "/v1/responses/" + id, {}, key).body.contains("the first words"));
        for (const std::string &missing : { gone, unstored }) {
            QVERIFY(!world.box.find(missing));
        }
        QCOMPARE(world.gateway.call("DELETE", "/v1/responses/" + id).status, 200);
        QVERIFY(!world.box.find(id)); // at once
        QTRY_VERIFY([&] { QFile bytes(file); return bytes.open(QIODevice::ReadOnly) && !bytes.readAll().contains("deleted words"); }());
    }

    void retentionAndPurge()
    {
        QTemporaryDir directory;
        const QString file = directory.filePath(u"responses.db"_s);
        SystemClock clock;
        SqlResponseBox box(file, clock);
        QCOMPARE(*box.purge({}, {}), 0);
        box.keep("old", { "key_a", "{\"x\":\"aged-needle\"}", "[]" }, clock.now() - std::chrono::days(40));
        box.keep("new", { "key_a", "{}", "[]" }, clock.now());
        box.keep("other", { "key_b", "{}", "[]" }, clock.now());
        QTRY_VERIFY(box.find("other"));
        box.setRetention(std::chrono::days(30));
        QTRY_VERIFY(!box.find("old"));
        QVERIFY(box.find("new"));
        QCOMPARE(*box.purge("key_a", {}), 1);
        QVERIFY(!box.find("new") && box.find("other"));
        for (const QString &name : { file, file + u"-wal"_s }) {
            QFile bytes(name);
            QVERIFY(!bytes.open(QIODevice::ReadOnly) || !bytes.readAll().contains("aged-needle"));
        }
        box.setRetention({}); // persist: false
        box.keep("late", { "key_b", "{}", "[]" }, clock.now());
        QTRY_VERIFY(!box.find("other"));
        QVERIFY(!box.find("late"));
        box.keep("large", { "key_b", std::string(5'000'000, 'x'), "[]" }, clock.now());
        QVERIFY(!box.find("large"));
    }

    void nothingOnTheDiskWhereItIsNotWanted()
    {
        QTemporaryDir directory;
        const QString file = directory.filePath(u"responses.db"_s);
        World world(file, {}); // nobody asked for it
        const std::string id = idOf(world.gateway.send("/v1/responses", ask("bridged", "quiet words")));
        QCOMPARE(world.gateway.call("GET", "/v1/responses/" + id).status, 200);
        QVERIFY(!QFile::exists(file));
    }
};

QTEST_GUILESS_MAIN(TestResponseBox)
#include "tst_response_box.moc"
