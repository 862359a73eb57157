// SPDX-License-Identifier: GPL-3.0-or-later
//
// Stored bodies: only where somebody asked for them, redacted before they touch the disk, cut, gone for good after a
// purge and when their time is over. A gateway on a socket, its files in SQLite.
#include "models/gateway/sql_body_store.h"
#include "models/gateway/sql_spend_source.h"
#include "models/ledger/sql_ledger.h"
#include "providers/wire/json_view.h"
#include "tests/providers/gateway/gateway_world.h"

#include <QDirIterator>
#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
using patchbay::gateway::BodyFilter;
using patchbay::gateway::StoredBody;
using patchbay::test::GatewayWorld;
using patchbay::testing::HttpCall;
using patchbay::wire::JsonView;
using namespace Qt::StringLiterals;

namespace {

// Outside the class: moc cannot read such literals.
const std::string on = "general_settings: {master_key: sk-master-for-tests, store_prompts_in_spend_logs: true}\n";
const std::string never = on + "litellm_settings: {turn_off_message_logging: true}\n";
const std::string oneGroup = "patchbay: {logging: {groups: [echo]}}\n";
const std::string cutShort = "patchbay: {logging: {store_bodies: true, max_bytes: 60}}\n";
const std::string onlySecrets = "patchbay: {logging: {store_bodies: true, redact: []}}\n";

const std::vector<GatewayWorld::Entry> models {
    { "good", "openai/gpt-4o" },
    { "echo", "openai/gpt-4o", "      mock_response: 'write to ann@mail.example.org, will you, and quote needle-in-the-answer'\n" },
};

std::string chat(const std::string &words, const std::string &more = {}, const std::string &model = "echo")
{
    return R"({"model":")" + model + R"(","max_tokens":10,"messages":[{"role":"user","content":")" + words + R"("}])" + more + "}";
}

const std::string streamed = R"(,"stream":true)";
const std::string noLog = R"(,"no-log":true)";
const std::string offKey = R"({"metadata":{"store_prompts_in_spend_logs":false}})";
const std::string onKey = R"({"store_prompts_in_spend_logs":true})";
const std::string onTeam = R"({"team_id":"t","store_prompts_in_spend_logs":true})";
const std::string teamsKey = R"({"team_id":"t"})";
const std::string oddKey = R"({"store_prompts_in_spend_logs":"yes"})";
const std::string nested = R"(,"tools":[{"type":"function","function":{"name":"t","parameters":{"type":"object","properties":{"bob@mail.example.org":{"type":"string"}}}}}],"user":"cy@mail.example.org")";
const std::string geminiQuestion = R"({"contents":[{"parts":[{"text":"needle-of-gemini"}]}]})";
const std::string responsesQuestion = R"({"model":"echo","stream":true,"input":"needle-of-responses"})";
const std::string badPurge = R"({"kye":"x"})";
const std::string purgeAll = R"({"all":true})";
const std::string blocked = "guardrails: [{guardrail_name: words, litellm_params: {guardrail: litellm_content_filter, mode: pre_call, default_on: true, blocked_words: [{keyword: forbidden, action: BLOCK}]}}]\n";

struct World {
    explicit World(const std::string &settings)
        : ledger(*SqlLedger::open(directory.filePath(u"ledger.db"_s)))
        , spend(ledger->file())
        , bodies(directory.filePath(u"bodies.db"_s), clock)
        , gateway(models, settings, R"({"speed":100})", { ledger.get(), &spend, nullptr, nullptr, nullptr, &bodies })
    {
    }
    // A call ends a little later than its client sees it.
    void awaitEnds()
    {
        const auto ended = [this] {
            const std::string text = gateway.call("GET", "/metrics").body;
            std::int64_t sum = 0;
            for (std::size_t at = text.find("\nlitellm_proxy_total_requests_metric_total{"); at != std::string::npos;
                 at = text.find("\nlitellm_proxy_total_requests_metric_total{", at + 1)) {
                sum += std::stoll(text.substr(text.find("} ", at) + 2));
            }
            return sum;
        };
        QTRY_COMPARE(ended(), sent);
        (void)bodies.find({}, false, 1); // and the store's thread has done what waits
    }
    HttpCall::Outcome ask(const std::string &path, std::string body, std::string_view key = GatewayWorld::masterKey)
    {
        ++sent;
        return gateway.send(path, std::move(body), key);
    }
    // The call's, once the store's thread has done what waits.
    std::optional<StoredBody> stored(const HttpCall::Outcome &call)
    {
        awaitEnds();
        BodyFilter filter;
        filter.call = std::string(headerValue(call.headers, "x-litellm-call-id"));
        const auto found = bodies.find(filter, true, 10);
        return found && found->size() == 1 ? std::optional(found->front()) : std::nullopt;
    }
    // Where the bytes stand in any of the directory's files.
    QString fileWith(const QByteArray &bytes) const
    {
        QDirIterator files(directory.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly) && file.readAll().contains(bytes)) {
                return file.fileName();
            }
        }
        return {};
    }

    std::int64_t sent = 0; // calls of models
    QTemporaryDir directory;
    SystemClock clock;
    std::unique_ptr<SqlLedger> ledger;
    SqlSpendSource spend;
    SqlBodyStore bodies;
    GatewayWorld gateway;
};

} // namespace

