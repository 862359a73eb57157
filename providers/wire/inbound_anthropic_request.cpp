// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/inbound_anthropic.h"

#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <array>

namespace patchbay::wire {
namespace {

using Kind = ContentPart::Kind;

std::unexpected<Error> refuse(std::string field, std::string_view what)
{
    Error error = makeError(ErrorClass::BadRequest, "\"" + field + "\" " + std::string(what) + ".");
    error.type = "invalid_request_error";
    error.param = std::move(field);
    return std::unexpected(std::move(error));
}

MediaSource readSource(const JsonView &source)
{
    MediaSource media;
    media.url = source["url"].string();
    media.mediaType = source["media_type"].string();
    media.base64Data = source["type"].is("base64") ? source["data"].string() : std::string();
    return media;
}

ContentPart readPart(const JsonView &block)
{
    ContentPart part;
    part.cacheControl = block["cache_control"] ? block["cache_control"].text() : JsonText {};
    if (block["type"].is("text")) {
        part.text = block["text"].string();
    } else if (block["type"].is("image")) {
        part.kind = Kind::Image;
        part.media = readSource(block["source"]);
    } else if (block["type"].is("document") && !block["source"]["type"].is("text")
               && !block["source"]["type"].is("content")) {
        part.kind = Kind::File;
        part.media = readSource(block["source"]);
        part.fileId = block["source"]["file_id"].string();
        part.name = block["title"].string();
        if (block["citations"].isObject()) {
            part.raw = { "{\"citations\":" + std::string(block["citations"].raw()) + "}" };
        }
    } else if (block["type"].is("thinking")) {
        part.kind = Kind::Thinking;
        part.text = block["thinking"].string();
        part.signature = block["signature"].string();
    } else if (block["type"].is("redacted_thinking")) {
        part.kind = Kind::RedactedThinking;
        part.text = block["data"].string();
    } else {
        part.kind = Kind::Other;
        part.raw = block.text();
    }
    return part;
}

Result<void> readContent(Message &message, const JsonView &content)
{
    if (content.isString()) {
        message.content.emplace_back().text = content.string();
        return {};
    }
    message.contentIsString = false;
    for (const JsonView block : content.items()) {
        if (!block["type"].isString()) {
            return refuse("messages.content", "is a text or a list of blocks with a type");
        }
        message.content.push_back(readPart(block));
    }
    return content.isArray() || !content ? Result<void>() : refuse("messages.content", "is a text or a list of blocks");
}

// A user turn may hold results of tools; each becomes a message of its own, before what the user says.
Result<void> readTurn(ChatRequest &request, const JsonView &turn)
{
    const JsonView content = turn["content"];
    Message message;
    if (turn["role"].is("assistant")) {
        message.role = MessageRole::Assistant;
    } else if (turn["role"].is("system")) {
        message.role = MessageRole::System;
    } else if (!turn["role"].is("user")) {
        return refuse("messages.role", "is user or assistant");
    }
    if (!content.isArray()) {
        const Result<void> read = readContent(message, content);
        request.messages.push_back(std::move(message));
        return read;
    }
    message.contentIsString = false;
    for (const JsonView block : content.items()) {
        if (block["type"].is("tool_use")) {
            const JsonView input = block["input"];
            message.toolCalls.push_back(
                { block["id"].string(), block["name"].string(), input ? std::string(input.raw()) : "{}", {} });
        } else if (block["type"].is("tool_result")) {
            Message result;
            result.role = MessageRole::Tool;
            result.toolCallId = block["tool_use_id"].string();
            if (const Result<void> read = readContent(result, block["content"]); !read) {
                return read;
            }
            request.messages.push_back(std::move(result));
        } else if (block["type"].isString()) {
            message.content.push_back(readPart(block));
        } else {
            return refuse("messages.content", "is a list of blocks with a type");
        }
    }
    if (!message.content.empty() || !message.toolCalls.empty()) {
        request.messages.push_back(std::move(message));
    }
    return {};
}

Result<void> readSystem(ChatRequest &request, const JsonView &system)
{
    if (!system) {
        return {};
    }
    Message message;
    message.role = MessageRole::System;
    const Result<void> read = readContent(message, system);
    request.messages.push_back(std::move(message));
    return read;
}

Result<void> readTools(ChatRequest &request, const JsonView &tools)
{
    for (const JsonView item : tools.items()) {
        ToolDefinition tool;
        tool.name = item["name"].string();
        if (item["type"] && !item["type"].is("custom")) {
            tool.raw = item.text(); // a tool that the provider runs
        } else {
            if (tool.name.empty()) {
                return refuse("tools.name", "is missing");
            }
            tool.description = item["description"].string();
            tool.parameters = item["input_schema"].text();
            tool.strict = item["strict"].boolean();
            tool.cacheControl = item["cache_control"] ? item["cache_control"].text() : JsonText {};
        }
        request.tools.push_back(std::move(tool));
    }
    return {};
}

void readToolChoice(ChatRequest &request, const JsonView &choice)
{
    using Choice = ToolChoice::Kind;
    if (choice["type"].is("auto")) {
        request.toolChoice.kind = Choice::Auto;
    } else if (choice["type"].is("any")) {
        request.toolChoice.kind = Choice::Required;
    } else if (choice["type"].is("none")) {
        request.toolChoice.kind = Choice::None;
    } else if (choice["type"].is("tool")) {
        request.toolChoice.kind = Choice::Named;
        request.toolChoice.name = choice["name"].string();
    }
    if (choice["disable_parallel_tool_use"].boolean().value_or(false)) {
        request.parallelToolCalls = false;
    }
}

JsonText unknownFields(const JsonView &json)
{
    constexpr std::array known { "model",       "max_tokens", "system",      "messages", "tools",
                                 "tool_choice", "stream",     "temperature", "top_p",    "stop_sequences",
                                 "thinking",    "metadata",   "service_tier" };
    JsonWriter writer;
    writer.beginObject();
    bool any = false;
    for (const JsonMember &member : json.members()) {
        if (std::ranges::none_of(known, [&](const char *name) { return member.is(name); })) {
            writer.key(member.key());
            writer.raw(member.value.raw());
            any = true;
        }
    }
    writer.endObject();
    return any ? JsonText { writer.take() } : JsonText {};
}

} // namespace

Result<ChatRequest> parseAnthropicRequest(std::string_view text)
{
    const std::expected<JsonView, JsonError> parsed = parseJson(text);
    if (!parsed) {
        Error error = makeError(ErrorClass::BadRequest,
                                "The request is not valid JSON: " + std::string(parsed.error().what) + " (byte "
                                    + std::to_string(parsed.error().offset) + ").");
        error.type = "invalid_request_error";
        return std::unexpected(std::move(error));
    }
    const JsonView &json = *parsed;
    ChatRequest request;
    request.model = json["model"].string();
    if (request.model.empty()) {
        return refuse("model", "is missing");
    }
    if (!json["messages"].isArray() || json["messages"].size() == 0) {
        return refuse("messages", "is a list with at least one message");
    }
    request.maxTokens = json["max_tokens"].integer();
    if (const Result<void> read = readSystem(request, json["system"]); !read) {
        return std::unexpected(read.error());
    }
    for (const JsonView turn : json["messages"].items()) {
        if (const Result<void> read = readTurn(request, turn); !read) {
            return std::unexpected(read.error());
        }
    }
    if (const Result<void> read = readTools(request, json["tools"]); !read) {
        return std::unexpected(read.error());
    }
    readToolChoice(request, json["tool_choice"]);
    request.stream = json["stream"].boolean().value_or(false);
    request.includeUsage = request.stream ? std::optional(true) : std::nullopt;
    request.temperature = json["temperature"].number();
    request.topP = json["top_p"].number();
    for (const JsonView stop : json["stop_sequences"].items()) {
        request.stop.push_back(stop.string());
    }
    request.thinking = json["thinking"].isObject() ? json["thinking"].text() : JsonText {};
    request.user = json["metadata"]["user_id"].string();
    request.serviceTier = json["service_tier"].string();
    request.extra = unknownFields(json);
    return request;
}

} // namespace patchbay::wire
