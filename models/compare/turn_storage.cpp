// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/turn_storage.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

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

} // namespace

TurnRecord recordOf(const TurnLive &turn)
{
    TurnRecord record;
    record.userText = turn.userText;
    record.requestJson = turn.requestJson;
    record.responseJson = turn.responseJson;
    record.state = paneStateWord(turn.state);
    record.firstTokenMicroseconds = turn.metrics.firstTokenMicroseconds;
    record.totalMicroseconds = turn.metrics.totalMicroseconds;
    record.attempts = turn.metrics.attempts;
    record.costNanoDollars = turn.metrics.costNanoDollars;
    record.costBasis = turn.metrics.costBasis;
    record.usageEstimated = turn.metrics.usageEstimated;
    if (turn.state == PaneState::Failed) {
        record.errorJson = errorJson(turn);
    }
    return record;
}

TurnLive turnOf(const TurnRecord &record)
{
    TurnLive turn;
    turn.userText = record.userText;
    turn.requestJson = record.requestJson;
    turn.responseJson = record.responseJson;
    turn.state = record.state == u"failed" ? PaneState::Failed
        : record.state == u"stopped"       ? PaneState::Stopped
                                           : PaneState::Done;
    if (!record.responseJson.isEmpty()) {
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
