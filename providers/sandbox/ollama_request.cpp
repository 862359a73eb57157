// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads Ollama /api/chat requests and refuses what Ollama refuses.
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

std::expected<Message, WireFailure> readMessage(const json::object &object)
{
    Message message;
    const std::string_view role = stringMember(object, "role");
    if (role == "system") {
        message.role = MessageRole::System;
    } else if (role == "assistant") {
        message.role = MessageRole::Assistant;
    } else if (role == "tool") {
        message.role = MessageRole::Tool;
    } else if (role != "user") {
        return refused("invalid role: " + std::string(role) + ", must be one of [system, user, assistant, tool]");
    }
    message.name = stringMember(object, member(object, "tool_name") ? "tool_name" : "name");
    message.toolCallId = stringMember(object, "tool_call_id");
    message.toolCalls = openAiToolCalls(object);
    if (const json::value *content = member(object, "content")) {
        if (!content->is_string() && !content->is_null()) {
            return refused("json: cannot unmarshal " + std::string(content->is_array() ? "array" : "object")
                           + " into Go struct field ChatRequest.messages.content of type string");
        }
        message.content = openAiContent(*content);
    }
    const json::array *images = arrayMember(object, "images");
    for (std::size_t index = 0; images && index < images->size(); ++index) {
        ContentPart part;
        part.kind = ContentPart::Kind::Image;
        part.media.base64Data =
            (*images)[index].is_string() ? std::string((*images)[index].get_string()) : std::string();
        message.content.push_back(std::move(part));
    }
    return message;
}

void readOptions(const json::object &body, Call &call)
{
    ChatRequest &chat = call.chat;
    chat.stream = boolMember(body, "stream").value_or(true);
    chat.tools = openAiTools(body);
    if (const json::object *options = objectMember(body, "options")) {
        const std::optional<std::int64_t> limit = integerMember(*options, "num_predict");
        chat.maxTokens = limit && *limit > 0 ? limit : std::nullopt;
        chat.seed = integerMember(*options, "seed");
        if (const json::value *stop = member(*options, "stop")) {
            chat.stop = stringOrList(*stop);
        }
    }
    if (const json::value *format = member(body, "format")) {
        if (const json::object *schema = format->if_object()) {
            chat.responseFormat.kind = ResponseFormat::Kind::JsonSchema;
            chat.responseFormat.schema.text = json::serialize(*schema);
        } else if (format->is_string() && format->get_string() == "json") {
            chat.responseFormat.kind = ResponseFormat::Kind::JsonObject;
        }
    }
    if (const json::value *think = member(body, "think")) {
        call.reasoningWanted = think->is_string() || (think->is_bool() && think->get_bool());
        call.reasoningAllowed = call.reasoningWanted || !think->is_bool();
    }
}

} // namespace

ParseResult parseOllama(std::string_view, const RequestHeaders &, std::string_view body)
{
    if (body.empty()) {
        return refused("missing request body");
    }
    const std::optional<json::value> parsed = readJson(body);
    const json::object *root = parsed ? parsed->if_object() : nullptr;
    if (!root) {
        return refused("invalid character '" + std::string(body.substr(0, 1))
                       + "' looking for beginning of object key string");
    }
    Call call;
    call.chat.model = stringMember(*root, "model");
    if (call.chat.model.empty()) {
        return refused("model is required");
    }
    const json::value *messages = member(*root, "messages");
    if (messages && !messages->is_array() && !messages->is_null()) {
        return refused("json: cannot unmarshal string into Go struct field ChatRequest.messages of type []api.Message");
    }
    const json::array *list = messages ? messages->if_array() : nullptr;
    call.loadsOnly = !list || list->empty();
    for (std::size_t index = 0; list && index < list->size(); ++index) {
        const json::object *object = (*list)[index].if_object();
        std::expected<Message, WireFailure> message = object
            ? readMessage(*object)
            : refused("json: cannot unmarshal value into Go struct field ChatRequest.messages of type api.Message");
        if (!message) {
            return std::unexpected(std::move(message.error()));
        }
        call.chat.messages.push_back(std::move(*message));
    }
    readOptions(*root, call);
    return call;
}

} // namespace patchbay::sandbox
