// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/call_kind.h"
#include "providers/wire/kind_stream.h"
#include "providers/wire/url.h"
#include "tests/providers/wire/golden_replay.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::wire;
using namespace patchbay::wire::testing;

namespace {

Target targetOf(const std::string &provider, const std::string &model)
{
    static const Catalog catalog = *Catalog::builtIn();
    const ProviderEntry &row = *catalog.provider(provider);
    return { row, model, nullptr, row.apiBase, 1700000000 };
}

Result<std::string> translate(CallKind kind, const HttpResponse &response, const std::string &provider = "openai")
{
    const Target target = targetOf(provider, "m");
    return translateAnswer(kind, response, target, codecFor(target.provider.family));
}

QJsonValue made(CallKind kind, const QString &body, const std::string &provider = "openai")
{
    const Result<std::string> answer = translate(kind, { 200, {}, body.toStdString() }, provider);
    return answer ? parsed(*answer) : QJsonValue(text(answer.error().message));
}

// The vectors of a recorded body, wherever its provider puts them.
QJsonArray rawVectors(const QJsonObject &body)
{
    QJsonArray vectors;
    if (body.contains("data")) {
        for (const QJsonValue &item : body["data"].toArray()) {
            vectors.append(item["embedding"]);
        }
    } else if (body["embeddings"].isObject()) {
        vectors = body["embeddings"]["float"].toArray();
    } else if (body.contains("predictions")) {
        for (const QJsonValue &item : body["predictions"].toArray()) {
            vectors.append(item["embeddings"]["values"]);
        }
    } else if (body["embedding"].isArray()) {
        vectors.append(body["embedding"]);
    } else if (body["embedding"].isObject()) {
        vectors.append(body["embedding"]["values"]);
    } else {
        for (const QJsonValue &item : body["embeddings"].toArray()) {
            vectors.append(item.isArray()                           ? item
                               : item.toObject().contains("values") ? item["values"]
                                                                    : item["embedding"]);
        }
    }
    return vectors;
}

} // namespace

