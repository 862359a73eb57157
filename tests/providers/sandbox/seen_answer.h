// SPDX-License-Identifier: GPL-3.0-or-later
//
// Seen: what an answer amounts to, read independently of the code that wrote it.
#pragma once

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

#include <string>

namespace patchbay::sandbox {

// What an answer amounts to, whoever wrote it.
struct Seen {
    QString text;
    QString reasoning;
    QString callName;
    QString callArguments;
    QString finish;
    int outputTokens = -1;
};

inline void seeOpenAi(const QJsonObject &object, Seen &seen)
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

inline void seeAnthropic(const QJsonObject &object, Seen &seen)
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

inline void seeGemini(const QJsonObject &object, Seen &seen)
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

inline void seeOllama(const QJsonObject &object, Seen &seen)
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

inline void see(const std::string &family, const QJsonObject &object, Seen &seen)
{
    const auto reader = family == "openai" ? seeOpenAi
        : family == "anthropic"            ? seeAnthropic
        : family == "gemini"               ? seeGemini
                                           : seeOllama;
    reader(object, seen);
}

} // namespace patchbay::sandbox
