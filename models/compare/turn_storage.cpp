// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/turn_storage.h"

#include "models/compare/kind_turn.h"
#include "providers/engine/kind_usage.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

const QString interruptedTitle = u"Interrupted"_s;

QJsonObject attemptJson(const AttemptLive &attempt)
{
    return { { u"number"_s, attempt.number },
             { u"status"_s, attempt.status },
             { u"error"_s, attempt.errorClass },
             { u"started_us"_s, attempt.startedMicroseconds },
             { u"ended_us"_s, attempt.endedMicroseconds },
             { u"wait_ms"_s, attempt.waitMilliseconds } };
}

AttemptLive attemptOf(const QJsonObject &json)
{
    return { .number = json[u"number"].toInt(),
             .status = json[u"status"].toInt(),
             .errorClass = json[u"error"].toString(),
             .startedMicroseconds = json[u"started_us"].toInteger(),
             .endedMicroseconds = json[u"ended_us"].toInteger(-1),
             .waitMilliseconds = json[u"wait_ms"].toInteger(-1) };
}

QByteArray errorJson(const TurnLive &turn)
{
    QJsonArray attempts;
    for (const AttemptLive &attempt : turn.attempts) {
        attempts.append(attemptJson(attempt));
    }
    const PaneError &error = turn.error;
    const QJsonObject body { { u"message"_s, error.sentence },
                             { u"type"_s, error.errorClass },
                             { u"code"_s, QString::number(error.status) } };
    const QJsonObject details {
        { u"title"_s, error.title },       { u"remedy"_s, error.remedy },
        { u"provider"_s, error.provider }, { u"provider_body"_s, error.providerBody },
        { u"status"_s, error.status },     { u"retry_after_ms"_s, error.retryAfterMilliseconds },
        { u"attempts"_s, attempts }
    };
    return QJsonDocument(QJsonObject { { u"error"_s, body }, { u"patchbay"_s, details } })
        .toJson(QJsonDocument::Compact);
}

void readError(TurnLive &turn, const QByteArray &json)
{
    const QJsonObject whole = QJsonDocument::fromJson(json).object();
    const QJsonObject body = whole[u"error"].toObject();
    const QJsonObject details = whole[u"patchbay"].toObject();
    PaneError &error = turn.error;
    error.sentence = body[u"message"].toString();
    error.errorClass = body[u"type"].toString();
    error.title = details[u"title"].toString(error.errorClass);
    error.remedy = details[u"remedy"].toString();
    error.provider = details[u"provider"].toString();
    error.providerBody = details[u"provider_body"].toString();
    error.status = details[u"status"].toInt();
    error.retryAfterMilliseconds = details[u"retry_after_ms"].toInteger(-1);
    for (const QJsonValue &attempt : details[u"attempts"].toArray()) {
        turn.attempts.append(attemptOf(attempt.toObject()));
    }
}

std::optional<qint64> count(const QJsonValue &value)
{
    return value.isDouble() ? std::optional<qint64>(value.toInteger()) : std::nullopt;
}

void readAnswer(TurnLive &turn, const QByteArray &json)
{
    const QJsonObject response = QJsonDocument::fromJson(json).object();
    const QJsonObject choice = response[u"choices"].toArray().first().toObject();
    const QJsonObject message = choice[u"message"].toObject();
    turn.text = message[u"content"].toString(message[u"refusal"].toString());
    turn.reasoning = message[u"reasoning_content"].toString();
    for (const QJsonValue &value : message[u"tool_calls"].toArray()) {
        const QJsonObject call = value.toObject();
        const QJsonObject function = call[u"function"].toObject();
        turn.toolCalls.append(
            { call[u"id"].toString(), function[u"name"].toString(), function[u"arguments"].toString() });
    }
    turn.metrics.finishReason = choice[u"finish_reason"].toString();
    const QJsonObject usage = response[u"usage"].toObject();
    turn.metrics.inputTokens = count(usage[u"prompt_tokens"]);
    turn.metrics.outputTokens = count(usage[u"completion_tokens"]);
    turn.metrics.reasoningTokens = count(usage[u"completion_tokens_details"].toObject()[u"reasoning_tokens"]);
    turn.metrics.cachedTokens = count(usage[u"prompt_tokens_details"].toObject()[u"cached_tokens"]);
}

std::optional<qint64> asCount(std::optional<std::int64_t> value)
{
    return value ? std::optional<qint64>(*value) : std::nullopt;
}

