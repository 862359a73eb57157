// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/providers/sandbox/family_requests.h"
#include "tests/providers/sandbox/seen_answer.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::sandbox;

namespace {

// Whether the model's answer has a thinking block, with that `thinking` in the request.
bool anthropicThinks(const std::string &model, const std::string &thinking)
{
    const std::string body = "{\"model\":\"" + model + "\",\"max_tokens\":2000,"
        + (thinking.empty() ? std::string() : "\"thinking\":" + thinking + ",")
        + "\"messages\":[{\"role\":\"user\",\"content\":\"Explain how DNS works\"}]}";
    const ParseOutcome call = dialectFor("anthropic")->parse("/v1/messages", { { "anthropic-version", "x" } }, body);
    return call && prepare(*dialectFor("anthropic"), *call, nullptr, 1).whole.contains("\"type\":\"thinking\"");
}

} // namespace

class TestDialects : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void streamFoldsToTheWhole_data()
    {
        QTest::addColumn<QString>("family");
        QTest::addColumn<bool>("tools");
        for (const char *family : { "openai", "anthropic", "gemini", "ollama" }) {
            QTest::addRow("%s text", family) << family << false;
            QTest::addRow("%s tools", family) << family << true;
        }
    }
    void streamFoldsToTheWhole()
    {
        QFETCH(QString, family);
        QFETCH(bool, tools);
        const std::string name = family.toStdString();
        const Dialect &dialect = *dialectFor(name);
        const Prepared whole = prepare(dialect, callOf(name, false, tools), nullptr, 1);
        const Prepared streamed = prepare(dialect, callOf(name, true, tools), nullptr, 1);
        QVERIFY(streamed.streamed && !whole.streamed);
        Seen one;
        see(name, parsed(whole.whole).toObject(), one);
        Seen folded;
        for (const QJsonObject &event : eventsOf(name, streamed.stream.bytes)) {
            see(name, event, folded);
        }
        QCOMPARE(folded.text, one.text);
        QCOMPARE(folded.reasoning, one.reasoning);
        QCOMPARE(folded.callName, one.callName);
        QCOMPARE(folded.callArguments, one.callArguments);
        QCOMPARE(folded.finish, one.finish);
        QCOMPARE(folded.outputTokens, one.outputTokens);
        QCOMPARE(one.outputTokens, static_cast<int>(whole.tokens));
        QCOMPARE(one.callName, tools ? QStringLiteral("get_weather") : QString());
        QCOMPARE(one.callArguments, tools ? QStringLiteral(R"({"city":"Paris"})") : QString());
        QCOMPARE(one.text.isEmpty(), tools);
        QVERIFY(!one.reasoning.isEmpty());
        // The marks cover every byte and every token.
        int tokens = 0;
        std::size_t end = 0;
        for (const StreamBytes::Mark &mark : streamed.stream.marks) {
            QVERIFY(mark.end >= end);
            end = mark.end;
            tokens += mark.tokens;
        }
        QCOMPARE(end, streamed.stream.bytes.size());
        QCOMPARE(tokens, static_cast<int>(streamed.tokens));
    }

    void openAiStreamHasItsOrder()
    {
        const std::string bytes =
            prepare(*dialectFor("openai"), callOf("openai", true, false), nullptr, 1).stream.bytes;
        QVERIFY(bytes.ends_with("data: [DONE]\n\n"));
        const QList<QJsonObject> events = eventsOf("openai", bytes);
        QCOMPARE(events.first()["choices"][0]["delta"]["role"].toString(), "assistant");
        QVERIFY(events.last()["choices"].toArray().isEmpty());
        QVERIFY(events.last()["usage"]["total_tokens"].toInt() > 0);
        QCOMPARE(events.at(events.size() - 2)["choices"][0]["finish_reason"].toString(), "stop");
        for (const QJsonObject &event : events) {
            QCOMPARE(event["id"], events.first()["id"]);
            QVERIFY(event.contains("usage"));
        }
        Call plain = callOf("openai", true, false);
        plain.chat.includeUsage = false;
        QVERIFY(!prepare(*dialectFor("openai"), plain, nullptr, 1).stream.bytes.contains("\"usage\""));
    }

    void openAiGivesSeveralChoices()
    {
        Call call = callOf("openai", false, false);
        call.chat.model = "any";
        call.chat.messages.back().content.back().text = "Explain how DNS works";
        call.chat.n = 3;
        const QJsonValue whole = parsed(prepare(*dialectFor("openai"), call, nullptr, 1).whole);
        QCOMPARE(whole["choices"].toArray().size(), 3);
        QVERIFY(whole["choices"][0]["message"]["content"] != whole["choices"][1]["message"]["content"]
                || whole["choices"][0]["message"]["content"] != whole["choices"][2]["message"]["content"]);
        QCOMPARE(whole["choices"][2]["index"].toInt(), 2);
    }

    void anthropicStreamHasItsOrder()
    {
        const std::string bytes =
            prepare(*dialectFor("anthropic"), callOf("anthropic", true, true), nullptr, 1).stream.bytes;
        QStringList names;
        for (const QJsonObject &event : eventsOf("anthropic", bytes)) {
            const QString name = event["type"].toString();
            if (names.isEmpty() || names.last() != name) {
                names += name;
            }
        }
        QCOMPARE(names.join(' '),
                 "message_start content_block_start ping content_block_delta content_block_stop "
                 "content_block_start content_block_delta content_block_stop message_delta message_stop");
        QVERIFY(bytes.contains("\"type\":\"signature_delta\""));
        QVERIFY(bytes.contains("event: message_stop\ndata: "));
    }

    void anthropicThinksByHabitUnlessSwitchedOff()
    {
        QVERIFY(anthropicThinks("thorough", ""));
        QVERIFY(!anthropicThinks("thorough", "{\"type\":\"disabled\"}"));
        QVERIFY(!anthropicThinks("quick", ""));
        QVERIFY(anthropicThinks("quick", "{\"type\":\"enabled\",\"budget_tokens\":1024}"));
    }

    void geminiStreamsAnArrayWithoutSse()
    {
        Call call = callOf("gemini", true, false);
        call.arrayStream = true;
        const std::string bytes = prepare(*dialectFor("gemini"), call, nullptr, 1).stream.bytes;
        const QJsonValue list = parsed(bytes);
        QVERIFY(list.isArray());
        QVERIFY(list.toArray().size() > 3);
        call.reasoningShown = false; // counted all the same
        const Prepared hidden = prepare(*dialectFor("gemini"), call, nullptr, 1);
        QVERIFY(!hidden.stream.bytes.contains("\"thought\""));
        QVERIFY(hidden.stream.bytes.contains("thoughtsTokenCount"));
    }

    void refusesWhatTheProviderRefuses_data()
    {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("message");
        QTest::newRow("openai: no JSON") << "openai"
                                         << "{"
                                         << "could not parse the JSON body";
        QTest::newRow("openai: no model") << "openai"
                                          << R"({"messages":[]})"
                                          << "must provide a model";
        QTest::newRow("openai: no messages") << "openai"
                                             << R"({"model":"quick"})"
                                             << "Missing required parameter: 'messages'";
        QTest::newRow("openai: empty") << "openai"
                                       << R"({"model":"quick","messages":[]})"
                                       << "empty array";
        QTest::newRow("openai: role") << "openai"
                                      << R"({"model":"quick","messages":[{"role":"bot","content":"x"}]})"
                                      << "Invalid value: 'bot'";
        QTest::newRow("openai: stray tool") << "openai"
                                            << R"({"model":"quick","messages":[{"role":"tool","content":"x"}]})"
                                            << "preceeding message";
        QTest::newRow("openai: temperature")
            << "openai"
            << R"({"model":"q","messages":[{"role":"user","content":"x"}],"temperature":3})"
            << "decimal above maximum value";
        QTest::newRow("anthropic: no JSON") << "anthropic"
                                            << "["
                                            << "not valid JSON";
        QTest::newRow("anthropic: no limit") << "anthropic"
                                             << R"({"model":"q","messages":[{"role":"user","content":"x"}]})"
                                             << "max_tokens: Field required";
        QTest::newRow("anthropic: system")
            << "anthropic"
            << R"({"model":"q","max_tokens":9,"messages":[{"role":"system","content":"x"}]})"
            << "Unexpected role";
        QTest::newRow("anthropic: budget")
            << "anthropic"
            << R"({"model":"q","max_tokens":9,"thinking":{"type":"enabled","budget_tokens":1024},"messages":[{"role":"user","content":"x"}]})"
            << "must be greater than `thinking.budget_tokens`";
        QTest::newRow("gemini: no JSON") << "gemini"
                                         << "nope"
                                         << "Invalid JSON payload";
        QTest::newRow("gemini: no contents") << "gemini"
                                             << "{}"
                                             << "contents is not specified";
        QTest::newRow("gemini: role") << "gemini"
                                      << R"({"contents":[{"role":"bot","parts":[{"text":"x"}]}]})"
                                      << "valid role";
        QTest::newRow("ollama: nothing") << "ollama"
                                         << ""
                                         << "missing request body";
        QTest::newRow("ollama: no model") << "ollama"
                                          << "{}"
                                          << "model is required";
        QTest::newRow("ollama: parts") << "ollama"
                                       << R"({"model":"q","messages":[{"role":"user","content":[]}]})"
                                       << "cannot unmarshal";
    }
    void refusesWhatTheProviderRefuses()
    {
        QFETCH(QString, family);
        QFETCH(QString, body);
        QFETCH(QString, message);
        const Dialect &dialect = *dialectFor(family.toStdString());
        const ParseOutcome outcome =
            dialect.parse("/v1beta/models/q:generateContent", { { "anthropic-version", "x" } }, body.toStdString());
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().status, 400);
        const std::string answer = errorResponse(dialect, outcome.error()).body;
        QVERIFY2(answer.contains(message.toStdString()), answer.c_str());
        QVERIFY(parsed(answer).isObject());
    }

    void everyFaultHasABody()
    {
        for (const Dialect &dialect : dialects()) {
            for (const int status : { 400, 401, 403, 404, 405, 408, 413, 418, 422, 429, 500, 502, 503, 504, 529 }) {
                for (const char *variant :
                     { "", "bad_request", "context", "content_policy", "rate", "quota", "invalid_key" }) {
                    WireFailure failure;
                    failure.status = status;
                    failure.variant = variant;
                    failure.model = "m";
                    failure.retryAfter = 7;
                    const HttpResponse response = errorResponse(dialect, failure);
                    QCOMPARE(response.status, status);
                    QCOMPARE(headerValue(response.headers, "retry-after"), "7");
                    QVERIFY2(parsed(response.body)["error"].isObject() || parsed(response.body)["error"].isString(),
                             response.body.c_str());
                    QVERIFY(!response.body.contains("{model}") && !response.body.contains("{wait}"));
                }
            }
        }
        WireFailure quota { .status = 429, .variant = "quota" };
        QCOMPARE(parsed(errorResponse(*dialectFor("openai"), quota).body)["error"]["code"].toString(),
                 "insufficient_quota");
        WireFailure overloaded { .status = 529 };
        QCOMPARE(parsed(errorResponse(*dialectFor("anthropic"), overloaded).body)["error"]["type"].toString(),
                 "overloaded_error");
        WireFailure rate { .status = 429, .variant = "rate" };
        QCOMPARE(parsed(errorResponse(*dialectFor("gemini"), rate).body)["error"]["status"].toString(),
                 "RESOURCE_EXHAUSTED");
        WireFailure context { .status = 400, .variant = "context" };
        QCOMPARE(parsed(errorResponse(*dialectFor("openai"), context).body)["error"]["code"].toString(),
                 "context_length_exceeded");
    }
};

QTEST_APPLESS_MAIN(TestDialects)
#include "tst_dialects.moc"
