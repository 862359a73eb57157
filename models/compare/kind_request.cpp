// SPDX-License-Identifier: GPL-3.0-or-later
//
// What panes of other kinds send.
#include "models/compare/json_problem.h"
#include "models/compare/kind_turn.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

std::unexpected<Error> problem(const QString &sentence)
{
    return failure(ErrorClass::BadRequest, sentence.toStdString());
}

QStringList lines(const QString &text)
{
    QStringList found;
    for (const QString &line : text.split(u'\n')) {
        if (!line.trimmed().isEmpty()) {
            found.append(line.trimmed());
        }
    }
    return found;
}

wire::Upload uploadOf(const QString &field, const Attachment &attachment)
{
    return { field.toStdString(), attachment.name.toStdString(), attachment.mediaType.toStdString(),
             attachment.data.toStdString() };
}

void addUploads(wire::KindRequest &request, const QString &field, const QString &type, const RunRecord &run)
{
    for (const Attachment &attachment : run.attachments) {
        if (attachment.mediaType.startsWith(type)) {
            request.uploads.push_back(uploadOf(field, attachment));
        }
    }
}

void putDefault(QJsonObject &body, const QString &name, const QJsonValue &value)
{
    if (!body.contains(name)) {
        body.insert(name, value);
    }
}

void putTextParameters(QJsonObject &body, const PaneParameters &parameters)
{
    if (parameters.temperature) {
        putDefault(body, u"temperature"_s, *parameters.temperature);
    }
    if (parameters.topP) {
        putDefault(body, u"top_p"_s, *parameters.topP);
    }
}

// An empty sentence when the kind has what it needs.
QString putPrompt(wire::KindRequest &request, QJsonObject &body, const QString &text, const RunRecord &run)
{
    const QStringList texts = lines(text);
    switch (request.kind) {
    case CallKind::Embeddings:
    case CallKind::Moderation:
        body[u"input"_s] = QJsonArray::fromStringList(texts);
        return texts.isEmpty() ? u"Write the texts into the prompt, one a line."_s : QString();
    case CallKind::Rerank:
        body[u"query"_s] = texts.value(0);
        body[u"documents"_s] = QJsonArray::fromStringList(texts.mid(1));
        return texts.size() < 2 ? u"Write the question into the first line and a text to rank into each further one."_s
                                : QString();
    case CallKind::Images:
    case CallKind::ImageEdits:
        body[u"prompt"_s] = text;
        addUploads(request, u"image"_s, u"image/"_s, run);
        request.kind = request.uploads.empty() ? CallKind::Images : CallKind::ImageEdits;
        if (request.model.find("dall-e") != std::string::npos) {
            // Others answer with the picture itself anyway and refuse the field.
            putDefault(body, u"response_format"_s, u"b64_json"_s);
        }
        return text.trimmed().isEmpty() ? u"Write what the picture should show."_s : QString();
    case CallKind::Speech:
        body[u"input"_s] = text;
        putDefault(body, u"voice"_s, u"alloy"_s);
        return text.trimmed().isEmpty() ? u"Write what should be said."_s : QString();
    case CallKind::Transcription:
        addUploads(request, u"file"_s, u"audio/"_s, run);
        addUploads(request, u"file"_s, u"video/"_s, run);
        if (!text.trimmed().isEmpty()) {
            putDefault(body, u"prompt"_s, text);
        }
        return request.uploads.size() != 1 ? u"Attach one sound file: with the paper clip above the prompt, or drop it there."_s : QString();
    case CallKind::Completions: body[u"prompt"_s] = text; return {};
    case CallKind::Responses: body[u"input"_s] = text; return {};
    case CallKind::TokenCount:
    case CallKind::Compaction:
    case CallKind::Models:
    case CallKind::Chat: break;
    }
    return u"A pane does not ask for this kind of answer."_s;
}

} // namespace

QString kindHint(const QString &kind)
{
    switch (callKindFromName(kind.toStdString()).value_or(CallKind::Chat)) {
    case CallKind::Embeddings: return u"Each line of the prompt is a text; how similar they are is shown."_s;
    case CallKind::Rerank: return u"Ranks the further lines of the prompt by how well they answer the first one."_s;
    case CallKind::Moderation: return u"Judges each line of the prompt."_s;
    case CallKind::Images:
    case CallKind::ImageEdits: return u"Draws the prompt; an attached picture is changed by it."_s;
    case CallKind::Speech: return u"Says the prompt aloud."_s;
    case CallKind::Transcription: return u"Writes down an attached sound file; the prompt may name the words to expect."_s;
    case CallKind::Completions: return u"Continues the prompt."_s;
    case CallKind::Responses:
    case CallKind::TokenCount:
    case CallKind::Compaction:
    case CallKind::Models:
    case CallKind::Chat: break;
    }
    return {};
}

QString kindFieldExample(const QString &kind)
{
    switch (callKindFromName(kind.toStdString()).value_or(CallKind::Chat)) {
    case CallKind::Embeddings: return uR"({"dimensions": 256})"_s;
    case CallKind::Rerank: return uR"({"top_n": 3})"_s;
    case CallKind::Images:
    case CallKind::ImageEdits: return uR"({"size": "1024x1024", "n": 2})"_s;
    case CallKind::Speech: return uR"({"voice": "alloy", "speed": 1.2})"_s;
    case CallKind::Transcription: return uR"({"language": "en"})"_s;
    case CallKind::Responses:
    case CallKind::Completions:
    case CallKind::Moderation:
    case CallKind::TokenCount:
    case CallKind::Compaction:
    case CallKind::Models:
    case CallKind::Chat: break;
    }
    return {};
}

Result<wire::KindRequest> buildKindRequest(CallKind kind, const RunRecord &run, const PaneRecord &pane,
                                           const QString &userText)
{
    const QString extra = pane.parameters.extraJson.trimmed();
    if (const QString sentence = jsonProblem(u"More fields"_s, extra, JsonKind::Object); !sentence.isEmpty()) {
        return problem(sentence);
    }
    wire::KindRequest request;
    request.kind = kind;
    request.model = pane.model.trimmed().toStdString();
    QJsonObject body = QJsonDocument::fromJson(extra.toUtf8()).object();
    if (const QString sentence = putPrompt(request, body, userText, run); !sentence.isEmpty()) {
        return problem(sentence);
    }
    if (request.kind == CallKind::Completions || request.kind == CallKind::Responses) {
        putTextParameters(body, pane.parameters);
        if (pane.parameters.maxTokens) {
            const bool responses = request.kind == CallKind::Responses;
            putDefault(body, responses ? u"max_output_tokens"_s : u"max_tokens"_s, *pane.parameters.maxTokens);
        }
    }
    request.body.text = QJsonDocument(body).toJson(QJsonDocument::Compact).toStdString();
    return request;
}

} // namespace patchbay