// The counts that the answer told, in whatever words of its kind.
void readKindUsage(TurnLive &turn)
{
    const std::string answer = turn.responseJson.toStdString();
    const auto json = wire::parseJson(answer);
    if (!json) {
        return;
    }
    wire::KindRequest request;
    request.kind = callKindFromName(turn.kind.toStdString()).value_or(CallKind::Chat);
    request.body = { turn.requestJson.toStdString() };
    const Usage usage = usageOfKind(request, *json);
    turn.metrics.inputTokens = asCount(usage.promptTokens);
    turn.metrics.outputTokens = asCount(usage.completionTokens);
    turn.metrics.cachedTokens = asCount(usage.cachedTokens);
}

} // namespace

TurnLive interrupted(TurnLive turn)
{
    QJsonArray calls;
    for (const ToolCallLive &call : std::as_const(turn.toolCalls)) {
        const QJsonObject function { { u"name"_s, call.name }, { u"arguments"_s, call.arguments } };
        calls.append(QJsonObject { { u"id"_s, call.id }, { u"type"_s, u"function"_s }, { u"function"_s, function } });
    }
    QJsonObject message { { u"role"_s, u"assistant"_s }, { u"content"_s, turn.text } };
    if (!turn.reasoning.isEmpty()) {
        message[u"reasoning_content"_s] = turn.reasoning;
    }
    if (!calls.isEmpty()) {
        message[u"tool_calls"_s] = calls;
    }
    QJsonObject response { { u"object"_s, u"chat.completion"_s },
                           { u"choices"_s, QJsonArray { QJsonObject { { u"index"_s, 0 }, { u"message"_s, message } } } } };
    if (turn.metrics.inputTokens && turn.metrics.outputTokens) {
        response[u"usage"_s] = QJsonObject { { u"prompt_tokens"_s, *turn.metrics.inputTokens },
                                             { u"completion_tokens"_s, *turn.metrics.outputTokens } };
    }
    turn.responseJson = QJsonDocument(response).toJson(QJsonDocument::Compact);
    turn.state = PaneState::Failed;
    turn.error.errorClass = u"APIConnectionError"_s;
    turn.error.title = interruptedTitle;
    turn.error.sentence = u"This answer was still arriving when Patchbay ended. What had come is kept."_s;
    turn.error.remedy = u"Retry asks again."_s;
    return turn;
}

bool isInterrupted(const TurnRecord &record)
{
    TurnLive turn;
    readError(turn, record.errorJson);
    return turn.error.title == interruptedTitle;
}

TurnRecord recordOf(const TurnLive &turn)
{
    TurnRecord record;
    record.kind = turn.kind;
    record.media = turn.media;
    record.userText = turn.userText;
    record.requestJson = turn.requestJson;
    record.responseJson = turn.responseJson;
    record.state = paneStateWord(turn.state);
    record.firstTokenMicroseconds = turn.metrics.firstTokenMicroseconds;
    record.totalMicroseconds = turn.metrics.totalMicroseconds;
    record.attempts = turn.metrics.attempts;
    record.costNanoDollars = turn.metrics.costNanoDollars;
    record.costBasis = turn.metrics.costBasis;
    record.priceTable = turn.metrics.priceTable;
    record.costLines = turn.metrics.costLines;
    record.usageEstimated = turn.metrics.usageEstimated;
    if (turn.state == PaneState::Failed) {
        record.errorJson = errorJson(turn);
    }
    return record;
}

TurnLive turnOf(const TurnRecord &record)
{
    TurnLive turn;
    turn.kind = record.kind;
    turn.media = record.media;
    turn.userText = record.userText;
    turn.requestJson = record.requestJson;
    turn.model = QJsonDocument::fromJson(record.requestJson).object()[u"model"].toString();
    turn.responseJson = record.responseJson;
    turn.state = record.state == u"failed" ? PaneState::Failed
        : record.state == u"stopped"       ? PaneState::Stopped
                                           : PaneState::Done;
    if (!record.responseJson.isEmpty() && !record.kind.isEmpty()) {
        readKindAnswer(turn);
        readKindUsage(turn);
    } else if (!record.responseJson.isEmpty()) {
        readAnswer(turn, record.responseJson);
    }
    if (!record.errorJson.isEmpty()) {
        readError(turn, record.errorJson);
    }
    turn.metrics.firstTokenMicroseconds = record.firstTokenMicroseconds;
    turn.metrics.totalMicroseconds = record.totalMicroseconds;
    turn.metrics.attempts = record.attempts;
    turn.metrics.costNanoDollars = record.costNanoDollars;
    turn.metrics.costBasis = record.costBasis;
    turn.metrics.priceTable = record.priceTable;
    turn.metrics.costLines = record.costLines;
    turn.metrics.usageEstimated = record.usageEstimated;
    return turn;
}

QString answerText(const QByteArray &responseJson)
{
    TurnLive turn;
    readAnswer(turn, responseJson);
    return turn.text;
}

} // namespace patchbay
