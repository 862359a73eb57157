// SPDX-License-Identifier: GPL-3.0-or-later
//
// The same question in each family's words, and the JSON of what comes back. For the sandbox's tests.
#pragma once

#include "providers/sandbox/dialect.h"
#include "providers/sandbox/prepared.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <string>

namespace patchbay::sandbox {

inline QJsonValue parsed(std::string_view text)
{
    const QByteArray wrapped = "[" + QByteArray(text.data(), static_cast<qsizetype>(text.size())) + "]";
    const QJsonDocument document = QJsonDocument::fromJson(wrapped);
    return document.isNull() ? QJsonValue(QJsonValue::Undefined) : document.array().at(0);
}

inline std::string targetOf(const std::string &family, bool stream)
{
    return family != "gemini" ? "/chat"
        : stream              ? "/v1beta/models/thorough:streamGenerateContent?alt=sse"
                              : "/v1beta/models/thorough:generateContent";
}

// The same question in each family's words; `caller` with tools where tools are wanted.
inline std::string bodyOf(const std::string &family, const std::string &model, bool stream, bool tools)
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

inline Call callOf(const std::string &family, bool stream, bool tools)
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

// The JSON of each event or line of a stream.
inline QList<QJsonObject> eventsOf(const std::string &family, const std::string &bytes)
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

} // namespace patchbay::sandbox
