// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/json_view.h"
#include "providers/wire/media.h"
#include "providers/wire/openai_request_writer.h"

namespace patchbay::wire {
namespace {

using Kind = ContentPart::Kind;

std::string_view roleName(MessageRole role, const OpenAiStyle &style)
{
    switch (role) {
    case MessageRole::System:
        return style.systemAsUser ? "user" : "system";
    case MessageRole::Developer:
        return style.systemAsUser ? "user" : style.developerAsSystem ? "system" : "developer";
    case MessageRole::User:
        return "user";
    case MessageRole::Assistant:
        return "assistant";
    case MessageRole::Tool:
        return "tool";
    case MessageRole::Function:
        return "function";
    }
    return "user";
}

bool isThinking(const ContentPart &part)
{
    return part.kind == Kind::Thinking || part.kind == Kind::RedactedThinking;
}

void writeMediaPart(JsonWriter &writer, const ContentPart &part)
{
    switch (part.kind) {
    case Kind::Image:
    case Kind::Video: {
        const std::string_view name = part.kind == Kind::Image ? "image_url" : "video_url";
        writer.member("type", name);
        writer.beginObject(name);
        writer.member("url", mediaToUrl(part.media, part.kind == Kind::Image ? "image/png" : "video/mp4"));
        writer.memberUnlessEmpty("detail", part.detail);
        writer.endObject();
        break;
    }
    case Kind::Audio:
        writer.member("type", "input_audio");
        writer.beginObject("input_audio");
        writer.member("data", part.media.base64Data);
        writer.member("format", audioFormat(part.media.mediaType));
        writer.endObject();
        break;
    default:
        writer.member("type", "file");
        writer.beginObject("file");
        writer.memberUnlessEmpty("file_id", part.fileId);
        writer.memberUnlessEmpty("filename", part.name);
        writer.memberUnlessEmpty("file_data", mediaToUrl(part.media, "application/pdf"));
        writer.endObject();
    }
}

void writePart(JsonWriter &writer, const ContentPart &part, const OpenAiStyle &style)
{
    if (part.kind == Kind::Other) {
        writer.raw(part.raw.text);
        return;
    }
    writer.beginObject();
    switch (part.kind) {
    case Kind::Text:
        writer.member("type", "text");
        writer.member("text", part.text);
        break;
    case Kind::Refusal:
        writer.member("type", "refusal");
        writer.member("refusal", part.text);
        break;
    case Kind::Thinking:
        writer.member("type", "thinking");
        writer.member("thinking", part.text);
        writer.memberUnlessEmpty("signature", part.signature);
        break;
    case Kind::RedactedThinking:
        writer.member("type", "redacted_thinking");
        writer.member("data", part.text);
        break;
    default:
        writeMediaPart(writer, part);
    }
    if (style.cacheControl) {
        writer.member("cache_control", part.cacheControl);
    }
    writer.endObject();
}

bool onlyText(const Message &message)
{
    return std::ranges::all_of(message.content, [](const ContentPart &part) {
        return part.kind == Kind::Text || isThinking(part);
    });
}

void writeContent(JsonWriter &writer, const Message &message, const OpenAiStyle &style)
{
    const bool empty = std::ranges::all_of(message.content, isThinking);
    if (empty && message.contentIsString) {
        if (message.toolCalls.empty() || style.ours) {
            writer.nullMember("content");
        }
    } else if (style.textOnly || (onlyText(message) && (message.contentIsString || style.flattenText))) {
        writer.member("content", textOf(message));
    } else {
        writer.beginArray("content");
        for (const ContentPart &part : message.content) {
            if (!isThinking(part)) {
                writePart(writer, part, style);
            }
        }
        writer.endArray();
    }
    if (style.ours && std::ranges::any_of(message.content, isThinking)) {
        writer.beginArray("thinking_blocks");
        for (const ContentPart &part : message.content) {
            if (isThinking(part)) {
                writePart(writer, part, style);
            }
        }
        writer.endArray();
    }
}

} // namespace

void writeMessage(JsonWriter &writer, const Message &message, const OpenAiStyle &style)
{
    writer.beginObject();
    writer.member("role", roleName(message.role, style));
    writeContent(writer, message, style);
    if (message.legacyFunctionCall && !message.toolCalls.empty()) {
        writer.beginObject("function_call");
        writer.member("name", message.toolCalls.front().name);
        writer.member("arguments", message.toolCalls.front().arguments);
        writer.endObject();
    } else if (!message.toolCalls.empty()) {
        writer.beginArray("tool_calls");
        for (const ToolCall &call : message.toolCalls) {
            ToolCall written = style.ours ? call : ToolCall { call.id, call.name, call.arguments, {} };
            if (JsonView(call.extra)["type"].is("custom")) {
                written.extra = call.extra;
            }
            writeToolCall(writer, written);
        }
        writer.endArray();
    }
    writer.memberUnlessEmpty("tool_call_id", message.toolCallId);
    writer.memberUnlessEmpty("name", message.name);
    if (style.reasoning) {
        writer.memberUnlessEmpty("reasoning_content", message.reasoning);
    }
    if (style.cacheControl) {
        writer.member("cache_control", message.cacheControl);
    }
    for (const JsonMember &member : JsonView(message.extra).members()) {
        // What our own answers add must not come back to a provider as an unknown field.
        const bool added = member.is("provider_specific_fields") || member.is("annotations") || member.is("images");
        if (style.ours || !added) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    writer.endObject();
}

std::string textOf(const Message &message)
{
    std::string text;
    for (const ContentPart &part : message.content) {
        if (part.kind == Kind::Text || part.kind == Kind::Refusal) {
            text += part.text;
        }
    }
    return text;
}

void writeToolCall(JsonWriter &writer, const ToolCall &call)
{
    const bool custom = JsonView(call.extra)["type"].is("custom");
    writer.beginObject();
    writer.member("id", call.id);
    writer.member("type", custom ? "custom" : "function");
    writer.beginObject(custom ? "custom" : "function");
    writer.member("name", call.name);
    writer.member(custom ? "input" : "arguments", call.arguments);
    writer.endObject();
    for (const JsonMember &member : JsonView(call.extra).members()) {
        if (!member.is("type")) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    writer.endObject();
}

} // namespace patchbay::wire
