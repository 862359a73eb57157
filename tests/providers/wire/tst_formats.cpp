// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the formats allow and no recording shows: large lines, missing ids, empty streams, parameters of one API that
// another has no place for.
#include "providers/wire/json_view.h"
#include "wire_support.h"

#include <QTest>

#include <set>

using namespace patchbay;
using namespace patchbay::wire;
using namespace patchbay::test;

namespace {

// The body that a request in OpenAI's form becomes, or the error's class.
std::string encoded(const char *model, const std::string &request)
{
    const ResolvedModel resolved = *catalog().resolve(model);
    Target target = targetOf(resolved);
    if (target.apiBase.empty()) {
        target.apiBase = "https://models.example/v1"; // wants an address of one's own
    }
    target.settings = { { "project", "p" }, { "region", "us-east-1" }, { "location", "us-central1" }, { "account", "a" } };
    const Result<ChatRequest> parsed = parseChatRequest(request);
    const Result<HttpRequest> http = parsed.and_then(
        [&](const ChatRequest &asked) { return codecFor(resolved.family()).encode(asked, target); });
    return http ? http->body : std::string(className(http.error().kind)) + " " + http.error().message;
}

std::string asking(const std::string &more, const std::string &messages = R"([{"role":"user","content":"x"}])")
{
    return R"({"messages":)" + messages + (more.empty() ? "" : ",") + more + "}";
}

StreamOutcome decoded(const char *model, const std::string &bytes)
{
    const ResolvedModel resolved = *catalog().resolve(model);
    return decodeStream(codecFor(resolved.family()), targetOf(resolved), { bytes });
}

HttpResponse cohereAnswer(const std::string &reason)
{
    return { 200, {}, "{\"id\":\"1\",\"finish_reason\":\"" + reason + "\",\"message\":{\"role\":\"assistant\",\"content\":[]}}" };
}

HttpResponse minimaxAnswer(int code)
{
    return { 200, {}, "{\"id\":\"\",\"choices\":null,\"base_resp\":{\"status_code\":" + std::to_string(code) + ",\"status_msg\":\"said so\"}}" };
}

} // namespace

