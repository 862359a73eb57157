// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/dialect.h"
#include "providers/sandbox/prepared.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTest>

using namespace patchbay;
using namespace patchbay::sandbox;

namespace {

using Headers = std::vector<HttpHeader>;

QJsonValue parsed(std::string_view text)
{
    const QByteArray wrapped = "[" + QByteArray(text.data(), static_cast<qsizetype>(text.size())) + "]";
    const QJsonDocument document = QJsonDocument::fromJson(wrapped);
    return document.isNull() ? QJsonValue(QJsonValue::Undefined) : document.array().at(0);
}

std::string targetOf(const std::string &family, bool stream)
{
    return family != "gemini" ? "/chat"
        : stream              ? "/v1beta/models/thorough:streamGenerateContent?alt=sse"
                              : "/v1beta/models/thorough:generateContent";
}

// The same question in each family's words; `caller` with tools where tools are wanted.
std::string bodyOf(const std::string &family, const std::string &model, bool stream, bool tools)
{
    const std::string schema = R"({"type":"object","properties":{"city":{"type":"string"}},"required":["city"]})";
    const std::string ask = "What is the weather in Paris?";
    const std::string flow = stream ? "true" : "false";
    if (family == "openai" || family == "ollama") {
        return R"({"model":")" + model + R"(","stream":)" + flow
            + R"(,"stream_options":{"include_usage":true},"think":true,"reasoning_effort":"low",)"
            + R"("messages":[{"role":"user","content":")" + ask + R"("}])"
            + (tools ? R"(,"tools":[{"type":"function","function":{"name":"get_weather","parameters":)" + schema + "}}]"
                     : "")
            + "}";
    }
    if (family == "anthropic") {
        return R"({"model":")" + model + R"(","stream":)" + flow
            + R"(,"max_tokens":4000,"thinking":{"type":"enabled","budget_tokens":1024},)"
            + R"("messages":[{"role":"user","content":")" + ask + R"("}])"
            + (tools ? R"(,"tools":[{"name":"get_weather","input_schema":)" + schema + "}]" : "") + "}";
    }
    return R"({"contents":[{"role":"user","parts":[{"text":")" + ask
        + R"("}]}],"generationConfig":{"thinkingConfig":{"includeThoughts":true}})"
        + (tools ? R"(,"tools":[{"functionDeclarations":[{"name":"get_weather","parameters":)" + schema + "}]}]" : "")
        + "}";
}

Call callOf(const std::string &family, bool stream, bool tools)
{
    std::string target = targetOf(family, stream);
    const std::string model = tools ? "caller" : "thorough";
    if (const std::size_t at = target.find("thorough"); at != std::string::npos) {
        target.replace(at, 8, model);
    }
    const ParseOutcome call = dialectFor(family)->parse(target, { { "anthropic-version", "2023-06-01" } },
                                                        bodyOf(family, model, stream, tools));
    return call ? *call : Call();
}

// What an answer amounts to, whoever wrote it.
struct Seen {
    QString text;
    QString reasoning;
    QString callName;
    QString callArguments;
    QString finish;
    int outputTokens = -1;
};

// The JSON of each event or line of a stream.
QList<QJsonObject> eventsOf(const std::string &family, const std::string &bytes)
{
    QList<QJsonObject> events;
    for (const QByteArray &line : QByteArray::fromStdString(bytes).split('\n')) {
        const QByteArray data = family == "ollama" ? line : line.startsWith("data: ") ? line.mid(6) : QByteArray();
        const QJsonDocument document = QJsonDocument::fromJson(data);
        if (document.isObject()) {
            events.append(document.object());
        }
    }
    return events;
}

void seeOpenAi(const QJsonObject &object, Seen &seen)
{
    const QJsonObject choice = object["choices"][0].toObject();
    const QJsonObject message = choice.contains("delta") ? choice["delta"].toObject() : choice["message"].toObject();
    seen.text += message["content"].toString();
    seen.reasoning += message["reasoning_content"].toString();
    const QJsonValue function = message["tool_calls"][0]["function"];
    seen.callName += function["name"].toString();
    seen.callArguments += function["arguments"].toString();
    seen.finish = choice["finish_reason"].toString(seen.finish);
    seen.outputTokens = object["usage"]["completion_tokens"].toInt(seen.outputTokens);
}

void seeAnthropic(const QJsonObject &object, Seen &seen)
{
    for (const QJsonValue block : object["content"].toArray()) {
        seen.text += block["text"].toString();
        seen.reasoning += block["thinking"].toString();
        if (block["type"] == "tool_use") {
            seen.callName = block["name"].toString();
            seen.callArguments =
                QString::fromUtf8(QJsonDocument(block["input"].toObject()).toJson(QJsonDocument::Compact));
        }
    }
    const QJsonValue delta = object["delta"];
    seen.text += delta["text"].toString();
    seen.reasoning += delta["thinking"].toString();
    seen.callArguments += delta["partial_json"].toString();
    seen.callName += object["content_block"]["name"].toString();
    seen.finish = object["stop_reason"].toString(delta["stop_reason"].toString(seen.finish));
    seen.outputTokens = object["usage"]["output_tokens"].toInt(seen.outputTokens);
}

