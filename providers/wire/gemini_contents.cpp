// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/gemini_request.h"

#include "providers/wire/json_view.h"
#include "providers/wire/media.h"

#include <algorithm>

namespace patchbay::wire {
namespace {

using Kind = ContentPart::Kind;

// What Google documents for calls whose signature is lost: "skip_thought_signature_validator".
constexpr std::string_view skipSignature = "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=";

enum class Turn { None, User, Model, Results };

Turn turnOf(const Message &message)
{
    switch (message.role) {
    case MessageRole::Assistant:
        return Turn::Model;
    case MessageRole::Tool:
    case MessageRole::Function:
        return Turn::Results;
    default:
        return Turn::User;
    }
}

bool isSystem(const Message &message)
{
    return message.role == MessageRole::System || message.role == MessageRole::Developer;
}

void writeText(JsonWriter &writer, std::string_view text)
{
    writer.beginObject();
    writer.member("text", text);
    writer.endObject();
}

std::string_view fallbackType(Kind kind)
{
    switch (kind) {
    case Kind::Image:
        return "image/png";
    case Kind::Audio:
        return "audio/wav";
    case Kind::Video:
        return "video/mp4";
    default:
        return "application/pdf";
    }
}

void writeMedia(JsonWriter &writer, const ContentPart &part, bool gemini3)
{
    const std::string type = mediaTypeOf(part.media, part.name, fallbackType(part.kind));
    writer.beginObject();
    if (!part.media.base64Data.empty()) {
        writer.beginObject("inline_data");
        writer.member("data", part.media.base64Data);
        writer.member("mime_type", type);
    } else {
        writer.beginObject("file_data");
        writer.member("mime_type", type);
        writer.member("file_uri", part.fileId.empty() ? part.media.url : part.fileId);
    }
    writer.endObject();
    if (gemini3 && (part.detail == "low" || part.detail == "medium" || part.detail == "high")) {
        writer.beginObject("media_resolution");
        writer.member("level", part.detail == "low" ? "MEDIA_RESOLUTION_LOW"
                          : part.detail == "high"   ? "MEDIA_RESOLUTION_HIGH"
                                                    : "MEDIA_RESOLUTION_MEDIUM");
        writer.endObject();
    }
    writer.endObject();
}

void writePart(JsonWriter &writer, const ContentPart &part, bool gemini3)
{
    switch (part.kind) {
    case Kind::Text:
    case Kind::Refusal:
        if (!part.text.empty()) {
            writeText(writer, part.text);
        }
        return;
    case Kind::Thinking:
    case Kind::RedactedThinking:
        return; // another vendor's reasoning
    case Kind::Other: {
        const JsonView raw(part.raw);
        if (!raw["type"]) {
            writer.raw(raw.raw()); // a part in Gemini's own form
        } else if (raw["text"].isString()) {
            writeText(writer, raw["text"].string());
        }
        return;
    }
    default:
        writeMedia(writer, part, gemini3);
    }
}

std::string signatureOf(const ToolCall &call, bool gemini3)
{
    const JsonView extra(call.extra);
    std::string signature = extra["provider_specific_fields"]["thought_signature"].string();
    if (signature.empty()) {
        signature = extra["extra_content"]["google"]["thought_signature"].string();
    }
    return signature.empty() && gemini3 ? std::string(skipSignature) : signature;
}

void writeCall(JsonWriter &writer, const ToolCall &call, bool gemini3)
{
    const std::expected<JsonView, JsonError> arguments = parseJson(call.arguments);
    writer.beginObject();
    writer.beginObject("function_call");
    writer.member("name", call.name);
    writer.key("args");
    writer.raw(arguments && arguments->isObject() ? arguments->raw() : "{}");
    writer.endObject();
    writer.memberUnlessEmpty("thoughtSignature", signatureOf(call, gemini3));
    writer.endObject();
}

// The function that a result belongs to: the call of that id that was made last.
std::string nameOfResult(const ChatRequest &request, const Message &result)
{
    if (!result.name.empty()) {
        return result.name;
    }
    std::string name;
    for (const Message &message : request.messages) {
        if (&message == &result) {
            break;
        }
        for (const ToolCall &call : message.toolCalls) {
            if (call.id == result.toolCallId) {
                name = call.name;
            }
        }
    }
    return name;
}

void writeResult(JsonWriter &writer, const ChatRequest &request, const Message &message, bool gemini3)
{
    std::string text;
    for (const ContentPart &part : message.content) {
        text += part.text;
    }
    const std::expected<JsonView, JsonError> json = parseJson(text);
    writer.beginObject();
    writer.beginObject("function_response");
    writer.member("name", nameOfResult(request, message));
    if (json && json->isObject()) {
        writer.key("response");
        writer.raw(json->raw());
    } else {
        writer.beginObject("response");
        writer.member("content", text);
        writer.endObject();
    }
    writer.endObject();
    writer.endObject();
    // What a function shows stands beside its response: a response holds only values.
    for (const ContentPart &part : message.content) {
        if (!part.media.base64Data.empty() || !part.media.url.empty() || !part.fileId.empty()) {
            writeMedia(writer, part, gemini3);
        }
    }
}

bool hasParts(const Message &message)
{
    return turnOf(message) == Turn::Results || !message.toolCalls.empty()
        || std::ranges::any_of(message.content, [](const ContentPart &part) {
               return part.kind == Kind::Text ? !part.text.empty()
                                              : part.kind != Kind::Thinking && part.kind != Kind::RedactedThinking;
           });
}

void writeParts(JsonWriter &writer, const ChatRequest &request, const Message &message, bool gemini3)
{
    if (turnOf(message) == Turn::Results) {
        return writeResult(writer, request, message, gemini3);
    }
    for (const ContentPart &part : message.content) {
        writePart(writer, part, gemini3);
    }
    for (const ToolCall &call : message.toolCalls) {
        writeCall(writer, call, gemini3);
    }
}

void writeSystem(JsonWriter &writer, const ChatRequest &request)
{
    const auto speaks = [](const Message &message) { return isSystem(message) && hasParts(message); };
    if (std::ranges::none_of(request.messages, speaks)) {
        return;
    }
    writer.beginObject("system_instruction");
    writer.beginArray("parts");
    for (const Message &message : request.messages) {
        if (speaks(message)) {
            writeParts(writer, request, message, false);
        }
    }
    writer.endArray();
    writer.endObject();
}

void beginTurn(JsonWriter &writer, Turn turn)
{
    writer.beginObject();
    writer.member("role", turn == Turn::Model ? "model" : "user");
    writer.beginArray("parts");
}

} // namespace

void writeGeminiContents(JsonWriter &writer, const ChatRequest &request, const Target &target)
{
    const bool gemini3 = isGemini3(target);
    writer.beginArray("contents");
    Turn open = Turn::None;
    for (const Message &message : request.messages) {
        if (isSystem(message) || !hasParts(message)) {
            continue;
        }
        const Turn turn = turnOf(message);
        if (turn != open) {
            if (open != Turn::None) {
                writer.endArray();
                writer.endObject();
            }
            beginTurn(writer, turn);
            open = turn;
        }
        writeParts(writer, request, message, gemini3);
    }
    if (open == Turn::None) { // Gemini wants at least one content
        beginTurn(writer, Turn::User);
        writeText(writer, " ");
    }
    writer.endArray();
    writer.endObject();
    writer.endArray();
    writeSystem(writer, request);
}

} // namespace patchbay::wire
