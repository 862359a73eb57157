// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads Anthropic Messages requests and refuses what api.anthropic.com refuses.
#include "providers/sandbox/dialects.h"

#include "providers/sandbox/json_reading.h"
#include "providers/sandbox/openai_shapes.h"

namespace patchbay::sandbox {

namespace json = boost::json;

namespace {

std::unexpected<WireFailure> refused(std::string message)
{
    WireFailure failure;
    failure.variant = "bad_request";
    failure.message = std::move(message);
    return std::unexpected(std::move(failure));
}

MediaSource imageSource(const json::object &source)
{
    MediaSource media;
    media.mediaType = stringMember(source, "media_type");
    media.base64Data = stringMember(source, "data");
    media.url = stringMember(source, "url");
    return media;
}

std::string resultText(const json::object &block)
{
    const json::value *content = member(block, "content");
    if (!content) {
        return {};
    }
    std::string text;
    for (const ContentPart &part : openAiContent(*content)) {
        text += text.empty() ? "" : "\n";
        text += part.text;
    }
    return text;
}

// A user message's tool results become messages of their own behind it, as the other dialects
// have them; its text, if any, counts as said before.
void readBlocks(const json::array &blocks, Message &message, std::vector<Message> &results)
{
    for (const json::value &item : blocks) {
        const json::object *block = item.if_object();
        if (!block) {
            continue;
        }
        const std::string_view type = stringMember(*block, "type");
        ContentPart part;
        if (type == "text") {
            part.text = stringMember(*block, "text");
            message.content.push_back(std::move(part));
        } else if (type == "image") {
            part.kind = ContentPart::Kind::Image;
            const json::object *source = objectMember(*block, "source");
            part.media = source ? imageSource(*source) : MediaSource();
            message.content.push_back(std::move(part));
        } else if (type == "tool_use") {
            const json::value *input = member(*block, "input");
            message.toolCalls.push_back({ std::string(stringMember(*block, "id")),
                                          std::string(stringMember(*block, "name")),
                                          input ? json::serialize(*input) : "{}",
                                          {} });
        } else if (type == "tool_result") {
            Message result;
            result.role = MessageRole::Tool;
            result.toolCallId = stringMember(*block, "tool_use_id");
            part.text = resultText(*block);
            result.content.push_back(std::move(part));
            results.push_back(std::move(result));
        }
    }
}

std::optional<WireFailure> readMessages(const json::array &list, ChatRequest &chat)
{
    for (std::size_t index = 0; index < list.size(); ++index) {
        const std::string path = "messages." + std::to_string(index);
        const json::object *object = list[index].if_object();
        if (!object) {
            return refused(path + ": Input should be a valid dictionary or object to extract fields from").error();
        }
        const std::string_view role = stringMember(*object, "role");
        if (role == "system") {
            return refused("messages: Unexpected role \"system\". The Messages API accepts a top-level `system` "
                           "parameter, not "
                           "\"system\" as an input message role.")
                .error();
        }
        if (role != "user" && role != "assistant") {
            return refused(path + ".role: Input should be 'user' or 'assistant'").error();
        }
        const json::value *content = member(*object, "content");
        if (!content) {
            return refused(path + ".content: Field required").error();
        }
        Message message;
        message.role = role == "user" ? MessageRole::User : MessageRole::Assistant;
        std::vector<Message> results;
        if (const json::array *blocks = content->if_array()) {
            readBlocks(*blocks, message, results);
        } else {
            message.content = openAiContent(*content);
        }
        const bool emptyText = content->is_string() && content->get_string().empty();
        if (emptyText && message.role == MessageRole::User) {
            return refused("messages: text content blocks must be non-empty").error();
        }
        if (results.empty() || !message.content.empty()) {
            chat.messages.push_back(std::move(message));
        }
        for (Message &result : results) {
            chat.messages.push_back(std::move(result));
        }
    }
    return std::nullopt;
}

void readTools(const json::object &body, ChatRequest &chat)
{
    if (const json::array *list = arrayMember(body, "tools")) {
        for (const json::value &item : *list) {
            const json::object *object = item.if_object();
            if (!object) {
                continue;
            }
            ToolDefinition tool;
            tool.name = stringMember(*object, "name");
            tool.description = stringMember(*object, "description");
            const json::object *schema = objectMember(*object, "input_schema");
            if (schema) {
                tool.parameters.text = json::serialize(*schema);
            } else {
                tool.raw.text = json::serialize(*object); // one of Anthropic's own tools
            }
            chat.tools.push_back(std::move(tool));
        }
    }
    if (const json::object *choice = objectMember(body, "tool_choice")) {
        const std::string_view type = stringMember(*choice, "type");
        chat.toolChoice.kind = type == "any" ? ToolChoice::Kind::Required
            : type == "tool"                 ? ToolChoice::Kind::Named
            : type == "none"                 ? ToolChoice::Kind::None
                                             : ToolChoice::Kind::Auto;
        chat.toolChoice.name = stringMember(*choice, "name");
    }
}

void readFormat(const json::object &body, ChatRequest &chat)
{
    const json::object *config = objectMember(body, "output_config");
    const json::object *format = config ? objectMember(*config, "format") : objectMember(body, "output_format");
    const json::object *schema = format ? objectMember(*format, "schema") : nullptr;
    if (schema) {
        chat.responseFormat.kind = ResponseFormat::Kind::JsonSchema;
        chat.responseFormat.schema.text = json::serialize(*schema);
    }
}

std::optional<WireFailure> readThinking(const json::object &body, Call &call)
{
    // The real one thinks aloud only when asked; a sandbox model that always reasons (`thorough`)
    // does it here too unless it is switched off, so that people see it in the first run.
    const json::object *thinking = objectMember(body, "thinking");
    const std::string_view type = thinking ? stringMember(*thinking, "type") : std::string_view();
    call.reasoningAllowed = type != "disabled";
    if (type != "enabled" && type != "adaptive") {
        return std::nullopt;
    }
    call.reasoningWanted = true;
    const std::optional<std::int64_t> budget = integerMember(*thinking, "budget_tokens");
    if (type == "enabled" && !budget) {
        return refused("thinking.enabled.budget_tokens: Field required").error();
    }
    if (budget && *budget < 1024) {
        return refused("thinking.enabled.budget_tokens: Input should be greater than or equal to 1024").error();
    }
    if (budget && *budget >= *call.chat.maxTokens) {
        return refused(
                   "`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at "
                   "https://docs.claude.com/en/docs/build-with-claude/"
                   "extended-thinking#max-tokens-and-context-window-size")
            .error();
    }
    return std::nullopt;
}

std::optional<WireFailure> readRest(const json::object &body, std::string_view text, Call &call)
{
    ChatRequest &chat = call.chat;
    chat.maxTokens = integerMember(body, "max_tokens");
    if (!chat.maxTokens) {
        return refused(member(body, "max_tokens") ? "max_tokens: Input should be a valid integer"
                                                  : "max_tokens: Field required")
            .error();
    }
    if (*chat.maxTokens < 1) {
        return refused("max_tokens: Input should be greater than or equal to 1").error();
    }
    if (const std::optional<double> temperature = numberMember(body, "temperature");
        temperature && (*temperature < 0 || *temperature > 1)) {
        return refused("temperature: range: 0..1").error();
    }
    if (const json::value *system = member(body, "system"); system && !system->is_null()) {
        Message message;
        message.role = MessageRole::System;
        message.content = openAiContent(*system);
        chat.messages.insert(chat.messages.begin(), std::move(message));
    }
    readTools(body, chat);
    readFormat(body, chat);
    chat.stream = boolMember(body, "stream").value_or(false);
    if (const json::value *stop = member(body, "stop_sequences")) {
        chat.stop = stringOrList(*stop);
    }
    call.cache = text.contains("\"cache_control\"") ? CacheStyle::Marked : CacheStyle::None;
    return readThinking(body, call);
}

} // namespace

ParseResult parseAnthropic(std::string_view, const RequestHeaders &headers, std::string_view body)
{
    if (headerValue(headers, "anthropic-version").empty()) {
        return refused("anthropic-version: header is required");
    }
    const std::optional<json::value> parsed = readJson(body);
    const json::object *root = parsed ? parsed->if_object() : nullptr;
    if (!root) {
        return refused("The request body is not valid JSON: expected a JSON object");
    }
    Call call;
    call.chat.model = stringMember(*root, "model");
    if (call.chat.model.empty()) {
        return refused("model: Field required");
    }
    const json::array *list = arrayMember(*root, "messages");
    if (!list) {
        return refused(member(*root, "messages") ? "messages: Input should be a valid list"
                                                 : "messages: Field required");
    }
    if (list->empty()) {
        return refused("messages: at least one message is required");
    }
    if (std::optional<WireFailure> failure = readMessages(*list, call.chat)) {
        return std::unexpected(std::move(*failure));
    }
    if (std::optional<WireFailure> failure = readRest(*root, body, call)) {
        return std::unexpected(std::move(*failure));
    }
    return call;
}

} // namespace patchbay::sandbox