void seeGemini(const QJsonObject &object, Seen &seen)
{
    const QJsonObject candidate = object["candidates"][0].toObject();
    for (const QJsonValue part : candidate["content"]["parts"].toArray()) {
        (part["thought"].toBool() ? seen.reasoning : seen.text) += part["text"].toString();
        if (part["functionCall"].isObject()) {
            seen.callName = part["functionCall"]["name"].toString();
            seen.callArguments = QString::fromUtf8(
                QJsonDocument(part["functionCall"]["args"].toObject()).toJson(QJsonDocument::Compact));
        }
    }
    seen.finish = candidate["finishReason"].toString(seen.finish);
    const QJsonObject usage = object["usageMetadata"].toObject();
    seen.outputTokens = usage["candidatesTokenCount"].toInt() + usage["thoughtsTokenCount"].toInt();
}

void seeOllama(const QJsonObject &object, Seen &seen)
{
    const QJsonObject message = object["message"].toObject();
    seen.text += message["content"].toString();
    seen.reasoning += message["thinking"].toString();
    const QJsonValue function = message["tool_calls"][0]["function"];
    if (function.isObject()) {
        seen.callName = function["name"].toString();
        seen.callArguments =
            QString::fromUtf8(QJsonDocument(function["arguments"].toObject()).toJson(QJsonDocument::Compact));
    }
    seen.finish = object["done_reason"].toString(seen.finish);
    seen.outputTokens = object["eval_count"].toInt(seen.outputTokens);
}

void see(const std::string &family, const QJsonObject &object, Seen &seen)
{
    const auto reader = family == "openai" ? seeOpenAi
        : family == "anthropic"            ? seeAnthropic
        : family == "gemini"               ? seeGemini
                                           : seeOllama;
    reader(object, seen);
}

void collectKeys(const QJsonValue &value, const QString &path, QSet<QString> &keys)
{
    for (const QJsonValue item : value.toArray()) {
        collectKeys(item, path + "[]", keys);
    }
    const QJsonObject object = value.toObject();
    for (auto entry = object.begin(); entry != object.end(); ++entry) {
        const QString name = path + "." + entry.key();
        keys.insert(name);
        const bool free = entry.key() == "args" || entry.key() == "input" || entry.key() == "arguments";
        if (!free) {
            collectKeys(entry.value(), name, keys);
        }
    }
}

QSet<QString> keysOf(const QJsonValue &value)
{
    QSet<QString> keys;
    collectKeys(value, {}, keys);
    return keys;
}

// The recorded answers of a file that fit an operation.
QList<QJsonObject> recordings(const QString &file, const QString &kind)
{
    QList<QJsonObject> found;
    QFile lines(QStringLiteral(PATCHBAY_SHARED_DATA "/golden/") + file);
    if (!lines.open(QIODevice::ReadOnly)) {
        return found;
    }
    while (!lines.atEnd()) {
        const QJsonObject line = QJsonDocument::fromJson(lines.readLine()).object();
        const QString operation = line["op"].toString();
        const bool chat = operation == "chat" || operation == "messages" || operation == "generateContent"
            || operation == "streamGenerateContent";
        if (line["kind"] == kind && chat) {
            found.append(line["response"].toObject());
        }
    }
    return found;
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

    void looksLikeTheRecordings_data()
    {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QStringList>("files");
        QTest::newRow("openai") << "openai" << QStringList { "openai-chat.jsonl", "deepseek.jsonl" };
        QTest::newRow("anthropic") << "anthropic" << QStringList { "anthropic-messages.jsonl" };
        QTest::newRow("gemini") << "gemini" << QStringList { "gemini.jsonl" };
    }
    void looksLikeTheRecordings()
    {
        QFETCH(QString, family);
        QFETCH(QStringList, files);
        const std::string name = family.toStdString();
        QSet<QString> known;
        QSet<QString> knownInStreams;
        QHash<QString, int> counts;
        int answers = 0;
        for (const QString &file : files) {
            for (const QJsonObject &response : recordings(file, "json")) {
                const QSet<QString> keys = keysOf(response["body"]);
                known |= keys;
                if (file == files.first()) {
                    ++answers;
                    for (const QString &key : keys) {
                        ++counts[key];
                    }
                }
            }
            for (const QJsonObject &response : recordings(file, "sse")) {
                for (const QJsonObject &event : eventsOf(name, response["body"].toString().toStdString())) {
                    knownInStreams |= keysOf(event);
                }
            }
        }
        if (answers == 0) {
            QSKIP("The recorded answers are not here.");
        }
        for (const bool tools : { false, true }) {
            const Dialect &dialect = *dialectFor(name);
            const QSet<QString> own = keysOf(parsed(prepare(dialect, callOf(name, false, tools), nullptr, 1).whole));
            QVERIFY2(known.contains(own), qPrintable("not recorded: " + QStringList((own - known).values()).join(' ')));
            for (auto entry = counts.begin(); entry != counts.end(); ++entry) {
                // What all recorded answers have, ours has (the text's place may hold tool calls).
                const bool always = entry.value() == answers;
                QVERIFY2(!always || own.contains(entry.key()), qPrintable("missing: " + entry.key()));
            }
            for (const QJsonObject &event :
                 eventsOf(name, prepare(dialect, callOf(name, true, tools), nullptr, 1).stream.bytes)) {
                const QSet<QString> keys = keysOf(event);
                QVERIFY2(knownInStreams.contains(keys),
                         qPrintable("not recorded: " + QStringList((keys - knownInStreams).values()).join(' ')));
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestDialects)
#include "tst_dialects.moc"