class TestFormats : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aPictureIsOneLine_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QByteArray>("tail");
        QTest::newRow("gemini") << QByteArray("gemini/gemini-2.5-flash-image")
                                << QByteArray("data: {\"candidates\":[{\"content\":{\"parts\":[{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"")
                                << QByteArray("\"}}]},\"finishReason\":\"STOP\"}]}\n\n");
        QTest::newRow("openrouter") << QByteArray("openrouter/google/gemini-2.5-flash-image")
                                    << QByteArray("data: {\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{\"images\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,")
                                    << QByteArray("\"}}]},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
        QTest::newRow("responses") << QByteArray("openai/responses/gpt-5")
                                   << QByteArray("data: {\"type\":\"response.completed\",\"response\":{\"id\":\"r\",\"status\":\"completed\",\"output\":[{\"type\":\"image_generation_call\",\"result\":\"")
                                   << QByteArray("\"}]}}\n\n");
        QTest::newRow("ollama") << QByteArray("ollama/llama3") << QByteArray("{\"message\":{\"role\":\"assistant\",\"content\":\"")
                                << QByteArray("\"},\"done\":true,\"done_reason\":\"stop\"}\n");
    }
    void aPictureIsOneLine()
    {
        QFETCH(const QByteArray, model);
        QFETCH(const QByteArray, head);
        QFETCH(const QByteArray, tail);
        const QByteArray large = head + QByteArray(6 * 1024 * 1024, 'A') + tail;
        const StreamOutcome outcome = decoded(model.constData(), large.toStdString());
        QVERIFY2(outcome.result.has_value(), outcome.result ? "" : outcome.result.error().message.c_str());
        const QByteArray endless = head + QByteArray(25 * 1024 * 1024, 'A');
        const StreamOutcome refused = decoded(model.constData(), endless.toStdString());
        QVERIFY(!refused.result && refused.result.error().message.contains("too long"));
    }

    void onlyOpenAiTellsDevelopersFromSystems_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<bool>("kept");
        for (const char *model : { "openai/gpt-4o", "azure/x", "openai/responses/gpt-5" }) {
            QTest::newRow(model) << QByteArray(model) << true;
        }
        for (const char *model : { "deepseek/m", "mistral/m", "dashscope/m", "groq/m", "watsonx/m", "databricks/m",
                                   "openrouter/a/b", "vertex_ai/meta/llama-3", "bedrock/invoke/mistral.x", "hosted_vllm/m" }) {
            QTest::newRow(model) << QByteArray(model) << false;
        }
    }
    void onlyOpenAiTellsDevelopersFromSystems()
    {
        QFETCH(const QByteArray, model);
        QFETCH(const bool, kept);
        const std::string body = encoded(model.constData(), asking("", R"([{"role":"developer","content":"D"},{"role":"user","content":"u"}])"));
        QCOMPARE(body.contains("\"developer\""), kept);
        QVERIFY2(body.contains('D'), body.c_str());
    }

    // LiteLLM's options are for whoever makes the call.
    void optionsOfTheCallReachNoProvider_data() { families(); }
    void optionsOfTheCallReachNoProvider()
    {
        QFETCH(const QByteArray, model);
        const std::string body = encoded(model.constData(), asking(R"("timeout":2,"num_retries":3,"fallbacks":["a"],"extra_headers":{"a":"b"},
            "custom_llm_provider":"x","mock_response":"m","allowed_openai_params":["a"],"additional_drop_params":["b"],"max_retries":1)"));
        QVERIFY2(body.starts_with('{'), body.c_str());
        for (const char *name : { "timeout", "num_retries", "fallbacks", "extra_headers", "custom_llm_provider",
                                  "mock_response", "allowed_openai_params", "additional_drop_params", "max_retries" }) {
            QVERIFY2(!body.contains("\"" + std::string(name) + "\""), body.c_str());
        }
    }

    // A word that nobody knows is refused where it cannot be passed on; left out in silence it would lie.
    void unknownWordsAreRefused_data() { families(); }
    void unknownWordsAreRefused()
    {
        QFETCH(const QByteArray, model);
        const std::string tool = R"("tools":[{"type":"function","function":{"name":"f"}}],)";
        for (const std::string wish : { R"("tool_choice":"sometimes")", R"("response_format":{"type":"sonnet"})", R"("reasoning_effort":"heroic")" }) {
            const std::string refused = encoded(model.constData(), asking(tool + wish));
            QVERIFY2(refused.starts_with("UnsupportedParamsError"), refused.c_str());
            const std::string dropped = encoded(model.constData(), asking(tool + R"("drop_params":true,)" + wish));
            QVERIFY2(dropped.starts_with('{') && !dropped.contains("sometimes") && !dropped.contains("heroic"), dropped.c_str());
        }
    }

    void responsesTakeNoVideo()
    {
        const std::string messages = R"([{"role":"user","content":[{"type":"text","text":"x"},{"type":"video_url","video_url":{"url":"https://a.example/b.mp4"}}]}])";
        QVERIFY(encoded("openai/responses/gpt-5", asking("", messages)).contains("takes no video"));
        const std::string dropped = encoded("openai/responses/gpt-5", asking(R"("drop_params":true)", messages));
        QVERIFY2(dropped.starts_with('{') && !dropped.contains("mp4"), dropped.c_str());
    }

    // JavaScript's servers cut between the halves of a pair.
    void anEmojiInTwoHalves_data()
    {
        QTest::addColumn<QList<QByteArray>>("pieces");
        QTest::addColumn<QByteArray>("text");
        using Pieces = QList<QByteArray>;
        QTest::newRow("two") << Pieces { "a\\ud83d", "\\ude00b" } << QByteArray("a\xF0\x9F\x98\x80" "b");
        QTest::newRow("alone between") << Pieces { "\\uD83D", "\\uDE00" } << QByteArray("\xF0\x9F\x98\x80");
        QTest::newRow("never went on") << Pieces { "a\\ud83d", "b" } << QByteArray("a\xEF\xBF\xBD" "b");
        QTest::newRow("the end") << Pieces { "a\\ud83d" } << QByteArray("a\xEF\xBF\xBD");
        QTest::newRow("only its spelling") << Pieces { "a\\\\ud83d", "b" } << QByteArray("a\\ud83db");
    }
    void anEmojiInTwoHalves()
    {
        QFETCH(const QList<QByteArray>, pieces);
        QFETCH(const QByteArray, text);
        std::string bytes;
        for (const QByteArray &piece : pieces) {
            bytes += "data: {\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + piece.toStdString() + "\"}}]}\n\n";
        }
        bytes += "data: {\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
        const StreamOutcome outcome = decoded("openai/gpt-4o", bytes);
        QVERIFY(outcome.result.has_value());
        QCOMPARE(QByteArray::fromStdString(outcome.folder.response().choices.front().content.value_or("")), text);
    }

    void whatOnlyOpenAiKnowsIsRefusedElsewhere_data() { families(); }
    void whatOnlyOpenAiKnowsIsRefusedElsewhere()
    {
        QFETCH(const QByteArray, model);
        const std::string wish = R"("verbosity":"low","safety_identifier":"s","prompt_cache_key":"k","prompt_cache_retention":"24h")";
        const std::string refused = encoded(model.constData(), asking(wish));
        QVERIFY2(refused.starts_with("UnsupportedParamsError") && refused.contains("verbosity") && refused.contains("prompt_cache_key"),
                 refused.c_str());
        const std::string body = encoded(model.constData(), asking(wish + R"(,"drop_params":true)"));
        QVERIFY2(body.starts_with('{') && !body.contains("verbosity") && !body.contains("safety_identifier") && !body.contains("prompt_cache"),
                 body.c_str());
        QVERIFY(encoded("openai/gpt-5", asking(wish)).contains("\"verbosity\":\"low\""));
    }

    void theUserIsLeftOutInSilence_data()
    {
        QTest::addColumn<QByteArray>("model");
        for (const char *model : { "bedrock/anthropic.claude-sonnet-4-5-v1:0", "mistral/mistral-large-latest", "vertex_ai/mistral-large@2411" }) {
            QTest::newRow(model) << QByteArray(model);
        }
    }
    void theUserIsLeftOutInSilence()
    {
        QFETCH(const QByteArray, model);
        const std::string body = encoded(model.constData(), asking(R"("user":"u-1234")"));
        QVERIFY2(body.starts_with('{') && !body.contains("u-1234"), body.c_str());
        QVERIFY(encoded("openai/gpt-4o", asking(R"("user":"u-1234")")).contains("u-1234"));
    }

    void promptsOfBedrockTakeNoTools_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::newRow("llama") << QByteArray("bedrock/invoke/meta.llama3-8b-instruct-v1:0");
        QTest::newRow("titan") << QByteArray("bedrock/invoke/amazon.titan-text-express-v1");
    }
    void promptsOfBedrockTakeNoTools()
    {
        QFETCH(const QByteArray, model);
        const std::string tools = R"("tools":[{"type":"function","function":{"name":"f"}}])";
        QVERIFY(encoded(model.constData(), asking(tools)).starts_with("UnsupportedParamsError"));
        QVERIFY(encoded(model.constData(), asking(R"("response_format":{"type":"json_object"})")).starts_with("UnsupportedParamsError"));
        QVERIFY(encoded(model.constData(), asking("")).starts_with('{'));
    }

    void allowedToolsAreThoseThatAreLeft_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("mode");
        QTest::addColumn<QByteArray>("words");
        QTest::newRow("gemini, one of them") << QByteArray("gemini/gemini-2.5-flash") << QByteArray("required") << QByteArray("\"ANY\"");
        QTest::newRow("gemini, if it likes") << QByteArray("gemini/gemini-2.5-flash") << QByteArray("auto") << QByteArray("\"AUTO\"");
        QTest::newRow("claude, one of them") << QByteArray("anthropic/claude-sonnet-4-5") << QByteArray("required") << QByteArray("\"any\"");
        QTest::newRow("claude, if it likes") << QByteArray("anthropic/claude-sonnet-4-5") << QByteArray("auto") << QByteArray("\"auto\"");
    }
    void allowedToolsAreThoseThatAreLeft()
    {
        QFETCH(const QByteArray, model);
        QFETCH(const QByteArray, mode);
        QFETCH(const QByteArray, words);
        const std::string tools = R"("tools":[{"type":"function","function":{"name":"first"}},{"type":"function","function":{"name":"second"}}],)";
        for (const char *form : { R"({"type":"allowed_tools","allowed_tools":{"mode":"%1","tools":[{"type":"function","function":{"name":"second"}}]}})",
                                  R"({"type":"allowed_tools","mode":"%1","tools":[{"type":"function","name":"second"}]})" }) {
            const std::string choice = QString::fromUtf8(form).arg(QString::fromUtf8(mode)).toStdString();
            const std::string body = encoded(model.constData(), asking(tools + "\"tool_choice\":" + choice));
            QVERIFY2(body.contains("second") && !body.contains("first") && body.contains(words.toStdString()), body.c_str());
            QVERIFY2(!body.contains("allowed_tools"), body.c_str());
        }
    }

    void whatAToolShowsIsSeen_data()
    {
        QTest::addColumn<QByteArray>("model");
        for (const char *model : { "gemini/gemini-2.5-flash", "openai/responses/gpt-5", "anthropic/claude-sonnet-4-5" }) {
            QTest::newRow(model) << QByteArray(model);
        }
    }
    void whatAToolShowsIsSeen()
    {
        QFETCH(const QByteArray, model);
        const std::string body = encoded(model.constData(), asking("", R"([{"role":"user","content":"x"},
            {"role":"assistant","content":null,"tool_calls":[{"id":"t","type":"function","function":{"name":"look","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"t","content":[{"type":"text","text":"seen"},{"type":"image_url","image_url":{"url":"data:image/png;base64,QUFBQQ=="}}]}])"));
        QVERIFY2(body.contains("QUFBQQ==") && body.contains("seen"), body.c_str());
    }

    void aStreamWithoutAnAnswerIsNone_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("done alone") << QByteArray("openai/gpt-4o") << QByteArray("data: [DONE]\n\n");
        QTest::newRow("something else") << QByteArray("openai/gpt-4o") << QByteArray("data: {\"foo\":1}\n\ndata: [DONE]\n\n");
        QTest::newRow("stop alone") << QByteArray("anthropic/claude-sonnet-4-5")
                                    << QByteArray("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    }
    void aStreamWithoutAnAnswerIsNone()
    {
        QFETCH(const QByteArray, model);
        QFETCH(const QByteArray, bytes);
        const StreamOutcome outcome = decoded(model.constData(), bytes.toStdString());
        QVERIFY(!outcome.result);
        QVERIFY2(outcome.result.error().message.contains("without an answer"), outcome.result.error().message.c_str());
    }

    // Two answers in one conversation never share the ids of their calls.
    void callsHaveIdsOfTheirOwn()
    {
        std::set<std::string> ids;
        for (const char *city : { "Rome", "Oslo" }) {
            const std::string bytes = "data: {\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"f\",\"args\":{\"city\":\""
                + std::string(city) + "\"}}}]},\"finishReason\":\"STOP\"}]}\n\n";
            const StreamOutcome outcome = decoded("gemini/gemini-2.5-flash", bytes);
            QVERIFY(outcome.result);
            const ChatResponse answer = outcome.folder.response();
            QVERIFY(answer.id.starts_with("chatcmpl-"));
            ids.insert(answer.choices.front().toolCalls.front().id);
        }
        QCOMPARE(ids.size(), 2U);
        const StreamOutcome none = decoded("openai/gpt-4o", "data: {\"id\":null,\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}]}\n\n");
        QVERIFY(none.folder.response().id.starts_with("chatcmpl-"));
    }

    void whatProvidersSayOfErrorsIsUnderstood_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<int>("milliseconds");
        const auto row = [](const char *name, const char *model, int status, const char *body, const char *kind, int wait = -1) {
            QTest::newRow(name) << QByteArray(model) << status << QByteArray(body) << QByteArray(kind) << wait;
        };
        row("watsonx quota", "watsonx/m", 403, R"({"errors":[{"code":"token_quota_reached","message":"The token quota is reached."}]})", "RateLimitError");
        row("xAI credits", "xai/grok-4", 403, R"({"code":"x","error":"Your team doesn't have any credits yet."})", "RateLimitError");
        row("DashScope content", "dashscope/qwen-max", 400, R"({"error":{"code":"data_inspection_failed","message":"Input data may contain inappropriate content."}})", "ContentPolicyViolationError");
        row("Volcengine content", "volcengine/m", 400, R"({"error":{"code":"SensitiveContentDetected","message":"The request may contain sensitive information."}})", "ContentPolicyViolationError");
        row("one second", "replicate/a/b", 429, R"({"detail":"Request was throttled. Expected available in 1 second."})", "RateLimitError", 1'000);
        row("a minute", "openai/gpt-4o", 429, R"({"error":{"message":"Rate limit reached. Please try again in 1 minute."}})", "RateLimitError", 60'000);
        row("loading", "huggingface/a/b", 503, R"({"error":"Model is loading","estimated_time":20.5})", "ServiceUnavailableError", 20'500);
    }
    void whatProvidersSayOfErrorsIsUnderstood()
    {
        QFETCH(const QByteArray, model);
        QFETCH(const int, status);
        QFETCH(const QByteArray, body);
        QFETCH(const QByteArray, kind);
        QFETCH(const int, milliseconds);
        const ResolvedModel resolved = *catalog().resolve(model.toStdString());
        const Error error = codecFor(resolved.family()).decodeError({ status, {}, body.toStdString() }, targetOf(resolved));
        QCOMPARE(std::string(className(error.kind)), kind.toStdString());
        QCOMPARE(error.retryAfter ? static_cast<int>(error.retryAfter->count()) : -1, milliseconds);
    }

    void minimaxSaysItWithStatusTwoHundred_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<bool>("quota");
        QTest::newRow("rate") << 1002 << QByteArray("RateLimitError") << false;
        QTest::newRow("key") << 1004 << QByteArray("AuthenticationError") << false;
        QTest::newRow("balance") << 1008 << QByteArray("RateLimitError") << true;
        QTest::newRow("content") << 1026 << QByteArray("ContentPolicyViolationError") << false;
        QTest::newRow("theirs") << 1000 << QByteArray("InternalServerError") << false;
    }
    void minimaxSaysItWithStatusTwoHundred()
    {
        QFETCH(const int, code);
        QFETCH(const QByteArray, kind);
        QFETCH(const bool, quota);
        const ResolvedModel resolved = *catalog().resolve("minimax/MiniMax-M2");
        const Result<ChatResponse> answer = codecFor(resolved.family()).decode(minimaxAnswer(code), targetOf(resolved));
        QVERIFY(!answer);
        QCOMPARE(std::string(className(answer.error().kind)), kind.toStdString());
        QCOMPARE(answer.error().quotaExhausted, quota);
        QVERIFY(answer.error().message.contains("said so"));
    }

    void anAnswerOfCoheresThatEndsInAnErrorIsNone()
    {
        const ResolvedModel resolved = *catalog().resolve("cohere/command-a-03-2025");
        for (const auto &[reason, kind] : { std::pair("ERROR", ErrorClass::InternalServer), std::pair("TIMEOUT", ErrorClass::Timeout) }) {
            const Result<ChatResponse> answer = codecFor(resolved.family()).decode(cohereAnswer(reason), targetOf(resolved));
            QVERIFY(!answer && answer.error().kind == kind);
        }
    }

    void aWrongKeyInAStreamIsOne()
    {
        const StreamOutcome outcome = decoded("openai/gpt-4o", "data: {\"error\":{\"message\":\"Incorrect API key provided\",\"type\":\"invalid_request_error\",\"code\":\"invalid_api_key\"}}\n\n");
        const auto failed = std::ranges::find_if(outcome.events, [](const StreamEvent &event) { return std::holds_alternative<StreamFailed>(event); });
        QVERIFY(failed != outcome.events.end());
        QCOMPARE(std::get<StreamFailed>(*failed).error.status, 401);
    }

private:
    static void families()
    {
        QTest::addColumn<QByteArray>("model");
        for (const char *model : { "anthropic/claude-sonnet-4-5", "gemini/gemini-2.5-flash", "ollama/llama3", "cohere/command-a-03-2025",
                                   "bedrock/anthropic.claude-sonnet-4-5-v1:0", "bedrock/invoke/anthropic.claude-sonnet-4-5-v1:0",
                                   "bedrock/invoke/meta.llama3-8b-instruct-v1:0", "vertex_ai/gemini-2.5-flash", "watsonx/m",
                                   "sagemaker/endpoint" }) {
            QTest::newRow(model) << QByteArray(model);
        }
    }
};

QTEST_APPLESS_MAIN(TestFormats)
#include "tst_formats.moc"
