// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/runs/run_json.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

namespace patchbay {

using namespace Qt::StringLiterals;

namespace {

// Bytes that are text stay readable; others would not survive as a JSON string.
QJsonValue fromBytes(const QByteArray &bytes)
{
    if (bytes.isValidUtf8()) {
        return QString::fromUtf8(bytes);
    }
    return QJsonObject { { u"base64"_s, QString::fromLatin1(bytes.toBase64()) } };
}

QByteArray toBytes(const QJsonValue &value)
{
    if (value.isObject()) {
        return QByteArray::fromBase64(value.toObject().value("base64"_L1).toString().toLatin1());
    }
    return value.toString().toUtf8();
}

QJsonObject fromParameters(const PaneParameters &parameters)
{
    QJsonObject json { { u"timeout_seconds"_s, parameters.timeoutSeconds },
                       { u"reasoning_effort"_s, parameters.reasoningEffort },
                       { u"stop"_s, QJsonArray::fromStringList(parameters.stop) },
                       { u"extra"_s, parameters.extraJson } };
    if (parameters.temperature) {
        json.insert(u"temperature"_s, *parameters.temperature);
    }
    if (parameters.topP) {
        json.insert(u"top_p"_s, *parameters.topP);
    }
    if (parameters.maxTokens) {
        json.insert(u"max_tokens"_s, *parameters.maxTokens);
    }
    if (parameters.seed) {
        json.insert(u"seed"_s, *parameters.seed);
    }
    return json;
}

PaneParameters toParameters(const QJsonObject &json)
{
    PaneParameters parameters;
    const auto real = [&](QLatin1StringView name) {
        return json.contains(name) ? std::optional(json.value(name).toDouble()) : std::nullopt;
    };
    const auto integer = [&](QLatin1StringView name) {
        return json.contains(name) ? std::optional<qint64>(json.value(name).toInteger()) : std::nullopt;
    };
    parameters.temperature = real("temperature"_L1);
    parameters.topP = real("top_p"_L1);
    parameters.maxTokens = integer("max_tokens"_L1);
    parameters.seed = integer("seed"_L1);
    parameters.reasoningEffort = json.value("reasoning_effort"_L1).toString();
    for (const QJsonValue &stop : json.value("stop"_L1).toArray()) {
        parameters.stop.append(stop.toString());
    }
    parameters.timeoutSeconds = json.value("timeout_seconds"_L1).toInt(parameters.timeoutSeconds);
    parameters.extraJson = json.value("extra"_L1).toString();
    return parameters;
}

QJsonArray fromCostLines(const QList<CostLine> &lines)
{
    QJsonArray parts;
    for (const CostLine &line : lines) {
        parts.append(QJsonObject { { u"kind"_s, line.kind },
                                   { u"units"_s, line.units },
                                   { u"rate"_s, line.ratePerUnit },
                                   { u"nano_dollars"_s, line.nanoDollars } });
    }
    return parts;
}

QList<CostLine> toCostLines(const QJsonArray &parts)
{
    QList<CostLine> lines;
    for (const QJsonValue &value : parts) {
        const QJsonObject part = value.toObject();
        lines.append({ .kind = part.value("kind"_L1).toString(),
                       .units = part.value("units"_L1).toInteger(),
                       .ratePerUnit = part.value("rate"_L1).toString(),
                       .nanoDollars = part.value("nano_dollars"_L1).toInteger() });
    }
    return lines;
}

QJsonObject fromAttachment(const Attachment &attachment, AttachmentData data)
{
    QJsonObject json { { u"name"_s, attachment.name },
                       { u"media_type"_s, attachment.mediaType },
                       { u"size"_s, attachment.data.size() } };
    if (data == AttachmentData::Included) {
        const QByteArray digest = QCryptographicHash::hash(attachment.data, QCryptographicHash::Sha256);
        json.insert(u"sha256"_s, QString::fromLatin1(digest.toHex()));
        json.insert(u"data"_s, QString::fromLatin1(attachment.data.toBase64()));
    }
    return json;
}

QJsonArray fromAttachments(const QList<Attachment> &attachments, AttachmentData data)
{
    QJsonArray list;
    for (const Attachment &attachment : attachments) {
        list.append(fromAttachment(attachment, data));
    }
    return list;
}

QList<Attachment> toAttachments(const QJsonArray &list)
{
    QList<Attachment> attachments;
    for (const QJsonValue &attachment : list) {
        attachments.append({ .name = attachment["name"_L1].toString(),
                             .mediaType = attachment["media_type"_L1].toString(),
                             .data = QByteArray::fromBase64(attachment["data"_L1].toString().toLatin1()) });
    }
    return attachments;
}

QJsonObject fromTurn(const TurnRecord &turn, AttachmentData data)
{
    QJsonObject json { { u"user_text"_s, turn.userText },
             { u"request"_s, fromBytes(turn.requestJson) },
             { u"response"_s, fromBytes(turn.responseJson) },
             { u"error"_s, fromBytes(turn.errorJson) },
             { u"state"_s, turn.state },
             { u"first_token_microseconds"_s, turn.firstTokenMicroseconds },
             { u"total_microseconds"_s, turn.totalMicroseconds },
             { u"attempts"_s, turn.attempts },
             { u"cost_nano_dollars"_s, turn.costNanoDollars },
             { u"cost_basis"_s, turn.costBasis },
             { u"price_table"_s, turn.priceTable },
             { u"cost_parts"_s, fromCostLines(turn.costLines) },
             { u"usage_estimated"_s, turn.usageEstimated } };
    if (!turn.kind.isEmpty()) {
        json.insert(u"kind"_s, turn.kind);
    }
    if (!turn.media.isEmpty()) {
        json.insert(u"media"_s, fromAttachments(turn.media, data));
    }
    return json;
}

TurnRecord toTurn(const QJsonObject &json)
{
    return { .kind = json.value("kind"_L1).toString(),
             .userText = json.value("user_text"_L1).toString(),
             .requestJson = toBytes(json.value("request"_L1)),
             .responseJson = toBytes(json.value("response"_L1)),
             .media = toAttachments(json.value("media"_L1).toArray()),
             .errorJson = toBytes(json.value("error"_L1)),
             .state = json.value("state"_L1).toString(),
             .firstTokenMicroseconds = json.value("first_token_microseconds"_L1).toInteger(-1),
             .totalMicroseconds = json.value("total_microseconds"_L1).toInteger(-1),
             .attempts = json.value("attempts"_L1).toInt(),
             .costNanoDollars = json.value("cost_nano_dollars"_L1).toInteger(-1),
             .costBasis = json.value("cost_basis"_L1).toString(),
             .priceTable = json.value("price_table"_L1).toString(),
             .costLines = toCostLines(json.value("cost_parts"_L1).toArray()),
             .usageEstimated = json.value("usage_estimated"_L1).toBool() };
}

QJsonObject fromPane(const PaneRecord &pane, AttachmentData data)
{
    QJsonArray turns;
    for (const TurnRecord &turn : pane.turns) {
        turns.append(fromTurn(turn, data));
    }
    QJsonObject json { { u"model"_s, pane.model },
                       { u"system"_s, pane.systemText },
                       { u"parameters"_s, fromParameters(pane.parameters) },
                       { u"turns"_s, turns } };
    if (!pane.followUpText.isEmpty()) {
        json.insert(u"follow_up"_s, pane.followUpText);
    }
    return json;
}

PaneRecord toPane(const QJsonObject &json)
{
    PaneRecord pane { .model = json.value("model"_L1).toString(),
                      .systemText = json.value("system"_L1).toString(),
                      .parameters = toParameters(json.value("parameters"_L1).toObject()),
                      .turns = {},
                      .followUpText = json.value("follow_up"_L1).toString() };
    for (const QJsonValue &turn : json.value("turns"_L1).toArray()) {
        pane.turns.append(toTurn(turn.toObject()));
    }
    return pane;
}

} // namespace

QJsonObject runToJson(const RunRecord &run, AttachmentData attachmentData)
{
    QJsonArray variables;
    for (const Variable &variable : run.variables) {
        variables.append(QJsonObject { { u"name"_s, variable.name }, { u"value"_s, variable.value } });
    }
    QJsonArray panes;
    for (const PaneRecord &pane : run.panes) {
        panes.append(fromPane(pane, attachmentData));
    }
    const QJsonValue created =
        run.created.isValid() ? run.created.toUTC().toString(Qt::ISODateWithMs) : QJsonValue(QJsonValue::Null);
    return { { u"format"_s, u"patchbay-run-1"_s },
             { u"id"_s, run.id },
             { u"title"_s, run.title },
             { u"created"_s, created },
             { u"system"_s, run.systemText },
             { u"prompt"_s, run.userText },
             { u"tools"_s, run.toolsJson },
             { u"response_format"_s, run.responseFormatJson },
             { u"variables"_s, variables },
             { u"attachments"_s, fromAttachments(run.attachments, attachmentData) },
             { u"sync_parameters"_s, run.syncParameters },
             { u"panes"_s, panes } };
}

RunRecord runFromJson(const QJsonObject &json)
{
    RunRecord run;
    run.id = json.value("id"_L1).toString();
    run.title = json.value("title"_L1).toString();
    run.created = QDateTime::fromString(json.value("created"_L1).toString(), Qt::ISODateWithMs);
    run.systemText = json.value("system"_L1).toString();
    run.userText = json.value("prompt"_L1).toString();
    run.toolsJson = json.value("tools"_L1).toString();
    run.responseFormatJson = json.value("response_format"_L1).toString();
    for (const QJsonValue &variable : json.value("variables"_L1).toArray()) {
        run.variables.append({ .name = variable["name"_L1].toString(), .value = variable["value"_L1].toString() });
    }
    run.attachments = toAttachments(json.value("attachments"_L1).toArray());
    run.syncParameters = json.value("sync_parameters"_L1).toBool(run.syncParameters);
    for (const QJsonValue &pane : json.value("panes"_L1).toArray()) {
        run.panes.append(toPane(pane.toObject()));
    }
    return run;
}

QByteArray toJsonText(const QJsonObject &json)
{
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

std::optional<QJsonObject> objectFromJsonText(const QByteArray &text)
{
    const QJsonDocument document = QJsonDocument::fromJson(text);
    return document.isObject() ? std::optional(document.object()) : std::nullopt;
}

} // namespace patchbay