class TestStoredBodies : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingIsStoredUnasked()
    {
        World world({});
        QCOMPARE(world.ask("/v1/chat/completions", chat("a needle-in-the-question")).status, 200);
        world.awaitEnds();
        QVERIFY(!QFile::exists(world.directory.filePath(u"bodies.db"_s)));
        QCOMPARE(world.fileWith("needle-in"), QString());
        World off(never);
        QCOMPARE(off.ask("/v1/chat/completions", chat("needle-in-the-question"), off.gateway.newKey(onKey)).status, 200);
        off.awaitEnds();
        QCOMPARE(off.fileWith("needle-in"), QString());
    }

    void whoAsksForIt()
    {
        World world({});
        const std::string key = world.gateway.newKey(onKey);
        QVERIFY(world.stored(world.ask("/v1/chat/completions", chat("Hi"), key)));
        QCOMPARE(world.gateway.send("/team/new", onTeam).status, 200);
        QVERIFY(world.stored(world.ask("/v1/chat/completions", chat("Hi"), world.gateway.newKey(teamsKey))));
        QVERIFY(!world.stored(world.ask("/v1/chat/completions", chat("Hi"))));
        QCOMPARE(world.gateway.send("/key/generate", oddKey).status, 400);

        World groups(oneGroup);
        QVERIFY(groups.stored(groups.ask("/v1/chat/completions", chat("Hi"))));
        QVERIFY(!groups.stored(groups.ask("/v1/chat/completions", chat("Hi", {}, "good"))));
        const std::string aliased = groups.gateway.newKey(R"({"aliases":{"other":"echo"}})");
        QVERIFY(groups.stored(groups.ask("/v1/chat/completions", chat("Hi", {}, "other"), aliased)));

        World all(on);
        QVERIFY(all.stored(all.ask("/v1/chat/completions", chat("Hi"))));
        QVERIFY(!all.stored(all.ask("/v1/chat/completions", chat("Hi"), all.gateway.newKey(offKey))));
        QVERIFY(!all.stored(all.ask("/v1/chat/completions", chat("Hi", noLog))));
        HttpRequest quiet = all.gateway.request("/v1/chat/completions", chat("Hi"));
        quiet.headers.push_back({ "x-litellm-enable-message-redaction", "true" });
        ++all.sent;
        QVERIFY(!all.stored(testing::fetch(all.gateway.client, std::move(quiet))));
    }

    void whatTouchesTheDiskIsRedacted_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("body");
        const std::string words = "needle: sk-proj-abcdefghijklmnopqrstuvwx, 4111 1111 1111 1111, dora@mail.example.org, 123-45-6789, upstream-key";
        QTest::newRow("chat") << u"/v1/chat/completions"_s << QByteArray::fromStdString(chat(words, nested));
        QTest::newRow("chat streamed") << u"/v1/chat/completions"_s << QByteArray::fromStdString(chat(words, nested + streamed));
        QTest::newRow("messages") << u"/v1/messages"_s << QByteArray::fromStdString(chat(words));
        QTest::newRow("messages streamed") << u"/v1/messages"_s << QByteArray::fromStdString(chat(words, streamed));
        QTest::newRow("escaped") << u"/v1/chat/completions"_s << QByteArray::fromStdString(chat(R"(needle {\"mail\":\"dora\\u0040mail.example.org\"})"));
    }
    void whatTouchesTheDiskIsRedacted()
    {
        QFETCH(QString, path);
        QFETCH(QByteArray, body);
        World world(on);
        const HttpCall::Outcome called = world.ask(path.toStdString(), body.toStdString());
        QCOMPARE(called.status, 200);
        QVERIFY(called.body.contains("ann@mail") || called.body.contains("mail.example"));
        const std::optional<StoredBody> stored = world.stored(called);
        QVERIFY(stored);
        QVERIFY2(stored->request.contains("needle"), stored->request.c_str());
        QVERIFY2(stored->response.contains("write to <EMAIL_ADDRESS>, will you"), stored->response.c_str());
        QVERIFY(wire::parseJson(stored->request) && wire::parseJson(stored->response));
        for (const char *bytes : { "abcdefghijklmnop", "4111 1111", "dora@", "ann@", "bob@", "cy@", "123-45-6789", "upstream-key", "sk-master" }) {
            QCOMPARE(world.fileWith(bytes), QString());
        }
    }

    void everyDialectAndRefusalsToo()
    {
        World world(on + blocked);
        const auto gemini = world.stored(world.ask("/v1beta/models/echo:streamGenerateContent?alt=sse", geminiQuestion));
        QVERIFY(gemini && gemini->request.contains("needle-of-gemini") && gemini->response.contains("<EMAIL_ADDRESS>"));
        QVERIFY(wire::JsonView(std::string_view(gemini->response))["candidates"].isArray());
        const auto responses = world.stored(world.ask("/v1/responses", responsesQuestion));
        QVERIFY(responses && responses->request.contains("needle-of-responses"));
        QVERIFY2(wire::JsonView(std::string_view(responses->response))["object"].is("response"), responses->response.c_str());
        const auto unknown = world.stored(world.ask("/v1/chat/completions", chat("Hi", {}, "nobody")));
        QVERIFY(unknown && unknown->status >= 400 && unknown->response.contains("error"));
        // What a guardrail turned away is not kept by the back door.
        const auto refused = world.stored(world.ask("/v1/chat/completions", chat("something forbidden-needle")));
        QVERIFY(refused && refused->status == 400 && refused->request.empty());
        QCOMPARE(world.fileWith("forbidden-needle"), QString());
    }

    void cutWhereTooLong()
    {
        World world(cutShort);
        const std::optional<StoredBody> stored = world.stored(world.ask("/v1/chat/completions", chat(std::string(200, 'x'))));
        QVERIFY(stored);
        QVERIFY(stored->requestCut && stored->request.size() == 60 && stored->responseCut);
        World secrets(onlySecrets);
        const auto plain = secrets.stored(secrets.ask("/v1/chat/completions", chat("e@mail.example.org sk-proj-abcdefghijklmnopqrstuvwx")));
        QVERIFY(plain && plain->request.contains("e@mail.example.org <SECRET>"));
    }

    void logsShowThemToWhomTheyBelong()
    {
        World world(on);
        const std::string key = world.gateway.newKey(R"({"key_alias":"mine"})");
        QCOMPARE(world.ask("/v1/chat/completions", chat("a needle", {}, "good"), key).status, 200);
        QVERIFY(world.ledger->flush());
        world.awaitEnds();
        const HttpCall::Outcome own = world.gateway.call("GET", "/spend/logs", {}, key);
        const JsonView row = JsonView(std::string_view(own.body)).at(0);
        QCOMPARE(row["messages"].at(0)["content"].string(), "a needle");
        QVERIFY(row["response"]["choices"].isArray());
        QCOMPARE(row["proxy_server_request"]["model"].string(), "good");
        const std::string other = world.gateway.newKey(R"({"key_alias":"other"})");
        QVERIFY(!world.gateway.call("GET", "/spend/logs", {}, other).body.contains("needle"));
        QCOMPARE(world.gateway.call("GET", "/patchbay/bodies", {}, key).status, 403);
        QVERIFY(world.gateway.call("GET", "/patchbay/bodies?key=mine").body.contains("\"call\":\"call_"));
        QVERIFY(!world.gateway.call("GET", "/patchbay/bodies?key=mine").body.contains("needle"));
        QVERIFY(world.gateway.call("GET", "/metrics").body.contains("patchbay_bodies_stored_total 1\n"));
    }

    void aPurgeLeavesNoByte()
    {
        World world(on);
        const std::string key = world.gateway.newKey(R"({"key_alias":"mine"})");
        for (int call = 0; call < 40; ++call) {
            QCOMPARE(world.ask("/v1/chat/completions", chat("purged-needle " + std::string(3'000, 'x')), key).status, 200);
        }
        QCOMPARE(world.ask("/v1/chat/completions", chat("kept-needle")).status, 200);
        world.awaitEnds();
        QVERIFY(!world.fileWith("purged-needle").isEmpty());
        QCOMPARE(world.gateway.send("/patchbay/bodies/purge", badPurge).status, 400);
        QCOMPARE(world.gateway.send("/patchbay/bodies/purge", "{}").status, 400);
        const HttpCall::Outcome purged = world.gateway.send("/patchbay/bodies/purge", R"({"key":"mine"})");
        QCOMPARE(purged.body, "{\"deleted\":40,\"deleted_responses\":0}");
        QCOMPARE(world.fileWith("purged-needle"), QString());
        QVERIFY(!world.fileWith("kept-needle").isEmpty());
        QCOMPARE(world.gateway.send("/patchbay/bodies/purge", R"({"older_than":"1d"})").body, "{\"deleted\":0,\"deleted_responses\":0}");
        QCOMPARE(world.gateway.send("/patchbay/bodies/purge", purgeAll).body, "{\"deleted\":1,\"deleted_responses\":0}");
        for (const char *bytes : { "kept-needle", "needle-in-the-answer" }) {
            QCOMPARE(world.fileWith(bytes), QString());
        }
        // The log is empty and most of the file is the system's again.
        QCOMPARE(QFileInfo(world.directory.filePath(u"bodies.db-wal"_s)).size(), 0);
        QVERIFY(QFileInfo(world.directory.filePath(u"bodies.db"_s)).size() < 40'000);
    }

    void whatIsOldGoesByItself()
    {
        World world(on);
        StoredBody old { "call_old", {}, {}, {}, {}, "echo", "chat", 200, world.clock.now() - std::chrono::days(8), "aged-needle", {} };
        StoredBody fresh { "call_new", {}, {}, {}, {}, "echo", "chat", 200, world.clock.now(), "fresh-needle", {} };
        world.bodies.keep([&] { return old; }, 10);
        world.bodies.keep([&] { return fresh; }, 10);
        QCOMPARE(world.bodies.find({}, false, 9)->size(), 2U);
        world.bodies.setRetention(std::chrono::days(7)); // looks at once
        QTRY_COMPARE(world.bodies.find({}, false, 9)->size(), 1U);
        QCOMPARE(world.fileWith("aged-needle"), QString());
        QVERIFY(!world.fileWith("fresh-needle").isEmpty());
    }

    void aFullQueueDropsAndCounts()
    {
        World world(on);
        std::promise<void> gate;
        std::shared_future<void> open = gate.get_future().share();
        world.bodies.keep([open] { return open.wait(), StoredBody {}; }, 1);
        world.bodies.keep([] { return StoredBody {}; }, std::size_t(65) * 1024 * 1024);
        for (int body = 0; body < 10'100; ++body) {
            world.bodies.keep([] { return StoredBody {}; }, 1);
        }
        QVERIFY(world.bodies.figures().dropped >= 100);
        // Requests do not wait for the one that does.
        QCOMPARE(world.ask("/v1/chat/completions", chat("Hi")).status, 200);
        gate.set_value();
    }

    void aFileThatCannotBeWrittenDrops()
    {
        QTemporaryDir directory;
        SystemClock clock;
        QVERIFY(QDir(directory.path()).mkdir(u"bodies.db"_s)); // a folder in its place
        SqlBodyStore bodies(directory.filePath(u"bodies.db"_s), clock);
        bodies.keep([] { return StoredBody {}; }, 1);
        QTRY_COMPARE(bodies.figures().dropped, 1);
        QVERIFY(!bodies.purge({}));
    }
};

QTEST_GUILESS_MAIN(TestStoredBodies)
#include "tst_stored_bodies.moc"
