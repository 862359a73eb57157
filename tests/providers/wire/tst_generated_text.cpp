// SPDX-License-Identifier: GPL-3.0-or-later
//
// Servers behind an OpenAI-compatible row that answer in a form of their own: Cloudflare's Workers AI, Hugging
// Face's text generation, Databricks' summaries, Deepgram's errors; and where such servers are.
#include "providers/wire/call_kind.h"
#include "providers/wire/subtitles.h"
#include "tests/providers/wire/wire_support.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::wire;
using namespace patchbay::test;

namespace {

Target targetAt(const std::string &model, const std::string &base = {})
{
    Target target = targetOf(*catalog().resolve(model));
    target.settings = { { "account", "acc" } };
    target.apiBase = base.empty() ? target.apiBase : base;
    return target;
}

struct Answer {
    const char *name;
    const char *model;
    bool streamed;
    const char *body;
    const char *text;
    const char *reasoning;
    const char *finish;
    std::int64_t total;
};

const Answer answers[] = {
    { "Cloudflare", "cloudflare/@cf/x", false,
      R"({"result":{"response":"hi","usage":{"prompt_tokens":2,"completion_tokens":3,"total_tokens":5}},"success":true,"errors":[],"messages":[]})",
      "hi", "", "stop", 5 },
    { "Cloudflare, a schema", "cloudflare/@cf/x", false,
      R"({"result":{"response":{"a":1},"tool_calls":[]},"success":true,"errors":[]})", R"({"a":1})", "", "stop", 0 },
    { "Cloudflare, OpenAI's answer wrapped", "cloudflare/@cf/x", false,
      R"({"result":{"id":"c","choices":[{"index":0,"message":{"content":"hi"},"finish_reason":"length"}]},"success":true})",
      "hi", "", "length", 0 },
    { "Cloudflare, streamed", "cloudflare/@cf/x", true,
      "data: {\"response\":\"h\",\"p\":\"abc\"}\n\ndata: {\"response\":\"i\"}\n\n"
      "data: {\"response\":\"\",\"usage\":{\"prompt_tokens\":2,\"completion_tokens\":3,\"total_tokens\":5}}\n\n"
      "data: [DONE]\n\n",
      "hi", "", "stop", 5 },
    { "text generation", "huggingface/org/name", false,
      R"([{"generated_text":"hi","details":{"finish_reason":"length","generated_tokens":3,"prefill":[{"id":1},{"id":2}]}}])",
      "hi", "", "length", 5 },
    { "text generation, an object", "huggingface/org/name", false, R"({"generated_text":"hi"})", "hi", "", "stop", 0 },
    { "text generation, streamed", "huggingface/org/name", true,
      "data:{\"index\":1,\"token\":{\"id\":1,\"text\":\"h\",\"special\":false},\"generated_text\":null,\"details\":null}\n\n"
      "data:{\"index\":2,\"token\":{\"id\":2,\"text\":\"i\",\"special\":false},\"generated_text\":null,\"details\":null}\n\n"
      "data:{\"index\":3,\"token\":{\"id\":0,\"text\":\"</s>\",\"special\":true},\"generated_text\":\"hi\",\"details\":"
      "{\"finish_reason\":\"eos_token\",\"generated_tokens\":3,\"input_length\":4}}\n\n",
      "hi", "", "stop", 7 },
    { "Databricks", "databricks/m", false,
      R"({"id":"d","choices":[{"index":0,"message":{"role":"assistant","content":[{"type":"reasoning","summary":[{"type":"summary_text","text":"th","signature":"s"}]},{"type":"text","text":"A"}]},"finish_reason":"stop"}]})",
      "A", "th", "stop", 0 },
    { "Databricks, streamed", "databricks/m", true,
      "data: {\"id\":\"d\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":[{\"type\":"
      "\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"t\",\"signature\":\"\"}]}]}}]}\n\n"
      "data: {\"id\":\"d\",\"choices\":[{\"index\":0,\"delta\":{\"content\":[{\"type\":\"reasoning\",\"summary\":"
      "[{\"type\":\"summary_text\",\"text\":\"h\"}]}]}}]}\n\n"
      "data: {\"id\":\"d\",\"choices\":[{\"index\":0,\"delta\":{\"content\":[{\"type\":\"reasoning\",\"summary\":"
      "[{\"type\":\"summary_text\",\"text\":\"\",\"signature\":\"s\"}]}]}}]}\n\n"
      "data: {\"id\":\"d\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"A\"},\"finish_reason\":\"stop\"}]}\n\n"
      "data: [DONE]\n\n",
      "A", "th", "stop", 0 },
};

struct Refusal {
    const char *name;
    const char *model;
    int status;
    const char *body;
    const char *message;
    const char *code;
    ErrorClass kind;
};

const Refusal refusals[] = {
    { "Cloudflare with 200", "cloudflare/@cf/x", 200,
      R"({"result":null,"success":false,"errors":[{"code":5007,"message":"No such model"}],"messages":[]})",
      "No such model", "5007", ErrorClass::InternalServer },
    { "Cloudflare with 401", "cloudflare/@cf/x", 401,
      R"({"result":null,"success":false,"errors":[{"code":10000,"message":"Authentication error"}],"messages":[]})",
      "Authentication error", "10000", ErrorClass::Authentication },
    { "Deepgram", "deepgram/nova-3", 401,
      R"({"err_code":"INVALID_AUTH","err_msg":"Invalid credentials.","request_id":"r"})", "Invalid credentials.",
      "INVALID_AUTH", ErrorClass::Authentication },
    { "Cloudflare, whole though a stream was asked for", "cloudflare/@cf/x", 0,
      R"({"result":null,"success":false,"errors":[{"code":5007,"message":"No such model"}]})", "No such model", "5007",
      ErrorClass::InternalServer },
    { "text generation", "huggingface/org/name", 429, R"({"error":"Model is overloaded","error_type":"overloaded"})",
      "Model is overloaded", "", ErrorClass::RateLimit },
};

struct Address {
    const char *model;
    const char *base;
    const char *url;
};

constexpr Address addresses[] = {
    { "cloudflare/@cf/x/y", "", "https://api.cloudflare.com/client/v4/accounts/acc/ai/v1/chat/completions" },
    { "cloudflare/@cf/x/y", "https://api.cloudflare.com/client/v4/accounts/a/ai/run/",
      "https://api.cloudflare.com/client/v4/accounts/a/ai/run/@cf/x/y" },
    { "cloudflare/@cf/x/y", "http://localhost:9/ai/run", "http://localhost:9/ai/run/@cf/x/y" },
    { "huggingface/org/name", "", "https://router.huggingface.co/v1/chat/completions" },
    { "huggingface/tgi", "https://abc.endpoints.huggingface.cloud",
      "https://abc.endpoints.huggingface.cloud/v1/chat/completions" },
    { "huggingface/tgi", "https://abc.endpoints.huggingface.cloud/v1/",
      "https://abc.endpoints.huggingface.cloud/v1/chat/completions" },
    { "huggingface/tgi", "https://abc.endpoints.huggingface.cloud/chat/completions",
      "https://abc.endpoints.huggingface.cloud/chat/completions" },
};

StreamOutcome decodeIn(const Answer &answer, std::size_t piece)
{
    std::vector<std::string_view> pieces;
    for (std::string_view rest(answer.body); !rest.empty(); rest.remove_prefix(std::min(piece, rest.size()))) {
        pieces.push_back(rest.substr(0, piece));
    }
    const ResolvedModel model = *catalog().resolve(answer.model);
    return decodeStream(codecFor(model.family()), targetAt(answer.model), pieces);
}

void compare(const ChatResponse &got, const Answer &answer)
{
    const Choice &choice = got.choices.at(0);
    QCOMPARE(choice.content.value_or(""), answer.text);
    QCOMPARE(choice.reasoning, answer.reasoning);
    QCOMPARE(choice.finishReason, answer.finish);
    QCOMPARE(got.usage ? got.usage->totalTokens.value_or(0) : 0, answer.total);
    QVERIFY(!got.id.empty());
    if (!choice.reasoning.empty()) {
        QCOMPARE(choice.thinkingBlocks.text, R"([{"type":"thinking","thinking":"th","signature":"s"}])");
    }
}

std::string manyWords()
{
    std::string many = R"({"words":[)";
    for (int word = 0; word < 60; ++word) {
        many += (word > 0 ? "," : "") + std::string(R"({"word":"abcdefgh","start":)") + std::to_string(word * 0.1)
            + R"(,"end":)" + std::to_string(word * 0.1 + 0.1) + "}";
    }
    return many + "]}";
}

} // namespace

class TestGeneratedText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersAreRead()
    {
        for (const Answer &answer : answers) {
            if (answer.streamed) {
                for (const std::size_t piece : { 1, 7, 100000 }) {
                    const StreamOutcome got = decodeIn(answer, piece);
                    QVERIFY2(got.result, answer.name);
                    compare(got.folder.response(), answer);
                }
            } else {
                const ResolvedModel model = *catalog().resolve(answer.model);
                const Result<ChatResponse> got =
                    codecFor(model.family()).decode({ 200, {}, answer.body }, targetAt(answer.model));
                QVERIFY2(got, got ? "" : (std::string(answer.name) + got.error().message).c_str());
                compare(*got, answer);
            }
            if (QTest::currentTestFailed()) {
                QFAIL(answer.name);
            }
        }
    }

    void streamsWithoutEndAreCut()
    {
        for (const Answer &answer : answers) {
            if (answer.streamed) {
                Answer cut = answer;
                const std::string body =
                    std::string(answer.body).substr(0, std::string_view(answer.body).find("\n\n") + 2);
                cut.body = body.c_str();
                const StreamOutcome got = decodeIn(cut, 5);
                QVERIFY2(!got.result, answer.name);
                QCOMPARE(got.result.error().kind, ErrorClass::ApiConnection);
            }
        }
    }

    void callsOfCloudflare()
    {
        const std::string calls = R"("tool_calls":[{"name":"f","arguments":{"a":1}},{"name":"g","arguments":"{}"}])";
        const Target target = targetAt("cloudflare/@cf/x");
        const ChatCodec &codec = codecFor(target.provider.family);
        const ChatResponse whole =
            *codec.decode({ 200, {}, "{\"result\":{\"response\":null," + calls + "},\"success\":true}" }, target);
        const std::string bytes = "data: {\"response\":null," + calls + "}\n\ndata: [DONE]\n\n";
        const StreamOutcome streamed = decodeStream(codec, target, { bytes });
        QVERIFY(streamed.result);
        for (const Choice &choice : { whole.choices.at(0), streamed.folder.response().choices.at(0) }) {
            QCOMPARE(choice.finishReason, "tool_calls");
            QCOMPARE(choice.toolCalls.size(), std::size_t { 2 });
            QCOMPARE(choice.toolCalls[0].name, "f");
            QCOMPARE(choice.toolCalls[0].arguments, R"({"a":1})");
            QVERIFY(!choice.toolCalls[0].id.empty() && choice.toolCalls[0].id != choice.toolCalls[1].id);
            QCOMPARE(choice.toolCalls[1].arguments, "{}");
        }
    }

    void refusalsSayWhy()
    {
        for (const Refusal &refusal : refusals) {
            const Target target = targetAt(refusal.model);
            const ChatCodec &codec = codecFor(target.provider.family);
            const HttpResponse response { refusal.status, {}, refusal.body };
            const Error error = refusal.status == 0 ? *decodeStream(codec, target, { refusal.body }).folder.error()
                : refusal.status < 400             ? codec.decode(response, target).error()
                                                   : codec.decodeError(response, target);
            QCOMPARE(error.message, refusal.message);
            QCOMPARE(error.code, refusal.code);
            QCOMPARE(error.kind, refusal.kind);
        }
    }

    void addressesOfServers()
    {
        for (const Address &address : addresses) {
            const Target target = targetAt(address.model, address.base);
            ChatRequest request;
            request.messages.push_back(textMessage(MessageRole::User, "Hi"));
            request.maxCompletionTokens = 3;
            request.stream = true;
            const Result<HttpRequest> made = codecFor(target.provider.family).encode(request, target);
            QVERIFY(made);
            QCOMPARE(made->url, address.url);
            if (made->url.contains("/ai/run/")) {
                QCOMPARE(toJson(made->body)[u"max_tokens"].toInt(), 3);
                QVERIFY(!toJson(made->body).contains(u"stream_options"));
            }
        }
    }

    void subtitlesOfWords()
    {
        const auto json = parseJson(
            R"({"text":"One two. Three","words":[{"word":"One","start":0,"end":0.5},{"word":"two.","start":0.5,"end":1},{"word":"Three","start":1.1,"end":2},{"word":"four","start":9,"end":9.5}]})");
        QCOMPARE(*subtitles("srt", *json),
                 "1\n00:00:00,000 --> 00:00:01,000\nOne two.\n\n2\n00:00:01,100 --> 00:00:02,000\nThree\n\n"
                 "3\n00:00:09,000 --> 00:00:09,500\nfour\n\n");
        QVERIFY(subtitles("vtt", *json)->starts_with("WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nOne two.\n"));
        QCOMPARE(*subtitles("text", *json), "One two. Three\n");
        QVERIFY(!subtitles("verbose_json", *json));
        const auto bare = parseJson(R"({"text":"Hi","duration":2})");
        QCOMPARE(*subtitles("srt", *bare), "1\n00:00:00,000 --> 00:00:02,000\nHi\n\n");
        const std::string many = manyWords();
        for (const QString &line : QString::fromStdString(*subtitles("vtt", *parseJson(many))).split(u'\n')) {
            QVERIFY(line.size() <= 84);
        }
    }
};

QTEST_APPLESS_MAIN(TestGeneratedText)
#include "tst_generated_text.moc"
