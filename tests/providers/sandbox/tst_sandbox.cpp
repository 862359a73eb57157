// SPDX-License-Identifier: GPL-3.0-or-later
//
// The sandbox from outside: a raw client on a loopback socket.
#include "providers/sandbox/sandbox.h"

#include "providers/sandbox/answer_player.h"
#include "providers/transport/io_runtime.h"
#include "tests/providers/sandbox/sandbox_client.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace patchbay;
using namespace patchbay::sandbox;
using patchbay::testing::RawSocket;

namespace {

const std::string question = R"("messages":[{"role":"user","content":"Explain how DNS works"}])";

std::string chatBody(const std::string &model, bool stream)
{
    return R"({"model":")" + model + R"(","max_tokens":500,"stream":)" + (stream ? "true," : "false,") + question + "}";
}

struct Place {
    const char *family;
    std::string path;
    std::string body;
};

std::vector<Place> places(bool stream)
{
    const std::string method = stream ? "streamGenerateContent?alt=sse" : "generateContent";
    return { { "openai", "/openai/v1/chat/completions", chatBody("quick", stream) },
             { "anthropic", "/anthropic/v1/messages", chatBody("quick", stream) },
             { "gemini", "/gemini/v1beta/models/quick:" + method,
               R"({"contents":[{"parts":[{"text":"Explain how DNS works"}]}]})" },
             { "ollama", "/ollama/api/chat", chatBody("quick", stream) } };
}

Scenario withFault(Fault fault)
{
    Scenario scenario { 1, 0, {} };
    Rule rule;
    rule.fault = std::move(fault);
    scenario.rules.push_back(rule);
    return scenario;
}

QJsonArray logOf(const Sandbox &sandbox)
{
    return QJsonDocument::fromJson(ask(sandbox, "GET", "/_sandbox/log").body).array();
}

} // namespace

