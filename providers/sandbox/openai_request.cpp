// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads OpenAI chat completion requests and refuses what api.openai.com refuses.
#include "providers/sandbox/dialects.h"

#include "providers/sandbox/json_reading.h"
#include "providers/sandbox/openai_shapes.h"

namespace patchbay::sandbox {

namespace json = boost::json;

namespace {

std::unexpected<WireFailure> refused(std::string message, std::string param, std::string code)
{
    WireFailure failure;
    failure.variant = "bad_request";
    failure.message = std::move(message);
    failure.param = std::move(param);
    failure.code = std::move(code);
    return std::unexpected(std::move(failure));
}

std::string_view kindName(const json::value &value)
{
    switch (value.kind()) {
    case json::kind::null: return "null";
    case json::kind::bool_: return "a boolean";
    case json::kind::string: return "a string";
    case json::kind::array: return "an array";
    case json::kind::object: return "an object";
    default: return "a number";
    }
}

std::optional<MessageRole> roleOf(std::string_view name)
{
    struct Row {
        std::string_view name;
        MessageRole role;
    };
    static constexpr Row rows[] = { { "system", MessageRole::System }, { "developer", MessageRole::Developer },
                                    { "user", MessageRole::User },     { "assistant", MessageRole::Assistant },
                                    { "tool", MessageRole::Tool },     { "function", MessageRole::Function } };
    for (const Row &row : rows) {
        if (row.name == name) {
            return row.role;
        }
    }
    return std::nullopt;
}

std::expected<Message, WireFailure> readMessage(const json::value &value, const std::string &path, bool afterCalls)
{
    const json::object *object = value.if_object();
    if (!object) {
        return refused("Invalid type for '" + path + "': expected an object, but got " + std::string(kindName(value))
                           + " instead.",
                       path, "invalid_type");
    }
    const std::string_view roleName = stringMember(*object, "role");
    const std::optional<MessageRole> role = roleOf(roleName);
    if (!role && roleName.empty()) {
        return refused("Missing required parameter: '" + path + ".role'.", path + ".role",
                       "missing_required_parameter");
    }
    if (!role) {
        return refused(
            "Invalid value: '" + std::string(roleName)
                + "'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.",
            path + ".role", "invalid_value");
    }
    Message message;
    message.role = *role;
    message.name = stringMember(*object, "name");
    message.toolCallId = stringMember(*object, "tool_call_id");
    message.toolCalls = openAiToolCalls(*object);
    if (*role == MessageRole::Tool && !afterCalls) {
        return refused("Invalid parameter: messages with role 'tool' must be a response to a preceeding message with "
                       "'tool_calls'.",
                       path + ".role", "");
    }
    const json::value *content = member(*object, "content");
    const bool empty = !content || content->is_null();
    if (empty && (*role != MessageRole::Assistant || message.toolCalls.empty()) && *role != MessageRole::Assistant) {
        return refused("Invalid value for 'content': expected a string, got null.", path + ".content", "");
    }
    if (content) {
        message.content = openAiContent(*content);
    }
    return message;
}

std::optional<WireFailure> checkNumbers(const json::object &body)
{
    struct Row {
        std::string_view name;
        double low;
        double high;
    };
    static constexpr Row rows[] = { { "temperature", 0, 2 },
                                    { "top_p", 0, 1 },
                                    { "presence_penalty", -2, 2 },
                                    { "frequency_penalty", -2, 2 },
                                    { "n", 1, 128 },
                                    { "max_tokens", 1, 1e9 },
                                    { "top_logprobs", 0, 20 },
                                    { "max_completion_tokens", 1, 1e9 } };
    for (const Row &row : rows) {
        const json::value *value = member(body, row.name);
        if (!value || value->is_null()) {
            continue;
        }
        const std::string name(row.name);
        if (!value->is_number()) {
            return refused("Invalid type for '" + name + "': expected a number, but got "
                               + std::string(kindName(*value)) + " instead.",
                           name, "invalid_type")
                .error();
        }
        const double number = value->to_number<double>();
        const std::string kind = row.high > 2.5 ? "integer" : "decimal";
        if (number > row.high) {
            return refused("Invalid '" + name + "': " + kind
                               + " above maximum value. Expected a value <= " + json::serialize(json::value(row.high))
                               + ", but got " + json::serialize(*value) + " instead.",
                           name, kind + "_above_max_value")
                .error();
        }
        if (number < row.low) {
            return refused("Invalid '" + name + "': " + kind + " below minimum value. Expected a value >= "
                               + std::to_string(static_cast<int>(row.low)) + ", but got " + json::serialize(*value)
                               + " instead.",
                           name, kind + "_below_min_value")
                .error();
        }
    }
    return std::nullopt;
}

void readParameters(const json::object &body, Call &call)
{
    ChatRequest &chat = call.chat;
    chat.tools = openAiTools(body);
    chat.toolChoice = openAiToolChoice(body);
    chat.responseFormat = openAiResponseFormat(body);
    chat.legacyFunctions = member(body, "functions") && !member(body, "tools");
    chat.maxTokens = integerMember(body, "max_tokens");
    chat.maxCompletionTokens = integerMember(body, "max_completion_tokens");
    chat.n = integerMember(body, "n");
    chat.seed = integerMember(body, "seed");
    chat.stream = boolMember(body, "stream").value_or(false);
    if (const json::value *stop = member(body, "stop")) {
        chat.stop = stringOrList(*stop);
    }
    if (const json::object *options = objectMember(body, "stream_options")) {
        chat.includeUsage = boolMember(*options, "include_usage");
    }
    const std::string_view effort = stringMember(body, "reasoning_effort");
    call.reasoningWanted = !effort.empty() && effort != "none" && effort != "minimal";
    call.reasoningAllowed = effort != "none";
    call.cache = CacheStyle::Automatic;
}

} // namespace

ParseResult parseOpenAi(std::string_view, const RequestHeaders &, std::string_view body)
{
    const std::optional<json::value> parsed = readJson(body);
    const json::object *root = parsed ? parsed->if_object() : nullptr;
    if (!root) {
        return refused(
            "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP "
            "library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON. If you "
            "have trouble figuring out how to fix this, please contact us through our help center at help.openai.com.)",
            "", "");
    }
    Call call;
    call.chat.model = stringMember(*root, "model");
    if (call.chat.model.empty()) {
        return refused("you must provide a model parameter", "", "");
    }
    const json::value *messages = member(*root, "messages");
    if (!messages) {
        return refused("Missing required parameter: 'messages'.", "messages", "missing_required_parameter");
    }
    const json::array *list = messages->if_array();
    if (!list) {
        return refused("Invalid type for 'messages': expected an array of objects, but got "
                           + std::string(kindName(*messages)) + " instead.",
                       "messages", "invalid_type");
    }
    if (list->empty()) {
        return refused(
            "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
            "messages", "empty_array");
    }
    bool afterCalls = false;
    for (std::size_t index = 0; index < list->size(); ++index) {
        std::expected<Message, WireFailure> message =
            readMessage((*list)[index], "messages[" + std::to_string(index) + "]", afterCalls);
        if (!message) {
            return std::unexpected(std::move(message.error()));
        }
        afterCalls = !message->toolCalls.empty() || (afterCalls && message->role == MessageRole::Tool);
        call.chat.messages.push_back(std::move(*message));
    }
    if (std::optional<WireFailure> failure = checkNumbers(*root)) {
        return std::unexpected(std::move(*failure));
    }
    readParameters(*root, call);
    return call;
}

} // namespace patchbay::sandbox
