// SPDX-License-Identifier: GPL-3.0-or-later
//
// One request in the OpenAI format to each family's own, against fixtures; and the rules that a
// fixture does not show.
#include "wire_support.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::test;

namespace {

struct Encoded {
    Result<HttpRequest> http;
    QJsonObject body;
};

Encoded encode(const std::string &model, const std::string &json, const std::string &base = {}, bool known = true)
{
    const ResolvedModel resolved = *catalog().resolve(model);
    wire::Target target = targetOf(resolved);
    if (!known) {
        target.entry = nullptr;
    }
    if (!base.empty()) {
        target.apiBase = base;
    }
    Result<ChatRequest> request = wire::parseChatRequest(json);
    if (!request) {
        return { std::unexpected(request.error()), {} };
    }
    Encoded encoded { wire::codecFor(resolved.family()).encode(*request, target), {} };
    if (encoded.http) {
        encoded.body = toJson(encoded.http->body);
    }
    return encoded;
}

std::string user(const std::string &rest)
{
    return R"({"messages":[{"role":"user","content":"Hi"}])" + (rest.empty() ? "" : "," + rest) + "}";
}

std::string withPart(const std::string &part, const std::string &more = {})
{
    return R"({"messages":[{"role":"user","content":[{"type":"text","text":"T"},)" + part + "]}]" + more + "}";
}

} // namespace

