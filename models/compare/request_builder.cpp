// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/request_builder.h"

#include "models/compare/json_problem.h"
#include "models/compare/prompt_template.h"
#include "providers/wire/openai_format.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

std::unexpected<Error> problem(const QString &sentence)
{
    return failure(ErrorClass::BadRequest, sentence.toStdString());
}

ContentPart textPart(std::string text)
{
    ContentPart part;
    part.text = std::move(text);
    return part;
}

Message textMessage(MessageRole role, const QString &text)
{
    Message message;
    message.role = role;
    message.content.push_back(textPart(text.toStdString()));
    return message;
}

ContentPart attachmentPart(const Attachment &attachment)
{
    ContentPart part;
    part.name = attachment.name.toStdString();
    part.media.mediaType = attachment.mediaType.toStdString();
    if (attachment.mediaType.startsWith(u"image/")) {
        part.kind = ContentPart::Kind::Image;
        part.media.base64Data = attachment.data.toBase64().toStdString();
    } else if (attachment.mediaType.startsWith(u"audio/") || attachment.mediaType.startsWith(u"video/")) {
        part.kind =
            attachment.mediaType.startsWith(u"audio/") ? ContentPart::Kind::Audio : ContentPart::Kind::Video;
        part.media.base64Data = attachment.data.toBase64().toStdString();
    } else if (attachment.mediaType == u"application/pdf") {
        part.kind = ContentPart::Kind::File;
        part.media.base64Data = attachment.data.toBase64().toStdString();
    } else {
        // Text is put into the prompt, so that every model can read it.
        part.text = (u"\n\n%1:\n```\n%2\n```"_s).arg(attachment.name, QString::fromUtf8(attachment.data)).toStdString();
    }
    return part;
}

Message userMessage(const QString &text, const QList<Attachment> &attachments)
{
    Message message = textMessage(MessageRole::User, text);
    message.contentIsString = attachments.isEmpty();
    for (const Attachment &attachment : attachments) {
        message.content.push_back(attachmentPart(attachment));
    }
    return message;
}

// The answer of a turn as it is sent back; nothing when it had none.
std::optional<Message> assistantMessage(const TurnRecord &turn)
{
    if (turn.responseJson.isEmpty()) {
        return std::nullopt;
    }
    const Result<ChatResponse> response = wire::parseChatResponse(turn.responseJson.toStdString());
    if (!response || response->choices.empty()) {
        return std::nullopt;
    }
    const Choice &choice = response->choices.front();
    if (choice.content.value_or("").empty() && choice.toolCalls.empty()) {
        return std::nullopt;
    }
    Message message;
    message.role = MessageRole::Assistant;
    if (!choice.content.value_or("").empty()) {
        message.content.push_back(textPart(*choice.content));
    }
    message.toolCalls = choice.toolCalls;
    return message;
}

// One message of the person's: the result of each tool call when the answer before it made some.
void appendUserTurn(std::vector<Message> &messages, const QString &text, const QList<Attachment> &attachments)
{
    if (messages.empty() || messages.back().toolCalls.empty()) {
        messages.push_back(userMessage(text, attachments));
        return;
    }
    const std::vector<ToolCall> calls = messages.back().toolCalls;
    for (const ToolCall &call : calls) {
        Message result = textMessage(MessageRole::Tool, text);
        result.toolCallId = call.id;
        result.name = call.name;
        messages.push_back(std::move(result));
    }
}

std::vector<Message> buildMessages(const RunRecord &run, const PaneRecord &pane, const QString &userText)
{
    std::vector<Message> messages;
    const QString &system = pane.systemText.isEmpty() ? run.systemText : pane.systemText;
    if (const QString filled = fillVariables(system, run.variables); !filled.trimmed().isEmpty()) {
        messages.push_back(textMessage(MessageRole::System, filled));
    }
    bool first = true;
    for (const TurnRecord &turn : pane.turns) {
        std::optional<Message> answer = assistantMessage(turn);
        if (!answer) {
            continue;
        }
        appendUserTurn(messages, turn.userText, first ? run.attachments : QList<Attachment>());
        messages.push_back(std::move(*answer));
        first = false;
    }
    appendUserTurn(messages, userText, first ? run.attachments : QList<Attachment>());
    return messages;
}

// The extra fields without their braces, for splicing.
QString innerFields(const QString &object)
{
    const QString text = object.trimmed();
    return text.mid(1, text.size() - 2).trimmed();
}

// Tools, response format and extra fields, read by the one reader of OpenAI requests.
Result<ChatRequest> typedParts(const RunRecord &run, const PaneRecord &pane)
{
    const QString extra = pane.parameters.extraJson.trimmed();
    for (const QString &sentence : { jsonProblem(u"Tools"_s, run.toolsJson, JsonKind::Array),
                                     jsonProblem(u"Response format"_s, run.responseFormatJson, JsonKind::Object),
                                     jsonProblem(u"More fields"_s, extra, JsonKind::Object) }) {
        if (!sentence.isEmpty()) {
            return problem(sentence);
        }
    }
    const QJsonObject fields = QJsonDocument::fromJson(extra.toUtf8()).object();
    for (const QString &taken : { u"model"_s, u"messages"_s, u"tools"_s, u"response_format"_s, u"stream"_s }) {
        if (fields.contains(taken)) {
            return problem(u"More fields cannot set \"%1\": it has its own place."_s.arg(taken));
        }
    }
    QString json = uR"({"model": "x", "messages": [{"role": "user", "content": ""}])"_s;
    if (const QString tools = run.toolsJson.trimmed(); !tools.isEmpty() && tools != u"[]") {
        json += u", \"tools\": "_s + tools;
    }
    if (const QString format = run.responseFormatJson.trimmed(); !format.isEmpty()) {
        json += u", \"response_format\": "_s + format;
    }
    if (!fields.isEmpty()) {
        json += u", "_s + innerFields(extra);
    }
    return wire::parseChatRequest((json + u'}').toStdString());
}

void takeParameters(ChatRequest &request, const PaneParameters &parameters)
{
    if (parameters.temperature) {
        request.temperature = parameters.temperature;
    }
    if (parameters.topP) {
        request.topP = parameters.topP;
    }
    if (parameters.maxTokens) {
        request.maxTokens = *parameters.maxTokens;
    }
    if (parameters.seed) {
        request.seed = *parameters.seed;
    }
    if (!parameters.reasoningEffort.isEmpty()) {
        request.reasoningEffort = parameters.reasoningEffort.toStdString();
    }
    if (!parameters.stop.isEmpty()) {
        request.stop.clear();
        for (const QString &stop : parameters.stop) {
            request.stop.push_back(stop.toStdString());
        }
    }
}

} // namespace

Result<ChatRequest> buildRequest(const RunRecord &run, const PaneRecord &pane, const QString &userText)
{
    if (pane.model.trimmed().isEmpty()) {
        return problem(u"No model is chosen for this pane."_s);
    }
    Result<ChatRequest> request = typedParts(run, pane);
    if (!request) {
        return request;
    }
    request->model = pane.model.trimmed().toStdString();
    request->messages = buildMessages(run, pane, userText);
    takeParameters(*request, pane.parameters);
    request->stream = true;
    request->includeUsage = true;
    return request;
}

} // namespace patchbay
