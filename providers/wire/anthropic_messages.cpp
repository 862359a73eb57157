// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/anthropic_messages.h"

#include "providers/wire/json_view.h"
#include "providers/wire/media.h"

#include <algorithm>
#include <span>

namespace patchbay::wire {
namespace {

using Kind = ContentPart::Kind;

bool isSystem(const Message &message)
{
    return message.role == MessageRole::System || message.role == MessageRole::Developer;
}

bool isAssistant(const Message &message)
{
    return message.role == MessageRole::Assistant;
}

void writeText(JsonWriter &writer, std::string_view text, const JsonText &cacheControl)
{
    if (text.empty()) {
        return; // Anthropic refuses empty blocks
    }
    writer.beginObject();
    writer.member("type", "text");
    writer.member("text", text);
    writer.member("cache_control", cacheControl);
    writer.endObject();
}

void writeSource(JsonWriter &writer, const ContentPart &part, std::string_view fallbackType)
{
    writer.beginObject("source");
    if (!part.fileId.empty()) {
        writer.member("type", "file");
        writer.member("file_id", part.fileId);
    } else if (part.media.base64Data.empty()) {
        writer.member("type", "url");
        writer.member("url", part.media.url);
    } else {
        writer.member("type", "base64");
        writer.member("media_type", mediaTypeOf(part.media, part.name, fallbackType));
        writer.member("data", part.media.base64Data);
    }
    writer.endObject();
}

void writeMedia(JsonWriter &writer, const ContentPart &part)
{
    const std::string type = mediaTypeOf(part.media, part.name, {});
    const bool image = part.kind == Kind::Image ? !type.starts_with("application/") : type.starts_with("image/");
    writer.beginObject();
    writer.member("type", image ? "image" : "document");
    writeSource(writer, part, image ? "image/png" : "application/pdf");
    if (!image) {
        const JsonView source(part.raw);
        writer.member("citations", source["citations"].text());
    }
    writer.member("cache_control", part.cacheControl);
    writer.endObject();
}

void writePart(JsonWriter &writer, const ContentPart &part)
{
    switch (part.kind) {
    case Kind::Text:
    case Kind::Refusal:
        return writeText(writer, part.text, part.cacheControl);
    case Kind::Thinking:
        if (part.signature.empty()) {
            return; // without one Anthropic refuses it
        }
        writer.beginObject();
        writer.member("type", "thinking");
        writer.member("thinking", part.text);
        writer.member("signature", part.signature);
        return writer.endObject();
    case Kind::RedactedThinking:
        writer.beginObject();
        writer.member("type", "redacted_thinking");
        writer.member("data", part.text);
        return writer.endObject();
    case Kind::Other:
        return writer.raw(part.raw.text); // Anthropic's own blocks: document, search_result…
    default:
        return writeMedia(writer, part);
    }
}

void writeToolUse(JsonWriter &writer, const ToolCall &call, const std::string &fallbackId)
{
    const std::expected<JsonView, JsonError> input = parseJson(call.arguments);
    writer.beginObject();
    writer.member("type", "tool_use");
    writer.member("id", call.id.empty() ? fallbackId : call.id);
    writer.member("name", call.name);
    writer.key("input");
    writer.raw(input && input->isObject() ? input->raw() : "{}");
    writer.endObject();
}

bool textOnly(const Message &message)
{
    return std::ranges::all_of(message.content, [](const ContentPart &part) { return part.kind == Kind::Text; });
}

void writeToolResult(JsonWriter &writer, const Message &message)
{
    writer.beginObject();
    writer.member("type", "tool_result");
    writer.member("tool_use_id", message.toolCallId.empty() ? message.name : message.toolCallId);
    if (message.contentIsString && textOnly(message)) {
        std::string text;
        for (const ContentPart &part : message.content) {
            text += part.text;
        }
        writer.member("content", text);
    } else {
        writer.beginArray("content");
        for (const ContentPart &part : message.content) {
            writePart(writer, part);
        }
        writer.endArray();
    }
    writer.member("is_error", JsonView(message.extra)["is_error"].boolean());
    writer.member("cache_control", message.cacheControl);
    writer.endObject();
}

// The prompt may not end in white space when the assistant's turn is to be continued.
std::string_view withoutTrailingSpace(std::string_view text)
{
    const std::size_t last = text.find_last_not_of(" \t\r\n");
    return last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
}

void writeBlocks(JsonWriter &writer, const Message &message, bool last)
{
    if (message.role == MessageRole::Tool || message.role == MessageRole::Function) {
        return writeToolResult(writer, message);
    }
    for (const ContentPart &part : message.content) {
        const bool continued =
            last && isAssistant(message) && part.kind == Kind::Text && &part == &message.content.back();
        const bool ownsCache = &part == &message.content.back() && part.cacheControl.empty();
        const JsonText &cache = ownsCache ? message.cacheControl : part.cacheControl;
        if (part.kind == Kind::Text) {
            writeText(writer, continued ? withoutTrailingSpace(part.text) : std::string_view(part.text), cache);
        } else {
            writePart(writer, part);
        }
    }
    std::size_t position = 0;
    for (const ToolCall &call : message.toolCalls) {
        const std::string fallback = message.legacyFunctionCall ? call.name : "call_" + std::to_string(position++);
        writeToolUse(writer, call, fallback);
    }
}

bool hasBlocks(const Message &message)
{
    const bool result = message.role == MessageRole::Tool || message.role == MessageRole::Function;
    return result || !message.toolCalls.empty() || std::ranges::any_of(message.content, [](const ContentPart &part) {
        return part.kind != Kind::Text || !part.text.empty();
    });
}

void writeSystem(JsonWriter &writer, const ChatRequest &request, std::string_view instruction)
{
    const auto speaks = [](const Message &message) { return isSystem(message) && hasBlocks(message); };
    if (instruction.empty() && std::ranges::none_of(request.messages, speaks)) {
        return;
    }
    writer.beginArray("system");
    for (const Message &message : request.messages) {
        if (isSystem(message)) {
            writeBlocks(writer, message, false);
        }
    }
    writeText(writer, instruction, {});
    writer.endArray();
}

} // namespace

void writeAnthropicMessages(JsonWriter &writer, const ChatRequest &request, std::string_view instruction)
{
    writer.beginArray("messages");
    const Message *open = nullptr; // of the turn that is being written
    for (const Message &message : request.messages) {
        if (isSystem(message) || !hasBlocks(message)) {
            continue;
        }
        if (open == nullptr || isAssistant(*open) != isAssistant(message)) {
            if (open != nullptr) {
                writer.endArray();
                writer.endObject();
            }
            writer.beginObject();
            writer.member("role", isAssistant(message) ? "assistant" : "user");
            writer.beginArray("content");
        }
        open = &message;
        writeBlocks(writer, message, &message == &request.messages.back());
    }
    if (open != nullptr) {
        writer.endArray();
        writer.endObject();
    }
    writer.endArray();
    writeSystem(writer, request, instruction);
}

} // namespace patchbay::wire