class TestEncode : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void fixtures_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QString>("file");
        QTest::newRow("openai") << QByteArray("openai/gpt-4o") << QStringLiteral("openai/request.json");
        QTest::newRow("mistral") << QByteArray("mistral/mistral-large-latest")
                                 << QStringLiteral("openai/request_mistral.json");
        QTest::newRow("anthropic") << QByteArray("anthropic/claude-sonnet-4-5-20250929")
                                   << QStringLiteral("anthropic/request.json");
        QTest::newRow("gemini") << QByteArray("gemini/gemini-2.5-flash") << QStringLiteral("gemini/request.json");
        QTest::newRow("ollama") << QByteArray("ollama/llama3.2") << QStringLiteral("ollama/request.json");
    }
    void fixtures()
    {
        QFETCH(QByteArray, model);
        QFETCH(QString, file);
        const Encoded encoded = encode(model.toStdString(), fixture(QStringLiteral("request.json")).toStdString());
        QVERIFY2(encoded.http.has_value(), encoded.http ? "" : encoded.http.error().message.c_str());
        const QJsonObject expected = QJsonDocument::fromJson(fixture(file)).object();
        QVERIFY(!expected.isEmpty());
        const QByteArray got = QJsonDocument(encoded.body).toJson();
        QCOMPARE(got, QJsonDocument(expected).toJson());
    }

    void addresses_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("base");
        QTest::addColumn<QByteArray>("url");
        QTest::newRow("openai") << QByteArray("openai/gpt-4o") << QByteArray("http://h:1/v1")
                                << QByteArray("http://h:1/v1/chat/completions");
        QTest::newRow("slash") << QByteArray("openai/gpt-4o") << QByteArray("http://h/v1/")
                               << QByteArray("http://h/v1/chat/completions");
        QTest::newRow("whole") << QByteArray("openai/gpt-4o") << QByteArray("http://h/v1/chat/completions")
                               << QByteArray("http://h/v1/chat/completions");
        QTest::newRow("query") << QByteArray("openai/gpt-4o") << QByteArray("http://h/v1?a=b")
                               << QByteArray("http://h/v1/chat/completions?a=b");
        QTest::newRow("anthropic") << QByteArray("anthropic/claude-sonnet-4-5") << QByteArray("http://h")
                                   << QByteArray("http://h/v1/messages");
        QTest::newRow("anthropic v1") << QByteArray("anthropic/claude-sonnet-4-5") << QByteArray("http://h/v1/")
                                      << QByteArray("http://h/v1/messages");
        QTest::newRow("gemini") << QByteArray("gemini/gemini-2.5-flash") << QByteArray("http://h/")
                                << QByteArray("http://h/v1beta/models/gemini-2.5-flash:generateContent");
        QTest::newRow("gemini v1beta") << QByteArray("gemini/gemini-2.5-flash") << QByteArray("http://h/v1beta")
                                       << QByteArray("http://h/v1beta/models/gemini-2.5-flash:generateContent");
        QTest::newRow("gemini v1") << QByteArray("gemini/gemini-2.5-flash") << QByteArray("http://h/v1")
                                   << QByteArray("http://h/v1/models/gemini-2.5-flash:generateContent");
        QTest::newRow("ollama") << QByteArray("ollama/llama3.2") << QByteArray("http://h:11434")
                                << QByteArray("http://h:11434/api/chat");
        QTest::newRow("ollama api") << QByteArray("ollama/llama3.2") << QByteArray("http://h/api/")
                                    << QByteArray("http://h/api/chat");
        QTest::newRow("ollama v1") << QByteArray("ollama/llama3.2") << QByteArray("http://h/v1")
                                   << QByteArray("http://h/api/chat");
    }
    void addresses()
    {
        QFETCH(QByteArray, model);
        QFETCH(QByteArray, base);
        QFETCH(QByteArray, url);
        const Encoded encoded = encode(model.toStdString(), user(""), base.toStdString());
        QCOMPARE(QByteArray::fromStdString(encoded.http->url), url);
        QVERIFY(encoded.http->body.find("\"Hi\"") != std::string::npos);
    }

    void geminiStreamsAsEvents()
    {
        const Encoded encoded = encode("gemini/gemini-2.5-flash", user(R"("stream":true)"));
        QVERIFY(encoded.http->url.ends_with(":streamGenerateContent?alt=sse"));
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("parameter");
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("anthropic n") << QByteArray("anthropic/claude-sonnet-4-5") << QByteArray("\"n\":2")
                                     << QByteArray("n");
        QTest::newRow("anthropic seed") << QByteArray("anthropic/claude-sonnet-4-5") << QByteArray("\"seed\":2")
                                        << QByteArray("seed");
        QTest::newRow("gpt-5 temperature")
            << QByteArray("openai/gpt-5") << QByteArray("\"temperature\":0.5") << QByteArray("temperature");
        QTest::newRow("gpt-4o effort") << QByteArray("openai/gpt-4o") << QByteArray("\"reasoning_effort\":\"low\"")
                                       << QByteArray("reasoning_effort");
        QTest::newRow("gemini bias") << QByteArray("gemini/gemini-2.5-flash") << QByteArray("\"logit_bias\":{\"1\":2}")
                                     << QByteArray("logit_bias");
        QTest::newRow("ollama n") << QByteArray("ollama/llama3.2") << QByteArray("\"n\":2") << QByteArray("n");
        QTest::newRow("perplexity tools")
            << QByteArray("perplexity/sonar-pro")
            << QByteArray(R"("tools":[{"type":"function","function":{"name":"f"}}])") << QByteArray("tools");
    }
    void refuses()
    {
        QFETCH(QByteArray, model);
        QFETCH(QByteArray, parameter);
        QFETCH(QByteArray, name);
        const Encoded refused = encode(model.toStdString(), user(parameter.toStdString()));
        QVERIFY(!refused.http && refused.http.error().kind == ErrorClass::UnsupportedParams);
        QCOMPARE(QByteArray::fromStdString(refused.http.error().param), name);
        const Encoded dropped = encode(model.toStdString(), user(parameter.toStdString() + R"(,"drop_params":true)"));
        QVERIFY(dropped.http.has_value());
        QVERIFY(!dropped.body.contains(QString::fromUtf8(name)) && !dropped.body.contains(u"drop_params"));
        // Asking for what happens anyway is no request for something.
        QVERIFY(encode(model.toStdString(), user(R"("n":1)")).http.has_value());
    }

    void soundAndVideoAreRefused()
    {
        for (const char *model : { "anthropic/claude-sonnet-4-5", "cohere/command-a-03-2025" }) {
            for (const char *part : { R"({"type":"video_url","video_url":{"url":"https://e.com/a.mp4"}})",
                                      R"({"type":"audio_url","audio_url":{"url":"https://e.com/a.mp3"}})",
                                      R"({"type":"input_audio","input_audio":{"data":"QQ==","format":"wav"}})",
                                      R"({"type":"file","file":{"file_data":"data:audio/mpeg;base64,QQ=="}})" }) {
                const Encoded refused = encode(model, withPart(part));
                QVERIFY2(!refused.http && refused.http.error().kind == ErrorClass::UnsupportedParams, part);
                QCOMPARE(refused.http.error().param, "messages");
                const Encoded dropped = encode(model, withPart(part, ",\"drop_params\":true"));
                QVERIFY(dropped.http.has_value());
                QVERIFY(!dropped.http->body.contains("e.com") && !dropped.http->body.contains("QQ=="));
                QVERIFY(dropped.http->body.contains("\"T\""));
            }
        }
    }

    void schemas()
    {
        const std::string schema =
            R"("response_format":{"type":"json_schema","json_schema":{"name":"p","schema":{"type":"object","properties":{"a":{"type":"integer"}}}}})";
        const Encoded native = encode("anthropic/claude-sonnet-4-5", user(schema));
        QVERIFY(native.body[u"output_format"][u"schema"].isObject());
        QVERIFY(!headerValue(native.http->headers, "anthropic-beta").empty());
        const Encoded forced = encode("anthropic/claude-3-haiku-20240307", user(schema));
        QCOMPARE(forced.body[u"tool_choice"][u"name"].toString(), QStringLiteral("json_tool_call"));
        const Encoded groq = encode("groq/llama-3.3-70b-versatile", user(schema));
        QCOMPARE(groq.body[u"tools"][0][u"function"][u"name"].toString(), QStringLiteral("json_tool_call"));
        const Encoded gemini = encode("gemini/gemini-2.5-flash", user(schema));
        QCOMPARE(gemini.body[u"generationConfig"][u"response_mime_type"].toString(),
                 QStringLiteral("application/json"));
        const Encoded ollama = encode("ollama/llama3.2", user(schema));
        QVERIFY(ollama.body[u"format"].isObject());
        const Encoded object =
            encode("anthropic/claude-sonnet-4-5", user(R"("response_format":{"type":"json_object"})"));
        QVERIFY(object.body[u"system"][0][u"text"].toString().contains(u"JSON"));
    }

    void thinkingBudgets()
    {
        const Encoded plain = encode("anthropic/claude-sonnet-4-5", user(R"("reasoning_effort":"high")"));
        QCOMPARE(plain.body[u"thinking"][u"budget_tokens"].toInt(), 4096);
        QCOMPARE(plain.body[u"max_tokens"].toInt(), 8192);
        const Encoded tight =
            encode("anthropic/claude-sonnet-4-5", user(R"("reasoning_effort":"high","max_tokens":2000)"));
        QCOMPARE(tight.body[u"thinking"][u"budget_tokens"].toInt(), 1999);
        QCOMPARE(tight.body[u"max_tokens"].toInt(), 2000);
        QVERIFY(!encode("anthropic/claude-sonnet-4-5", user(R"("reasoning_effort":"high","max_tokens":500)")).http);
        const Encoded adaptive = encode("anthropic/claude-opus-4-6", user(R"("reasoning_effort":"medium")"));
        QCOMPARE(adaptive.body[u"thinking"][u"type"].toString(), QStringLiteral("adaptive"));
        const Encoded level = encode("gemini/gemini-3-pro-preview", user(R"("reasoning_effort":"low")"));
        QCOMPARE(level.body[u"generationConfig"][u"thinkingConfig"][u"thinkingLevel"].toString(),
                 QStringLiteral("low"));
        const Encoded unknown = encode("anthropic/claude-3-haiku-20240307", user(""), {}, false);
        QCOMPARE(unknown.body[u"max_tokens"].toInt(), 4096);
    }

    void keysDoNotTravel()
    {
        const Encoded encoded =
            encode("openai/gpt-4o", user(R"("api_key":"sk-secret","api_base":"x.example","top_k":4)"));
        QVERIFY(!encoded.http->body.contains("sk-secret"));
        QCOMPARE(encoded.body[u"top_k"].toInt(), 4);
    }

    void modelLists()
    {
        const std::pair<const char *, const char *> bodies[] = {
            { "openai/x", R"({"data":[{"id":"a"},{"id":"b"}]})" },
            { "anthropic/x", R"({"data":[{"id":"a"},{"id":"b"}],"has_more":false})" },
            { "gemini/x", R"({"models":[{"name":"models/a"},{"name":"models/b"}]})" },
            { "ollama/x", R"({"models":[{"name":"a"},{"name":"b"}]})" },
        };
        for (const auto &[model, body] : bodies) {
            const ResolvedModel resolved = *catalog().resolve(model);
            const wire::ChatCodec &codec = wire::codecFor(resolved.family());
            QVERIFY(codec.encodeModelList(targetOf(resolved)).method == "GET");
            const auto ids = codec.decodeModelList({ 200, {}, body }, targetOf(resolved));
            QVERIFY(ids && *ids == (std::vector<std::string> { "a", "b" }));
            QVERIFY(!codec.decodeModelList({ 200, {}, "<html>" }, targetOf(resolved)));
        }
    }
};

QTEST_APPLESS_MAIN(TestEncode)
#include "tst_encode.moc"
