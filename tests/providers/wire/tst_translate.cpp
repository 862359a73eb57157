// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/translate_command.h"
#include "wire_support.h"

#include <QTest>

#include <sstream>

using namespace patchbay;
using namespace patchbay::test;

namespace {

struct Outcome {
    int code = -1;
    std::string out;
    std::string err;
};

Outcome run(const std::vector<std::string> &arguments, const std::string &input = {})
{
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    const int code = cli::translateCommand(arguments, in, out, err, catalog());
    return { code, out.str(), err.str() };
}

const std::string hello = R"({"messages":[{"role":"user","content":"Hi"}]})";

const std::string transcript =
    "data: {\"type\":\"transcript.text.delta\",\"delta\":\"Hi\"}\n\n"
    "data: {\"type\":\"transcript.text.done\",\"text\":\"Hi\",\"usage\":{\"type\":\"tokens\",\"total_tokens\":3}}\n\n";

} // namespace

class TestTranslate : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void requests()
    {
        const Outcome anthropic = run({ "request", "--model", "anthropic/claude-sonnet-4-5" }, hello);
        QCOMPARE(anthropic.code, 0);
        const QJsonObject printed = toJson(anthropic.out);
        QCOMPARE(printed[u"method"].toString(), QStringLiteral("POST"));
        QCOMPARE(printed[u"url"].toString(), QStringLiteral("https://api.anthropic.com/v1/messages"));
        QCOMPARE(printed[u"headers"][u"x-api-key"].toString(), QStringLiteral("<redacted>"));
        QVERIFY(printed[u"body"][u"messages"].isArray());
        const Outcome openai =
            run({ "request", "--model=openai/gpt-4o", "--api-base", "http://127.0.0.1:9/v1" }, hello);
        QCOMPARE(toJson(openai.out)[u"headers"][u"authorization"].toString(), QStringLiteral("Bearer <redacted>"));
        QCOMPARE(toJson(openai.out)[u"url"].toString(), QStringLiteral("http://127.0.0.1:9/v1/chat/completions"));
    }

    void failures()
    {
        const Outcome bad = run({ "request", "--model", "openai/gpt-4o" }, "{");
        QCOMPARE(bad.code, 1);
        QVERIFY(bad.out.empty());
        QCOMPARE(toJson(bad.err)[u"error"][u"class"].toString(), QStringLiteral("BadRequestError"));
        const Outcome unknown = run({ "request", "--model", "nowhere/x" }, hello);
        QCOMPARE(unknown.code, 1);
        QCOMPARE(toJson(unknown.err)[u"error"][u"class"].toString(), QStringLiteral("LiteLLMUnknownProvider"));
        const Outcome refused = run({ "request", "--model", "anthropic/claude-sonnet-4-5" },
                                    R"({"messages":[{"role":"user","content":"Hi"}],"n":2})");
        QCOMPARE(refused.code, 1);
        QCOMPARE(toJson(refused.err)[u"error"][u"class"].toString(), QStringLiteral("UnsupportedParamsError"));
    }

    void usage()
    {
        for (const std::vector<std::string> &arguments :
             std::vector<std::vector<std::string>> { {},
                                                     { "request" },
                                                     { "response" },
                                                     { "answer", "--model", "openai/x" },
                                                     { "request", "--colour" },
                                                     { "response", "--model", "openai/x", "--status", "many" },
                                                     { "response", "--model", "openai/x", "--header", "x" },
                                                     { "response", "--model", "openai/x", "--kind", "dreams" } }) {
            QCOMPARE(run(arguments, hello).code, 2);
        }
        QVERIFY(run({ "response", "--model", "openai/x", "--kind", "dreams" }).err.contains("There is no kind"));
        QCOMPARE(run({ "--help" }).code, 0);
    }

    void responses()
    {
        const Outcome good = run(
            { "response", "--model", "ollama/llama3.2", "--kind", "chat" },
            R"({"model":"llama3.2","created_at":"2026-01-02T03:04:05Z","message":{"role":"assistant","content":"<think>a</think>b"},"done":true,"prompt_eval_count":1,"eval_count":2})");
        QCOMPARE(good.code, 0);
        const QJsonObject answer = toJson(good.out);
        QCOMPARE(answer[u"object"].toString(), QStringLiteral("chat.completion"));
        QCOMPARE(answer[u"choices"][0][u"message"][u"content"].toString(), QStringLiteral("b"));
        QCOMPARE(answer[u"choices"][0][u"message"][u"reasoning_content"].toString(), QStringLiteral("a"));
        QCOMPARE(answer[u"usage"][u"total_tokens"].toInt(), 3);
        // A failing status makes the error object the result.
        const Outcome error =
            run({ "response", "--model", "openai/gpt-4o", "--status", "429", "--header", "Retry-After: 3" },
                R"({"error":{"message":"slow"}})");
        QCOMPARE(error.code, 0);
        QCOMPARE(toJson(error.out)[u"error"][u"retry_after"].toInt(), 3);
        const Outcome broken = run({ "response", "--model", "openai/gpt-4o" }, "{\"choices\":");
        QCOMPARE(broken.code, 1);
        QVERIFY(broken.out.empty());
        QCOMPARE(toJson(broken.err)[u"error"][u"class"].toString(), QStringLiteral("APIResponseValidationError"));
    }

    void streams()
    {
        const std::string body = fixture(QStringLiteral("anthropic/stream_thinking_tools.txt")).toStdString();
        const Outcome chunks = run({ "stream", "--model", "anthropic/claude-sonnet-4-5" }, body);
        QCOMPARE(chunks.code, 0);
        const QStringList lines = QString::fromStdString(chunks.out).split(u'\n', Qt::SkipEmptyParts);
        QVERIFY(lines.size() > 5);
        for (const QString &line : lines) {
            QCOMPARE(toJson(line.toStdString())[u"object"].toString(), QStringLiteral("chat.completion.chunk"));
        }
        QVERIFY(toJson(lines.last().toStdString()).contains(u"usage"));
        const Outcome folded = run({ "stream", "--fold", "--model", "anthropic/claude-sonnet-4-5" }, body);
        QCOMPARE(folded.code, 0);
        QCOMPARE(toJson(folded.out)[u"choices"][0][u"finish_reason"].toString(), QStringLiteral("tool_calls"));
        const Outcome cut =
            run({ "stream", "--model", "anthropic/claude-sonnet-4-5" }, body.substr(0, body.size() / 2));
        QCOMPARE(cut.code, 1);
        QVERIFY(!cut.out.empty());
        QCOMPARE(toJson(cut.err)[u"error"][u"class"].toString(), QStringLiteral("APIConnectionError"));
        const Outcome failed =
            run({ "stream", "--model", "ollama/x" }, "{\"message\":{\"content\":\"a\"}}\n{\"error\":\"gone\"}\n");
        QCOMPARE(failed.code, 1);
        QVERIFY(failed.out.contains("\"a\"") && !failed.out.contains("gone"));
        QCOMPARE(toJson(failed.err)[u"error"][u"message"].toString(), QStringLiteral("gone"));
    }

    void streamedTranscription()
    {
        const char *model = "openai/gpt-4o-transcribe";
        const Outcome events = run({ "stream", "--kind", "transcription", "--model", model }, transcript);
        QCOMPARE(events.code, 0);
        const QStringList lines = QString::fromStdString(events.out).split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 2);
        QCOMPARE(toJson(lines[0].toStdString())[u"delta"].toString(), "Hi");
        const Outcome folded = run({ "stream", "--fold", "--kind", "transcription", "--model", model }, transcript);
        QCOMPARE(toJson(folded.out), toJson(R"({"text":"Hi","usage":{"type":"tokens","total_tokens":3}})"));
        const Outcome whole = run({ "response", "--kind", "transcription", "--model", model }, transcript);
        QCOMPARE(toJson(whole.out), toJson(folded.out));
        const Outcome cut = run({ "stream", "--kind", "transcription", "--model", model }, transcript.substr(0, 70));
        QCOMPARE(cut.code, 1);
        QCOMPARE(toJson(cut.err)[u"error"][u"class"].toString(), "APIConnectionError");
    }
};

QTEST_APPLESS_MAIN(TestTranslate)
#include "tst_translate.moc"