class TestCallKinds : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void embeddingShapes_data()
    {
        QTest::addColumn<QString>("body");
        QTest::addColumn<int>("tokens"); // -1: none told
        QTest::newRow("OpenAI")
            << R"({"object":"list","data":[{"object":"embedding","index":0,"embedding":[1,2.50]},{"index":1,"embedding":[3]}],"model":"m","usage":{"prompt_tokens":4,"total_tokens":4}})"
            << 4;
        QTest::newRow("Cohere")
            << R"({"id":"x","embeddings":{"float":[[1,2.50],[3]]},"meta":{"billed_units":{"input_tokens":5}}})" << 5;
        QTest::newRow("Cohere v1") << R"({"embeddings":[[1,2.50],[3]]})" << -1;
        QTest::newRow("Gemini batch")
            << R"({"embeddings":[{"values":[1,2.50]},{"values":[3]}],"usageMetadata":{"promptTokenCount":6}})" << 6;
        QTest::newRow("Vertex predict")
            << R"({"predictions":[{"embeddings":{"values":[1,2.50],"statistics":{"token_count":3}}},{"embeddings":{"values":[3],"statistics":{"token_count":4}}}]})"
            << 7;
        QTest::newRow("Ollama") << R"({"model":"m","embeddings":[[1,2.50],[3]],"prompt_eval_count":8})" << 8;
        QTest::newRow("watsonx") << R"({"results":[{"embedding":[1,2.50]},{"embedding":[3]}],"input_token_count":9})"
                                 << 9;
        QTest::newRow("TEI") << "[[1,2.50],[3]]" << -1;
        QTest::newRow("Cloudflare") << R"({"result":{"data":[[1,2.50],[3]]},"success":true})" << -1;
    }
    void embeddingShapes()
    {
        QFETCH(QString, body);
        QFETCH(int, tokens);
        const QJsonValue answer = made(CallKind::Embeddings, body);
        QCOMPARE(answer["object"], QJsonValue("list"));
        QCOMPARE(
            answer["data"],
            parsed(
                R"([{"object":"embedding","index":0,"embedding":[1,2.5]},{"object":"embedding","index":1,"embedding":[3]}])"));
        QCOMPARE(answer["model"], QJsonValue("m"));
        QCOMPARE(answer["usage"]["prompt_tokens"].toInt(-1), tokens);
        // The number's spelling stays.
        QVERIFY(translate(CallKind::Embeddings, { 200, {}, body.toStdString() })->contains("2.50"));
    }

    void embeddingsInTheOrderOfTheirInputs()
    {
        const auto vectors = [](const char *body) {
            QString list;
            for (const QJsonValue &item : made(CallKind::Embeddings, body)["data"].toArray()) {
                list += QString("%1:%2 ").arg(item["index"].toInt(-1)).arg(item["embedding"][0].toDouble());
            }
            return list.trimmed();
        };
        QCOMPARE(vectors(R"({"data":[{"index":2,"embedding":[3]},{"index":0,"embedding":[1]},{"index":1,"embedding":[2]}]})"),
                 "0:1 1:2 2:3");
        QCOMPARE(vectors(R"([{"index":1,"embedding":[2]},{"index":0,"embedding":[1]}])"), "0:1 1:2");
        // A part of the inputs keeps what it says of them.
        QCOMPARE(vectors(R"({"data":[{"index":5,"embedding":[6]},{"index":3,"embedding":[4]}]})"), "3:4 5:6");
        // Servers that call every vector the first, or number some of them only: the place counts.
        QCOMPARE(vectors(R"({"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[2]}]})"), "0:1 1:2");
        QCOMPARE(vectors(R"({"data":[{"embedding":[1]},{"index":0,"embedding":[2]}]})"), "0:1 1:2");
        QCOMPARE(vectors(R"({"data":[{"index":-1,"embedding":[1]},{"index":0,"embedding":[2]}]})"), "0:1 1:2");
    }

    void everyPictureCounts()
    {
        const QJsonValue six = made(CallKind::Images, R"({"status":"succeeded","output":["u0","u1","u2","u3","u4","u5"]})",
                                    "replicate");
        QCOMPARE(six["data"].toArray().size(), 6);
        QCOMPARE(six["data"][5]["url"], QJsonValue("u5"));
        QCOMPARE(made(CallKind::Images, R"({"output":"u"})", "replicate")["data"], parsed(R"([{"url":"u"}])"));
    }

    void refusedPicturesAreAMatterOfPolicy_data()
    {
        QTest::addColumn<QString>("body");
        QTest::newRow("Imagen") << R"({"predictions":[{"raiFilteredReason":"Unsafe prompt"}]})";
        QTest::newRow("Gemini") << R"({"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"}})";
        QTest::newRow("Stability") << R"({"images":[],"finish_reasons":["Filter reason: prompt"]})";
        QTest::newRow("Nova Canvas") << R"({"images":[],"error":"Blocked by our content filters"})";
    }
    void refusedPicturesAreAMatterOfPolicy()
    {
        QFETCH(QString, body);
        const Result<std::string> answer = translate(CallKind::Images, { 200, {}, body.toStdString() }, "bedrock");
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorClass::ContentPolicyViolation);
    }

    void whatPicturesOfGeminiUse()
    {
        const QJsonValue drawn = made(
            CallKind::Images,
            R"({"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"QQ=="}}]}}],"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":1290,"totalTokenCount":1297}})",
            "gemini");
        QCOMPARE(drawn["usage"], parsed(R"({"input_tokens":7,"output_tokens":1290,"total_tokens":1297})"));
        QCOMPARE(drawn["data"][0]["b64_json"], QJsonValue("QQ=="));
    }

    void bedrockCountsInAHeader()
    {
        const Result<std::string> counted =
            translate(CallKind::Embeddings, { 200, { { "x-amzn-bedrock-input-token-count", "7" } }, R"({"embeddings":[[1]]})" },
                      "bedrock");
        QCOMPARE(parsed(*counted)["usage"]["prompt_tokens"], QJsonValue(7));
        const Result<std::string> nonsense =
            translate(CallKind::Embeddings, { 200, { { "x-amzn-bedrock-input-token-count", "7x" } }, R"({"embeddings":[[1]]})" },
                      "bedrock");
        QVERIFY(parsed(*nonsense)["usage"].isUndefined());
    }

    void streamsThatAreCutFail()
    {
        const std::string completion
            = "data: {\"id\":\"c\",\"object\":\"text_completion\",\"choices\":[{\"index\":0,\"text\":\"Hi\",\"finish_reason\":null}]}\n\n";
        const std::string response
            = "data: {\"type\":\"response.created\",\"response\":{\"id\":\"r\",\"object\":\"response\",\"status\":\"in_progress\",\"output\":[]}}\n\n"
              "data: {\"type\":\"response.output_text.delta\",\"delta\":\"Hi\"}\n\n";
        const std::string completed
            = "data: {\"type\":\"response.completed\",\"response\":{\"id\":\"r\",\"object\":\"response\",\"status\":\"completed\",\"output\":[]}}\n\n";
        const auto ends = [](CallKind kind, const std::string &bytes) {
            KindStream stream = *KindStream::make(kind, targetOf("openai", "m"), codecFor(ApiFamily::OpenAiChat));
            std::vector<std::string> events;
            const Result<void> fed = stream.feed(bytes, events);
            const Result<void> ended = fed ? stream.finish(events) : fed;
            return ended ? std::optional<ErrorClass>() : std::optional(ended.error().kind);
        };
        QCOMPARE(ends(CallKind::Completions, completion), ErrorClass::ApiConnection);
        QVERIFY(!ends(CallKind::Completions, completion + "data: [DONE]\n\n"));
        QCOMPARE(ends(CallKind::Responses, response), ErrorClass::ApiConnection);
        QVERIFY(!ends(CallKind::Responses, response + completed));
        // Inside an event as well.
        QCOMPARE(ends(CallKind::Responses, response + completed.substr(0, 40)), ErrorClass::ApiConnection);
        QCOMPARE(ends(CallKind::Completions, completion + completion.substr(0, 40)), ErrorClass::ApiConnection);
    }

    void wrongEmbeddings()
    {
        for (const char *body : { "{}", "<html>", "", R"({"data":[]})", R"({"embeddings":[{"x":1}]})", "nonsense" }) {
            const Result<std::string> answer = translate(CallKind::Embeddings, { 200, {}, body });
            QVERIFY(!answer);
            QCOMPARE(answer.error().kind, ErrorClass::ApiResponseValidation);
        }
        QCOMPARE(
            translate(CallKind::Embeddings, { 200, {}, R"({"error":{"message":"m","type":"invalid_request_error"}})" })
                .error()
                .kind,
            ErrorClass::BadRequest);
    }

    void vectorsInBase64()
    {
        const std::string list =
            R"({"object":"list","data":[{"object":"embedding","index":0,"embedding":[1,-2.5,0.1]},{"object":"embedding","index":1,"embedding":"AAAA"}],"model":"m","usage":{"prompt_tokens":1}})";
        const QJsonValue made = parsed(vectorsAsBase64(list));
        const QByteArray bytes = QByteArray::fromBase64(made["data"][0]["embedding"].toString().toLatin1());
        QCOMPARE(bytes.toHex(), QByteArray("0000803f000020c0cdcccc3d"));
        QCOMPARE(made["data"][1]["embedding"], QJsonValue("AAAA")); // what came so stays so
        QCOMPARE(made["data"][1]["index"], QJsonValue(1));
        QCOMPARE(made["usage"]["prompt_tokens"], QJsonValue(1));
    }

    void goldenEmbeddings_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("provider");
        QTest::addColumn<int>("count");
        QTest::newRow("OpenAI") << "openai-embeddings" << "openai" << 4;
        QTest::newRow("Voyage") << "voyage" << "voyage" << 5;
        QTest::newRow("Cohere") << "cohere" << "cohere" << 2;
        QTest::newRow("Bedrock") << "bedrock-invoke" << "bedrock" << 13;
        QTest::newRow("Vertex") << "vertex" << "vertex_ai" << 3;
        QTest::newRow("Gemini") << "gemini" << "gemini" << 3;
    }
    void goldenEmbeddings()
    {
        QFETCH(QString, file);
        QFETCH(QString, provider);
        QFETCH(int, count);
        const std::vector<QByteArray> lines = sharedLines("golden/" + file + ".jsonl");
        if (lines.empty()) {
            QSKIP("the shared recordings are not here");
        }
        int compared = 0;
        for (const QByteArray &line : lines) {
            const Recording recording(line);
            const QJsonObject body = recording.body();
            const bool embeds = body.contains("embeddings") || body.contains("embedding")
                || body.contains("predictions") || body["data"][0].toObject().contains("embedding");
            if (recording.kind != "json" || !embeds) {
                continue;
            }
            const Result<std::string> answer =
                translate(CallKind::Embeddings, recording.response, provider.toStdString());
            QVERIFY2(answer, recording.id.c_str());
            QCOMPARE(rawVectors(parsed(*answer).toObject()), rawVectors(body));
            ++compared;
        }
        QCOMPARE(compared, count);
    }

    void rerankShapes_data()
    {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("expected");
        QTest::newRow("Cohere")
            << R"({"id":"i","results":[{"index":1,"relevance_score":0.10},{"index":0,"relevance_score":0.05}],"meta":{"billed_units":{"search_units":1}}})"
            << R"({"id":"i","results":[{"index":1,"relevance_score":0.1},{"index":0,"relevance_score":0.05}],"meta":{"billed_units":{"search_units":1}}})";
        QTest::newRow("Voyage")
            << R"({"object":"list","data":[{"relevance_score":0.4,"index":0,"document":"d"}],"model":"rerank-2","usage":{"total_tokens":26}})"
            << R"({"model":"rerank-2","results":[{"index":0,"relevance_score":0.4,"document":{"text":"d"}}],"meta":{"billed_units":{"total_tokens":26},"tokens":{"input_tokens":26}}})";
        QTest::newRow("Bedrock") << R"({"results":[{"index":5,"relevanceScore":0.3}]})"
                                 << R"({"results":[{"index":5,"relevance_score":0.3}]})";
        QTest::newRow("TEI") << R"([{"index":2,"score":0.9}])" << R"({"results":[{"index":2,"relevance_score":0.9}]})";
    }
    void rerankShapes()
    {
        QFETCH(QString, body);
        QFETCH(QString, expected);
        QJsonObject answer = made(CallKind::Rerank, body).toObject();
        QVERIFY(!answer["id"].toString().isEmpty());
        if (!parsed(expected.toStdString()).toObject().contains("id")) {
            answer.remove("id");
        }
        QCOMPARE(QJsonValue(answer), parsed(expected.toStdString()));
        QVERIFY(made(CallKind::Rerank, R"({"results":[{"index":1}]})").isString());
    }

    void goldenRerank()
    {
        int compared = 0;
        for (const QString &file : { QString("cohere"), QString("bedrock-invoke") }) {
            for (const QByteArray &line : sharedLines("golden/" + file + ".jsonl")) {
                const Recording recording(line);
                if (recording.op.contains("rerank")) {
                    const QJsonArray raw = recording.body()["results"].toArray();
                    const QJsonArray ours =
                        parsed(*translate(CallKind::Rerank, recording.response))["results"].toArray();
                    QCOMPARE(ours.size(), raw.size());
                    QCOMPARE(ours[0]["index"], raw[0]["index"]);
                    ++compared;
                }
            }
        }
        if (compared == 0) {
            QSKIP("the shared recordings are not here");
        }
        QCOMPARE(compared, 2);
    }

    void transcriptions()
    {
        const QJsonValue deepgram =
            made(CallKind::Transcription, R"({"metadata":{"duration":2.5,"request_id":"r"},"results":{"channels":[
            {"detected_language":"en","alternatives":[{"transcript":"hello there","confidence":0.9,"words":[{"word":"hello","punctuated_word":"Hello,","start":0.1,"end":0.5,"confidence":1}]}]},
            {"alternatives":[{"transcript":"second"}]}],"utterances":[{"start":0,"end":1,"transcript":"hello there"}]}})",
                 "deepgram");
        QCOMPARE(deepgram["text"], QJsonValue("hello there\nsecond"));
        QCOMPARE(deepgram["language"], QJsonValue("en"));
        QCOMPARE(deepgram["duration"], QJsonValue(2.5));
        QCOMPARE(deepgram["words"], parsed(R"([{"word":"Hello,","start":0.1,"end":0.5,"confidence":1}])"));
        QCOMPARE(deepgram["segments"][0]["text"], QJsonValue("hello there"));
        QCOMPARE(made(CallKind::Transcription, "WEBVTT\n\n00:00 --> 00:01\nHi")["text"],
                 QJsonValue("WEBVTT\n\n00:00 --> 00:01\nHi"));
        QCOMPARE(made(CallKind::Transcription,
                      R"({"text":"Hi","usage":{"type":"duration","seconds":3}})")["usage"]["seconds"],
                 QJsonValue(3));
        QVERIFY(!translate(CallKind::Transcription, { 200, {}, "<html>" }));
        QVERIFY(!translate(CallKind::Transcription, { 200, {}, "{}" }));
    }

    void goldenTranscriptions()
    {
        const std::vector<QByteArray> lines = sharedLines("golden/deepgram.jsonl");
        if (lines.empty()) {
            QSKIP("the shared recordings are not here");
        }
        const Recording recording(lines.front());
        const QJsonValue alternative = recording.body()["results"]["channels"][0]["alternatives"][0];
        const QJsonValue answer = parsed(*translate(CallKind::Transcription, recording.response, "deepgram"));
        QCOMPARE(answer["text"], alternative["transcript"]);
        QCOMPARE(answer["words"].toArray().size(), alternative["words"].toArray().size());
        QCOMPARE(answer["duration"], recording.body()["metadata"]["duration"]);
        for (const QByteArray &line : sharedLines("golden/openai-audio.jsonl")) {
            const Recording audio(line);
            QCOMPARE(parsed(*translate(CallKind::Transcription, audio.response)), QJsonValue(audio.body()));
        }
    }

    void aChatsStreamBecomesChunksOfACompletion()
    {
        const std::string stream
            = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"model\":\"claude\",\"role\":\"assistant\",\"content\":[],\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}}\n\n"
              "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
              "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi \"}}\n\n"
              "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"there\"}}\n\n"
              "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
              "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":2}}\n\n"
              "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
        for (const std::size_t piece : { 1, 13, 100000 }) {
            Result<KindStream> reader
                = KindStream::make(CallKind::Completions, targetOf("anthropic", "claude"), codecFor(ApiFamily::AnthropicMessages));
            std::vector<std::string> events;
            for (std::size_t at = 0; at < stream.size(); at += piece) {
                QVERIFY(reader->feed(std::string_view(stream).substr(at, piece), events));
            }
            QVERIFY(reader->finish(events));
            QCOMPARE(events.size(), 4U);
            QCOMPARE(parsed(events[0])["choices"][0]["text"], QJsonValue("Hi "));
            QCOMPARE(parsed(events[1])["choices"][0]["text"], QJsonValue("there"));
            QCOMPARE(parsed(events[2])["choices"][0]["finish_reason"], QJsonValue("stop"));
            QCOMPARE(parsed(events[3])["usage"]["total_tokens"], QJsonValue(5));
            QCOMPARE(parsed(events[3])["object"], QJsonValue("text_completion"));
            QCOMPARE(parsed(reader->folded())["choices"][0]["text"], QJsonValue("Hi there"));
        }
    }

    // What comes before bytes that are no stream is told, however those are cut.
    void theFirstPieceSaysTheSameHoweverItIsCut_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("own") << QByteArray("data: {\"object\":\"text_completion\",\"choices\":[{\"text\":\"a\",\"index\":0}]}\n\ndata: nonsense\n\n");
        QTest::newRow("a chat's") << QByteArray("data: {\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\ndata: nonsense\n\n");
        QTest::newRow("nothing before") << QByteArray("data: nonsense\n\n");
    }
    void theFirstPieceSaysTheSameHoweverItIsCut()
    {
        QFETCH(const QByteArray, bytes);
        const std::string text = bytes.toStdString();
        const auto read = [&](std::size_t cut) {
            Result<KindStream> stream = KindStream::make(CallKind::Completions, targetOf("openai", "m"), codecFor(ApiFamily::OpenAiChat));
            std::vector<std::string> events;
            const bool whole = stream->feed(std::string_view(text).substr(0, cut), events).has_value()
                && stream->feed(std::string_view(text).substr(cut), events).has_value() && stream->finish(events).has_value();
            return std::pair(whole, events);
        };
        const auto expected = read(text.size());
        QVERIFY(!expected.first);
        for (std::size_t cut = 0; cut < text.size(); ++cut) {
            QVERIFY2(read(cut) == expected, std::to_string(cut).c_str());
        }
    }

    void addressesWithoutASlash()
    {
        QCOMPARE(endpointUrl("http://a.example/v1", "models"), "http://a.example/v1models");
        QCOMPARE(endpointUrl("http://a.example/v1", "/v1/models"), "http://a.example/v1/models");
        QCOMPARE(endpointUrl("", "\n"), "\n");
        QCOMPARE(endpointUrl("http://a.example", ""), "http://a.example");
    }

    void completions()
    {
        const QJsonValue chat = made(
            CallKind::Completions,
            R"({"id":"c","object":"chat.completion","created":5,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]})");
        QCOMPARE(chat["object"], QJsonValue("text_completion"));
        QCOMPARE(chat["choices"][0]["text"], QJsonValue("Hi"));
        const std::vector<QByteArray> lines = sharedLines("golden/openai-completions.jsonl");
        if (lines.empty()) {
            QSKIP("the shared recordings are not here");
        }
        for (const QByteArray &line : lines) {
            const Recording recording(line);
            if (recording.kind == "json") {
                const QJsonValue answer = parsed(*translate(CallKind::Completions, recording.response));
                QCOMPARE(answer["choices"], recording.body()["choices"]);
                QCOMPARE(answer["usage"]["completion_tokens"], recording.body()["usage"]["completion_tokens"]);
                continue;
            }
            for (const std::size_t piece : { 1, 17, 100000 }) {
                Result<KindStream> stream =
                    KindStream::make(CallKind::Completions, targetOf("openai", "m"), codecFor(ApiFamily::OpenAiChat));
                std::vector<std::string> events;
                for (std::size_t at = 0; at < recording.response.body.size(); at += piece) {
                    QVERIFY(stream->feed(std::string_view(recording.response.body).substr(at, piece), events));
                }
                QVERIFY(stream->finish(events));
                const QJsonValue answer = parsed(stream->folded());
                QVERIFY(answer["choices"][0]["text"].toString().startsWith("The holiday is"));
                QCOMPARE(answer["choices"][0]["finish_reason"], QJsonValue("length"));
                QCOMPARE(answer["usage"]["total_tokens"], QJsonValue(30));
            }
        }
        QVERIFY(!KindStream::make(CallKind::Embeddings, targetOf("openai", "m"), codecFor(ApiFamily::OpenAiChat)));
    }
};

QTEST_APPLESS_MAIN(TestCallKinds)
#include "tst_call_kinds.moc"
