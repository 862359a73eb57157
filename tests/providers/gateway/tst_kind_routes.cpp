// SPDX-License-Identifier: GPL-3.0-or-later
//
// The kinds of call besides chat, at the gateway's socket.
#include "providers/gateway/form_body.h"
#include "providers/wire/multipart.h"
#include "providers/wire/subtitles.h"
#include "tests/providers/gateway/gateway_world.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::gateway;
using patchbay::test::GatewayWorld;

namespace {

const std::vector<GatewayWorld::Entry> entries {
    { "embed", "openai/text-embedding-3-small" },
    { "text", "openai/gpt-3.5-turbo-instruct" },
    { "claude", "anthropic/claude-sonnet-4-5" },
    { "draw", "openai/dall-e-3" },
    { "hear", "openai/whisper-1" },
    { "say", "openai/tts-1" },
    { "judge", "openai/omni-moderation-latest", "    model_info: {mode: moderation}\n" },
    { "rank", "jina_ai/jina-reranker-v2-base-multilingual" },
    { "bad", "openai/failing-model", "      mock_response: litellm.InternalServerError\n" },
};
constexpr const char *fallbacks = "router_settings:\n  num_retries: 0\n  fallbacks: [{bad: [embed]}]\n";
struct Form {
    std::string type;
    std::string body;
};

Form soundForm(const std::string &model, const std::string &format)
{
    wire::MultipartForm form;
    if (!model.empty()) {
        form.add("model", model);
    }
    if (!format.empty()) {
        form.add("response_format", format);
    }
    form.addFile({ "file", "a.wav", "audio/wav", "RIFF....WAVE" });
    std::string body = form.take();
    return { form.contentType(), std::move(body) };
}

} // namespace