class TestSandbox : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_runtime = std::make_unique<transport::IoRuntime>(1);
        Result<std::unique_ptr<Sandbox>> started = Sandbox::start(*m_runtime, "127.0.0.1", 0, { 1, 0, {} });
        QVERIFY(started);
        m_sandbox = std::move(*started);
    }
    void cleanup()
    {
        m_sandbox.reset();
        m_runtime.reset();
    }

    void tellsItsAddresses()
    {
        const std::string origin = "http://127.0.0.1:" + std::to_string(m_sandbox->port());
        QCOMPARE(m_sandbox->apiBase("openai"), origin + "/openai/v1");
        QCOMPARE(m_sandbox->apiBase("anthropic"), origin + "/anthropic");
        QCOMPARE(m_sandbox->apiBase("gemini"), origin + "/gemini");
        QCOMPARE(m_sandbox->apiBase("ollama"), origin + "/ollama");
    }

    void answersEveryFamilyHereAndAtTheRoot()
    {
        for (const bool stream : { false, true }) {
            for (const Place &place : places(stream)) {
                const Reply prefixed = ask(*m_sandbox, "POST", place.path, place.body);
                QCOMPARE(prefixed.status, 200);
                QVERIFY(prefixed.complete);
                QVERIFY2(prefixed.body.contains("DNS"), prefixed.body.constData());
                QCOMPARE(prefixed.head.contains("event-stream") || prefixed.head.contains("ndjson"), stream);
                const Reply root = ask(*m_sandbox, "POST", place.path.substr(place.path.find('/', 1)), place.body);
                QCOMPARE(root.body, prefixed.body); // and the same request gives the same bytes
            }
        }
    }

    void listsModels()
    {
        struct Row {
            const char *path;
            const char *list;
            const char *id;
        };
        for (const Row &row :
             { Row { "/openai/v1/models", "data", "id" }, Row { "/anthropic/v1/models", "data", "id" },
               Row { "/gemini/v1beta/models", "models", "name" }, Row { "/ollama/api/tags", "models", "name" },
               Row { "/v1beta/models", "models", "name" }, Row { "/api/tags", "models", "name" } }) {
            const QJsonObject body = QJsonDocument::fromJson(ask(*m_sandbox, "GET", row.path).body).object();
            QCOMPARE(body[QLatin1String(row.list)].toArray().size(), 7);
            QVERIFY(body[QLatin1String(row.list)][0][QLatin1String(row.id)].toString().contains("quick"));
        }
    }

    void refusesTheBadKeyAndUnknownThings()
    {
        for (const char *header :
             { "authorization: Bearer bad-key\r\n", "x-api-key: bad-key\r\n", "x-goog-api-key: bad-key\r\n" }) {
            QCOMPARE(ask(*m_sandbox, "POST", "/v1/chat/completions", chatBody("quick", false), header).status, 401);
        }
        QCOMPARE(ask(*m_sandbox, "POST", "/v1/messages", chatBody("quick", false), "x-api-key: bad-key\r\n").status,
                 401);
        const Reply gemini = ask(*m_sandbox, "GET", "/v1beta/models?key=bad-key");
        QCOMPARE(gemini.status, 400); // as the real one
        QVERIFY(gemini.body.contains("API_KEY_INVALID"));
        QCOMPARE(ask(*m_sandbox, "POST", "/v1/chat/completions", chatBody("no-such-model", false)).status, 404);
        QCOMPARE(ask(*m_sandbox, "POST", "/api/chat", chatBody("no-such-model", false)).status, 404);
        QCOMPARE(ask(*m_sandbox, "GET", "/v1/chat/completions").status, 405);
        QCOMPARE(ask(*m_sandbox, "POST", "/v1/fine_tuning/jobs", "{}").status, 404);
        QCOMPARE(ask(*m_sandbox, "GET", "/_sandbox/nothing").status, 404);
        QVERIFY(ask(*m_sandbox, "GET", "/_sandbox").body.contains("thorough"));
        QCOMPARE(ask(*m_sandbox, "GET", "/ollama/").body, "Ollama is running");
    }

    void failsWithEachFault_data()
    {
        QTest::addColumn<bool>("stream");
        QTest::newRow("whole") << false;
        QTest::newRow("streamed") << true;
    }
    void failsWithEachFault()
    {
        QFETCH(bool, stream);
        using Kind = Fault::Kind;
        for (const Place &place : places(stream)) {
            const auto reply = [&](Fault fault) {
                m_sandbox->setScenario(withFault(std::move(fault)));
                return ask(*m_sandbox, "POST", place.path, place.body);
            };
            const Reply limited = reply({ Kind::Status, 429, "rate", 2, 0 });
            QCOMPARE(limited.status, 429);
            QVERIFY(limited.head.contains("retry-after: 2"));
            QVERIFY(QJsonDocument::fromJson(limited.body).object().contains("error"));
            QCOMPARE(reply({ Kind::Status, 503, {}, 0, 0 }).status, 503);

            const Reply page = reply({ Kind::Html, 502, {}, 0, 0 });
            QCOMPARE(page.status, 502);
            QVERIFY(page.head.contains("text/html") && page.body.contains("nginx"));

            const Reply empty = reply({ Kind::Empty, 429, {}, 0, 0 });
            QCOMPARE(empty.status, 200);
            QVERIFY(empty.body.isEmpty());

            QCOMPARE(reply({ Kind::Refuse, 429, {}, 0, 0 }).status, 0);

            const Reply cut = reply({ Kind::Cut, 429, {}, 0, 5 });
            QCOMPARE(cut.status, 200);
            QVERIFY(!cut.complete && !cut.body.isEmpty());

            const Reply malformed = reply({ Kind::Malformed, 429, {}, 0, 5 });
            QCOMPARE(malformed.status, 200);
            QVERIFY(malformed.complete);
            QVERIFY(QString::fromUtf8(malformed.body).contains(QChar::ReplacementCharacter));

            const Reply event = reply({ Kind::ErrorEvent, 529, {}, 0, 5 });
            QCOMPARE(event.status, stream ? 200 : 529);
            QVERIFY(event.complete && event.body.contains("\"error\""));
        }
    }

    void cutsAfterTheTokensAsked()
    {
        for (const int tokens : { 0, 1, 7 }) {
            m_sandbox->setScenario(withFault({ Fault::Kind::Cut, 429, {}, 0, tokens }));
            const Reply reply = ask(*m_sandbox, "POST", "/v1/chat/completions", chatBody("quick", true));
            QCOMPARE(reply.body.count("\"content\":\"") - 1, tokens); // the opening has an empty one
            QVERIFY(!reply.body.contains("[DONE]"));
        }
    }

    void stallsUntilTheClientLeaves()
    {
        m_sandbox->setScenario(withFault({ Fault::Kind::Stall, 429, {}, 0, 2 }));
        for (const bool stream : { false, true }) {
            RawSocket socket = RawSocket::connectTo(m_sandbox->port());
            socket.send(requestText("POST", "/v1/chat/completions", chatBody("quick", stream)));
            const std::string seen = socket.receiveUntil("chatcmpl");
            QVERIFY(seen.starts_with("HTTP/1.1 200"));
            pollfd entry { socket.descriptor(), POLLIN, 0 };
            QCOMPARE(::poll(&entry, 1, 150), 0); // nothing more comes
        }
        QTRY_COMPARE(logOf(*m_sandbox).at(0)["client_gone"].toBool(), true);
        QTRY_COMPARE(logOf(*m_sandbox).at(1)["client_gone"].toBool(), true);
        QCOMPARE(logOf(*m_sandbox).at(1)["fault"].toString(), "stall");
    }

    void changesTheScenarioLive()
    {
        const Reply set = ask(
            *m_sandbox, "POST", "/_sandbox/scenario",
            R"({"speed":0,"rules":[{"match":{"first":1},"fault":{"kind":"status","status":500}},{"text":"canned words"}]})");
        QCOMPARE(set.status, 200);
        QCOMPARE(ask(*m_sandbox, "GET", "/_sandbox/scenario").body, set.body);
        QCOMPARE(ask(*m_sandbox, "POST", "/v1/chat/completions", chatBody("quick", false)).status, 500);
        QVERIFY(
            ask(*m_sandbox, "POST", "/v1/chat/completions", chatBody("quick", false)).body.contains("canned words"));
        const Reply wrong = ask(*m_sandbox, "POST", "/_sandbox/scenario", R"({"sped":0})");
        QCOMPARE(wrong.status, 400);
        QVERIFY(wrong.body.contains("sped"));
        QCOMPARE(ask(*m_sandbox, "GET", "/_sandbox/scenario").body, set.body); // the old one stays
        QCOMPARE(ask(*m_sandbox, "DELETE", "/_sandbox/scenario").status, 405);
    }

    void logsWithoutCredentials()
    {
        const std::string secret = "sk-very-secret-4f2a";
        const std::string headers = "authorization: Bearer " + secret + "\r\nx-api-key: " + secret
            + "\r\nx-goog-api-key: " + secret + "\r\ncookie: s=" + secret + "\r\nx-colour: blue\r\n";
        ask(*m_sandbox, "POST", "/v1/chat/completions", chatBody("quick", false), headers);
        ask(*m_sandbox, "POST", "/v1beta/models/quick:generateContent?alt=json&key=" + secret, R"({"contents":[]})");
        ask(*m_sandbox, "POST", "/api/chat", "\xff not json");
        const Reply log = ask(*m_sandbox, "GET", "/_sandbox/log");
        QVERIFY(!log.body.contains(QByteArray::fromStdString(secret)));
        const QJsonArray entries = QJsonDocument::fromJson(log.body).array();
        QCOMPARE(entries.size(), 3);
        QCOMPARE(entries[0]["headers"]["authorization"].toString(), "<redacted>");
        QCOMPARE(entries[0]["headers"]["x-colour"].toString(), "blue");
        QCOMPARE(entries[0]["family"].toString(), "openai");
        QCOMPARE(entries[0]["model"].toString(), "quick");
        QCOMPARE(entries[0]["status"].toInt(), 200);
        QCOMPARE(entries[0]["request"]["model"].toString(), "quick");
        QCOMPARE(entries[1]["path"].toString(), "/v1beta/models/quick:generateContent?alt=json&key=<redacted>");
        QCOMPARE(entries[1]["status"].toInt(), 400);
        QVERIFY(entries[2]["request"].isString());
        QCOMPARE(ask(*m_sandbox, "DELETE", "/_sandbox/log").status, 204);
        QVERIFY(logOf(*m_sandbox).isEmpty());
    }

    void foreignBytesDoNotSpoilItsJson()
    {
        for (const char *path : { "/api/chat", "/v1beta/models/quick:generateContent" }) {
            const Reply reply = ask(*m_sandbox, "POST", path, "\xff\xc3( no json");
            QCOMPARE(reply.status, 400);
            QVERIFY(QJsonDocument::fromJson(reply.body).isObject());
            QCOMPARE(QString::fromUtf8(reply.body).toUtf8(), reply.body);
        }
    }

    void boundsTheLog()
    {
        const std::string big(200'000, 'x');
        ask(*m_sandbox, "POST", "/api/chat", big);
        const QJsonObject entry = logOf(*m_sandbox).at(0).toObject();
        QCOMPARE(entry["body_bytes"].toInt(), 200'000);
        QCOMPARE(entry["request"].toString().size(), 64 * 1024);
    }

    void pacesTokens()
    {
        // Four times as fast as life, so that writes do not run together on a busy machine; what is
        // measured is in how many writes the answer came.
        m_sandbox->setScenario({ 1, 4, {} });
        const Reply paced = ask(*m_sandbox, "POST", "/v1/chat/completions", chatBody("thorough", true));
        QVERIFY(paced.complete);
        QVERIFY2(paced.chunks > 5, qPrintable(QString::number(paced.chunks)));
        m_sandbox->setScenario({ 1, 0, {} });
        const Reply unpaced = ask(*m_sandbox, "POST", "/v1/chat/completions", chatBody("thorough", true));
        QCOMPARE(unpaced.chunks, 1);
        QCOMPARE(unpaced.body, paced.body);
    }

    void dueTimesFollowThePace()
    {
        StreamBytes stream;
        using Kind = StreamBytes::Kind;
        for (const auto &[kind, tokens] : { std::pair(Kind::Frame, 0),
                                            { Kind::Reasoning, 1 },
                                            { Kind::Reasoning, 1 },
                                            { Kind::Text, 1 },
                                            { Kind::Text, 4 },
                                            { Kind::Frame, 0 } }) {
            stream.bytes += 'x';
            stream.mark(kind, tokens);
        }
        const Pace pace { {}, 100, 200 };
        QCOMPARE(dueTimes(stream, pace, 300, 1),
                 (std::vector<std::int64_t> { 300'000, 300'000, 305'000, 315'000, 355'000, 355'000 }));
        QCOMPARE(dueTimes(stream, pace, 300, 10).back(), 35'500);
        QCOMPARE(dueTimes(stream, { {}, 0, 0 }, 300, 1).back(), 300'000); // unpaced after the first token
    }

    void latenciesAreLogNormal()
    {
        SeededRandom random(1);
        QCOMPARE(sampled({ 250, 0 }, random), 250.0);
        int below = 0;
        constexpr int samples = 4000;
        for (int sample = 0; sample < samples; ++sample) {
            const double value = sampled({ 250, 0.5 }, random);
            QVERIFY(value > 0);
            below += value < 250 ? 1 : 0;
        }
        QVERIFY(std::abs(below - samples / 2) < samples / 20);
    }

private:
    std::unique_ptr<transport::IoRuntime> m_runtime;
    std::unique_ptr<Sandbox> m_sandbox;
};

QTEST_GUILESS_MAIN(TestSandbox)
#include "tst_sandbox.moc"
