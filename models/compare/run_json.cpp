// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/run_json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

template <typename Number>
void put(QJsonObject &json, const QString &name, const std::optional<Number> &value)
{
    if (value) {
        json.insert(name, *value);
    }
}

void put(QJsonObject &json, const QString &name, const QString &value)
{
    if (!value.isEmpty()) {
        json.insert(name, value);
    }
}

QJsonObject parametersJson(const PaneParameters &parameters)
{
    QJsonObject json;
    put(json, u"temperature"_s, parameters.temperature);
    put(json, u"top_p"_s, parameters.topP);
    put(json, u"max_tokens"_s, parameters.maxTokens);
    put(json, u"seed"_s, parameters.seed);
    put(json, u"reasoning_effort"_s, parameters.reasoningEffort);
    if (!parameters.stop.isEmpty()) {
        json.insert(u"stop"_s, QJsonArray::fromStringList(parameters.stop));
    }
    json.insert(u"timeout_seconds"_s, parameters.timeoutSeconds);
    put(json, u"extra"_s, parameters.extraJson);
    return json;
}

PaneParameters parametersOf(const QJsonObject &json)
{
    const auto whole = [&json](const QString &name) {
        const QJsonValue value = json[name];
        return value.isDouble() ? std::optional<qint64>(value.toInteger()) : std::nullopt;
    };
    const auto real = [&json](const QString &name) {
        const QJsonValue value = json[name];
        return value.isDouble() ? std::optional<double>(value.toDouble()) : std::nullopt;
    };
    PaneParameters parameters;
    parameters.temperature = real(u"temperature"_s);
    parameters.topP = real(u"top_p"_s);
    parameters.maxTokens = whole(u"max_tokens"_s);
    parameters.seed = whole(u"seed"_s);
    parameters.reasoningEffort = json[u"reasoning_effort"].toString();
    for (const QJsonValue &stop : json[u"stop"].toArray()) {
        parameters.stop.append(stop.toString());
    }
    parameters.timeoutSeconds = json[u"timeout_seconds"].toInt(parameters.timeoutSeconds);
    parameters.extraJson = json[u"extra"].toString();
    return parameters;
}

QJsonObject parsed(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

QJsonObject turnJson(const TurnRecord &turn)
{
    QJsonObject json { { u"user"_s, turn.userText }, { u"state"_s, turn.state }, { u"attempts"_s, turn.attempts } };
    const auto putJson = [&json](const QString &name, const QByteArray &text) {
        if (!text.isEmpty()) {
            json.insert(name, parsed(text));
        }
    };
    putJson(u"request"_s, turn.requestJson);
    putJson(u"response"_s, turn.responseJson);
    putJson(u"error"_s, turn.errorJson);
    if (turn.firstTokenMicroseconds >= 0) {
        json.insert(u"first_token_us"_s, turn.firstTokenMicroseconds);
    }
    if (turn.totalMicroseconds >= 0) {
        json.insert(u"total_us"_s, turn.totalMicroseconds);
    }
    if (turn.costNanoDollars >= 0) {
        json.insert(u"cost_nano_dollars"_s, turn.costNanoDollars);
    }
    put(json, u"cost_basis"_s, turn.costBasis);
    json.insert(u"usage_estimated"_s, turn.usageEstimated);
    return json;
}

TurnRecord turnOf(const QJsonObject &json)
{
    const auto text = [&json](const QString &name) {
        const QJsonValue value = json[name];
        return value.isObject() ? QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact) : QByteArray();
    };
    TurnRecord turn;
    turn.userText = json[u"user"].toString();
    turn.state = json[u"state"].toString();
    turn.attempts = json[u"attempts"].toInt();
    turn.requestJson = text(u"request"_s);
    turn.responseJson = text(u"response"_s);
    turn.errorJson = text(u"error"_s);
    turn.firstTokenMicroseconds = json[u"first_token_us"].toInteger(-1);
    turn.totalMicroseconds = json[u"total_us"].toInteger(-1);
    turn.costNanoDollars = json[u"cost_nano_dollars"].toInteger(-1);
    turn.costBasis = json[u"cost_basis"].toString();
    turn.usageEstimated = json[u"usage_estimated"].toBool();
    return turn;
}