class TestKindRoutes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void jsonKinds_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<QString>("endpoint");
        const auto both = [](const char *name, const char *path, const char *body, const char *expected, const char *endpoint) {
            QTest::newRow(name) << path << body << expected << endpoint;
            QTest::newRow((std::string(name) + " v1").c_str()) << QString("/v1") + path << body << expected << endpoint;
        };
        both("embeddings", "/embeddings", R"({"model":"embed","input":["a","b"]})", R"("embedding":)", "embeddings");
        both("images", "/images/generations", R"({"model":"draw","prompt":"a cat"})", R"("b64_json":)", "images");
        both("moderations", "/moderations", R"({"model":"judge","input":"be nice"})", R"("flagged":)", "moderation");
        both("rerank", "/rerank", R"({"model":"rank","query":"a","documents":["a","b"]})", R"("relevance_score":)", "rerank");
        both("completions", "/completions", R"({"model":"text","prompt":"Say hello"})", R"("object":"text_completion")", "completions");
        QTest::newRow("rerank v2") << "/v2/rerank" << R"({"model":"rank","query":"a","documents":["a","b"]})" << R"("relevance_score":)" << "rerank";
        QTest::newRow("azure embeddings") << "/openai/deployments/embed/embeddings?api-version=1" << R"({"input":"a"})" << R"("model":"embed")" << "embeddings";
        QTest::newRow("azure completions") << "/openai/deployments/text/completions" << R"({"prompt":"a"})" << R"("model":"text")" << "completions";
        QTest::newRow("engines") << "/engines/embed/embeddings" << R"({"input":"a"})" << R"("model":"embed")" << "embeddings";
        QTest::newRow("bridged completion") << "/completions" << R"({"model":"claude","prompt":"Say hello","max_tokens":20})" << R"("object":"text_completion")" << "chat";
        QTest::newRow("fallback") << "/embeddings" << R"({"model":"bad","input":"a"})" << R"("model":"bad")" << "embeddings";
    }

    void jsonKinds()
    {
        QFETCH(const QString, path);
        QFETCH(const QString, body);
        QFETCH(const QString, expected);
        QFETCH(const QString, endpoint);
        GatewayWorld world(entries, fallbacks);
        const auto answer = world.send(path.toStdString(), body.toStdString());
        QVERIFY2(answer.status == 200 && answer.body.contains(expected.toStdString()), answer.body.c_str());
        QVERIFY(!headerValue(answer.headers, "x-litellm-model-id").empty());
        QVERIFY(!headerValue(answer.headers, "x-litellm-call-id").empty());
        const auto rows = world.ledger.rows();
        QCOMPARE(rows.back().draft.endpoint, endpoint.toStdString());
        QCOMPARE(rows.back().draft.parent, std::string(headerValue(answer.headers, "x-litellm-call-id")));
        QVERIFY(!rows.back().draft.deployment.empty());
        QCOMPARE(rows.back().state, AttemptState::Settled);
        if (path == "/embeddings" && body.contains("bad")) {
            QCOMPARE(headerValue(answer.headers, "x-litellm-attempted-fallbacks"), std::string_view("1"));
        }
    }

    void textStreams()
    {
        GatewayWorld world(entries);
        for (const std::string model : { "text", "claude" }) {
            const auto answer = world.send("/v1/completions", R"({"model":")" + model + R"(","prompt":"Say hello","stream":true,"stream_options":{"include_usage":true}})");
            QVERIFY2(answer.status == 200 && answer.body.ends_with("data: [DONE]\n\n"), answer.body.c_str());
            QVERIFY2(answer.body.contains("\"object\":\"text_completion\"") && answer.body.contains("\"finish_reason\":\"stop\""), answer.body.c_str());
            QVERIFY2(answer.body.contains("\"model\":\"" + model + "\"") && answer.body.contains("\"total_tokens\""), answer.body.c_str());
        }
    }

    void soundIsHeard_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("start");
        QTest::addColumn<QString>("type");
        QTest::newRow("json") << "" << "{\"text\":" << "application/json";
        QTest::newRow("verbose") << "verbose_json" << "{\"task\":" << "application/json";
        QTest::newRow("text") << "text" << "A simulated" << "text/plain";
        QTest::newRow("srt") << "srt" << "1\n00:00:00,000 --> " << "text/plain";
        QTest::newRow("vtt") << "vtt" << "WEBVTT\n\n" << "text/plain";
    }

    void soundIsHeard()
    {
        QFETCH(const QString, format);
        QFETCH(const QString, start);
        QFETCH(const QString, type);
        GatewayWorld world(entries);
        const Form form = soundForm("hear", format.toStdString());
        const auto answer = world.send("/v1/audio/transcriptions", form.body, GatewayWorld::masterKey, form.type);
        QVERIFY2(answer.status == 200 && answer.body.starts_with(start.toStdString()), answer.body.c_str());
        QVERIFY(headerValue(answer.headers, "content-type").starts_with(type.toStdString()));
        QCOMPARE(world.ledger.rows().at(0).draft.endpoint, std::string("transcription"));
        const Form azure = soundForm("", format.toStdString());
        QCOMPARE(world.send("/openai/deployments/hear/audio/transcriptions", azure.body, GatewayWorld::masterKey, azure.type).status, 200);
    }

    void soundIsMade()
    {
        GatewayWorld world(entries);
        const auto answer = world.send("/v1/audio/speech", R"({"model":"say","input":"Hello there","voice":"alloy"})");
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.body.starts_with("RIFF"));
        QCOMPARE(headerValue(answer.headers, "content-type"), std::string_view("audio/wav"));
        const auto row = world.ledger.rows().at(0);
        QCOMPARE(row.outcome.usage.units.inputCharacters, std::optional<std::int64_t>(11));
        QVERIFY(row.outcome.amount.money && row.outcome.amount.money->nanoDollars > 0);
        QVERIFY(!headerValue(answer.headers, "x-litellm-response-cost").empty());
    }

    void picturesAreEdited()
    {
        GatewayWorld world(entries);
        wire::MultipartForm form;
        form.add("model", "draw");
        form.add("prompt", "make it blue");
        form.addFile({ "image", "a.png", "image/png", "\x89PNG\r\n\r\n--x" });
        const std::string body = form.take();
        const auto answer = world.send("/v1/images/edits", body, GatewayWorld::masterKey, form.contentType());
        QVERIFY2(answer.status == 200 && answer.body.contains("\"b64_json\":"), answer.body.c_str());
    }

    void wrongCalls_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("body");
        QTest::addColumn<int>("status");
        const QString json = "application/json";
        QTest::newRow("no model") << "/embeddings" << json << R"({"input":"a"})" << 400;
        QTest::newRow("unknown model") << "/embeddings" << json << R"({"model":"none","input":"a"})" << 400;
        QTest::newRow("not json") << "/embeddings" << json << R"({"model":)" << 400;
        QTest::newRow("not an object") << "/rerank" << json << "[]" << 400;
        QTest::newRow("kind not there") << "/audio/speech" << json << R"({"model":"claude","input":"a"})" << 400;
        QTest::newRow("form where json is wanted") << "/embeddings" << "multipart/form-data; boundary=x" << "--x--" << 415;
        QTest::newRow("text") << "/audio/transcriptions" << "text/plain" << "a" << 415;
        QTest::newRow("json where a form is wanted") << "/audio/transcriptions" << json << R"({"model":"hear"})" << 400;
        QTest::newRow("no boundary") << "/audio/transcriptions" << "multipart/form-data" << "--x--" << 400;
        QTest::newRow("cut form") << "/audio/transcriptions" << "multipart/form-data; boundary=x" << "--x\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nhear" << 400;
        QTest::newRow("upstream fails") << "/images/generations" << json << R"({"model":"bad","prompt":"a"})" << 500;
    }

    void wrongCalls()
    {
        QFETCH(const QString, path);
        QFETCH(const QString, type);
        QFETCH(const QString, body);
        QFETCH(const int, status);
        GatewayWorld world({ entries.begin(), entries.end() }, "router_settings:\n  num_retries: 0\n");
        const auto answer = world.send(path.toStdString(), body.toStdString(), GatewayWorld::masterKey, type.toStdString());
        QVERIFY2(answer.status == status, (std::to_string(answer.status) + answer.body).c_str());
        QVERIFY2(answer.body.starts_with("{\"error\":{\"message\":\""), answer.body.c_str());
    }

    void keysLimitKindsToo()
    {
        GatewayWorld world(entries);
        const std::string key = world.newKey(R"({"models":["embed"],"max_budget":0.5})");
        QCOMPARE(world.send("/embeddings", R"({"model":"embed","input":"a"})", key).status, 200);
        QCOMPARE(world.send("/images/generations", R"({"model":"draw","prompt":"a"})", key).status, 401);
        const std::string poor = world.newKey(R"({"max_budget":0.0000001})");
        const auto refused = world.send("/images/generations", R"({"model":"draw","prompt":"a cat"})", poor);
        QVERIFY2(refused.status == 429 && refused.body.contains("budget_exceeded"), refused.body.c_str());
    }

    void formsCutAnywhere()
    {
        const Form form = soundForm("hear", "srt");
        QVERIFY(readForm(form.type, form.body).has_value());
        for (std::size_t size = 0; size + 4 < form.body.size(); ++size) {
            const auto read = readKindBody(CallKind::Transcription, form.type, std::string_view(form.body).substr(0, size));
            QVERIFY2(!read, std::to_string(size).c_str());
        }
    }

    void subtitlesFromTimes()
    {
        const auto json = wire::parseJson(R"({"text":"Hello you","segments":[{"start":0,"end":1.5,"text":" Hello"},{"start":61.25,"end":3661.5,"text":"you"}]})");
        QCOMPARE(*wire::subtitles("srt", *json), std::string("1\n00:00:00,000 --> 00:00:01,500\nHello\n\n2\n00:01:01,250 --> 01:01:01,500\nyou\n\n"));
        QVERIFY(wire::subtitles("vtt", *json)->starts_with("WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nHello\n"));
        QCOMPARE(*wire::subtitles("text", *json), std::string("Hello you\n"));
        QVERIFY(!wire::subtitles("json", *json));
    }
};

QTEST_GUILESS_MAIN(TestKindRoutes)
#include "tst_kind_routes.moc"
