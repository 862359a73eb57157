// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/runs/answer_parts.h"

#include "models/runs/run_json.h"

#include <QJsonArray>

namespace patchbay {

using namespace Qt::StringLiterals;

namespace {

QString textOf(const QJsonValue &content)
{
    if (!content.isArray()) {
        return content.toString();
    }
    QString text;
    for (const QJsonValue &part : content.toArray()) {
        text += part["text"_L1].toString();
    }
    return text;
}

std::optional<qint64> count(const QJsonValue &value)
{
    return value.isDouble() ? std::optional<qint64>(value.toInteger()) : std::nullopt;
}

} // namespace

AnswerParts readAnswer(const QByteArray &responseJson)
{
    AnswerParts parts;
    const QJsonObject response = objectFromJsonText(responseJson).value_or(QJsonObject());
    const QJsonValue choice = response.value("choices"_L1)[0];
    const QJsonValue message = choice["message"_L1];
    parts.text = textOf(message["content"_L1]);
    if (parts.text.isEmpty()) {
        parts.text = message["refusal"_L1].toString();
    }
    for (const QJsonValue &other : { choice["text"_L1], response.value("text"_L1) }) {
        // A completion's, a transcription's.
        if (parts.text.isEmpty()) {
            parts.text = other.toString();
        }
    }
    parts.reasoning = message["reasoning_content"_L1].toString();
    for (const QJsonValue &call : message["tool_calls"_L1].toArray()) {
        const QJsonValue function = call["function"_L1];
        parts.toolCalls.append(
            { .name = function["name"_L1].toString(), .arguments = function["arguments"_L1].toString() });
    }
    parts.finishReason = choice["finish_reason"_L1].toString();
    const QJsonValue usage = response.value("usage"_L1);
    parts.promptTokens = count(usage["prompt_tokens"_L1]);
    parts.completionTokens = count(usage["completion_tokens"_L1]);
    parts.cachedTokens = count(usage["prompt_tokens_details"_L1]["cached_tokens"_L1]);
    parts.reasoningTokens = count(usage["completion_tokens_details"_L1]["reasoning_tokens"_L1]);
    return parts;
}

ErrorParts readError(const QByteArray &errorJson)
{
    const std::optional<QJsonObject> json = objectFromJsonText(errorJson);
    if (!json) {
        return { .kind = QString(), .message = QString::fromUtf8(errorJson) };
    }
    const QJsonObject error = json->contains("error"_L1) ? json->value("error"_L1).toObject() : *json;
    QString kind;
    for (const QLatin1StringView name : { "class"_L1, "kind"_L1, "type"_L1 }) {
        if (kind.isEmpty()) {
            kind = error.value(name).toString();
        }
    }
    return { .kind = kind, .message = error.value("message"_L1).toString() };
}

} // namespace patchbay