QJsonObject paneJson(const PaneRecord &pane)
{
    QJsonObject json { { u"model"_s, pane.model }, { u"parameters"_s, parametersJson(pane.parameters) } };
    put(json, u"system"_s, pane.systemText);
    QJsonArray turns;
    for (const TurnRecord &turn : pane.turns) {
        turns.append(turnJson(turn));
    }
    json.insert(u"turns"_s, turns);
    return json;
}

PaneRecord paneOf(const QJsonObject &json)
{
    PaneRecord pane;
    pane.model = json[u"model"].toString();
    pane.systemText = json[u"system"].toString();
    pane.parameters = parametersOf(json[u"parameters"].toObject());
    for (const QJsonValue &turn : json[u"turns"].toArray()) {
        pane.turns.append(turnOf(turn.toObject()));
    }
    return pane;
}

} // namespace

QByteArray runToJson(const RunRecord &run)
{
    QJsonObject json { { u"format"_s, u"patchbay.run/1"_s }, { u"title"_s, run.title }, { u"user"_s, run.userText } };
    put(json, u"id"_s, run.id);
    put(json, u"created"_s, run.created.toUTC().toString(Qt::ISODateWithMs));
    put(json, u"system"_s, run.systemText);
    put(json, u"tools"_s, run.toolsJson);
    put(json, u"response_format"_s, run.responseFormatJson);
    json.insert(u"sync_parameters"_s, run.syncParameters);
    QJsonArray variables;
    for (const Variable &variable : run.variables) {
        variables.append(QJsonObject { { u"name"_s, variable.name }, { u"value"_s, variable.value } });
    }
    QJsonArray attachments;
    for (const Attachment &attachment : run.attachments) {
        attachments.append(QJsonObject { { u"name"_s, attachment.name },
                                         { u"media_type"_s, attachment.mediaType },
                                         { u"base64"_s, QString::fromLatin1(attachment.data.toBase64()) } });
    }
    QJsonArray panes;
    for (const PaneRecord &pane : run.panes) {
        panes.append(paneJson(pane));
    }
    json.insert(u"variables"_s, variables);
    json.insert(u"attachments"_s, attachments);
    json.insert(u"panes"_s, panes);
    return QJsonDocument(json).toJson(QJsonDocument::Indented);
}

Result<RunRecord> runFromJson(const QByteArray &text)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (!document.isObject()) {
        return failure(ErrorClass::BadRequest, "not a run: " + error.errorString().toStdString() + " at byte "
                                                   + std::to_string(error.offset));
    }
    const QJsonObject json = document.object();
    RunRecord run;
    run.id = json[u"id"].toString();
    run.title = json[u"title"].toString();
    run.created = QDateTime::fromString(json[u"created"].toString(), Qt::ISODateWithMs);
    run.systemText = json[u"system"].toString();
    run.userText = json[u"user"].toString();
    run.toolsJson = json[u"tools"].toString();
    run.responseFormatJson = json[u"response_format"].toString();
    run.syncParameters = json[u"sync_parameters"].toBool(true);
    for (const QJsonValue &variable : json[u"variables"].toArray()) {
        run.variables.append({ variable[u"name"].toString(), variable[u"value"].toString() });
    }
    for (const QJsonValue &attachment : json[u"attachments"].toArray()) {
        run.attachments.append({ attachment[u"name"].toString(), attachment[u"media_type"].toString(),
                                 QByteArray::fromBase64(attachment[u"base64"].toString().toLatin1()) });
    }
    for (const QJsonValue &pane : json[u"panes"].toArray()) {
        run.panes.append(paneOf(pane.toObject()));
    }
    return run;
}

} // namespace patchbay
