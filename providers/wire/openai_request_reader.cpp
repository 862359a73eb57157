// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_format.h"
#include "providers/wire/openai_message_reader.h"

#include <algorithm>
#include <array>
#include <functional>

namespace patchbay::wire {
namespace {

using Setter = bool (*)(ChatRequest &, const JsonView &);

template <auto Member>
bool setNumber(ChatRequest &request, const JsonView &json)
{
    request.*Member = json.number();
    return (request.*Member).has_value();
}

template <auto Member>
bool setInteger(ChatRequest &request, const JsonView &json)
{
    request.*Member = json.integer();
    return (request.*Member).has_value();
}

template <auto Member>
bool setBoolean(ChatRequest &request, const JsonView &json)
{
    request.*Member = json.boolean();
    return (request.*Member).has_value();
}

template <auto Member>
bool setFlag(ChatRequest &request, const JsonView &json)
{
    request.*Member = json.boolean().value_or(false);
    return json.boolean().has_value();
}

template <auto Member>
bool setString(ChatRequest &request, const JsonView &json)
{
    request.*Member = json.string();
    return json.isString();
}

template <auto Member>
bool setRaw(ChatRequest &request, const JsonView &json)
{
    request.*Member = json.text();
    return json.isObject() || json.isArray();
}

bool setStop(ChatRequest &request, const JsonView &json)
{
    request.stopIsString = json.isString();
    if (json.isString()) {
        request.stop.push_back(json.string());
        return true;
    }
    for (const JsonView item : json.items()) {
        if (!item.isString()) {
            return false;
        }
        request.stop.push_back(item.string());
    }
    return json.isArray();
}

bool setStreamOptions(ChatRequest &request, const JsonView &json)
{
    request.includeUsage = json["include_usage"].boolean();
    return json.isObject();
}

ToolDefinition readFunction(const JsonView &function)
{
    ToolDefinition tool;
    tool.name = function["name"].string();
    tool.description = function["description"].string();
    if (const JsonView parameters = function["parameters"]; parameters.isObject()) {
        tool.parameters = parameters.text();
    }
    tool.strict = function["strict"].boolean();
    return tool;
}

bool setTools(ChatRequest &request, const JsonView &json)
{
    for (const JsonView item : json.items()) {
        const JsonView function = item["function"];
        if (!function && !item["type"].is("function") && item.isObject()) {
            ToolDefinition tool;
            tool.raw = item.text();
            tool.name = item["name"].string();
            request.tools.push_back(std::move(tool));
            continue;
        }
        if (!function["name"].isString()) {
            return false;
        }
        request.tools.push_back(readFunction(function));
        const JsonView cache = item["cache_control"] ? item["cache_control"] : function["cache_control"];
        if (cache) {
            request.tools.back().cacheControl = cache.text();
        }
    }
    return json.isArray();
}

bool setFunctions(ChatRequest &request, const JsonView &json)
{
    request.legacyFunctions = true;
    for (const JsonView item : json.items()) {
        if (!item["name"].isString()) {
            return false;
        }
        request.tools.push_back(readFunction(item));
    }
    return json.isArray();
}

bool setToolChoice(ChatRequest &request, const JsonView &json)
{
    using Kind = ToolChoice::Kind;
    ToolChoice &choice = request.toolChoice;
    if (json.is("auto")) {
        choice.kind = Kind::Auto;
    } else if (json.is("none")) {
        choice.kind = Kind::None;
    } else if (json.is("required") || json.is("any")) {
        choice.kind = Kind::Required;
    } else if (json["function"]["name"].isString() && json["type"].is("function")) {
        choice.kind = Kind::Named;
        choice.name = json["function"]["name"].string();
    } else if (json["name"].isString() && (!json["type"] || json["type"].is("tool") || json["type"].is("function"))) {
        choice.kind = Kind::Named; // function_call's form, and Anthropic's
        choice.name = json["name"].string();
    } else {
        choice.kind = Kind::Other;
        choice.raw = json.text();
    }
    return json.isString() || json.isObject();
}

bool setResponseFormat(ChatRequest &request, const JsonView &json)
{
    using Kind = ResponseFormat::Kind;
    ResponseFormat &format = request.responseFormat;
    const JsonView type = json["type"];
    if (type.is("text")) {
        format.kind = Kind::Text;
    } else if (type.is("json_object") && !json["schema"] && !json["response_schema"]) {
        format.kind = Kind::JsonObject;
    } else if (type.is("json_schema") && json["json_schema"]["schema"].isObject()) {
        const JsonView schema = json["json_schema"];
        format.kind = Kind::JsonSchema;
        format.name = schema["name"].string();
        format.description = schema["description"].string();
        format.schema = schema["schema"].text();
        format.strict = schema["strict"].boolean();
    } else {
        format.kind = Kind::Other;
        format.raw = json.text();
    }
    return json.isObject();
}

bool setMessages(ChatRequest &, const JsonView &)
{
    return true; // read apart, for their own error paths
}

bool ignore(ChatRequest &, const JsonView &)
{
    return true;
}

struct Field {
    std::string_view name;
    Setter set;
    std::string_view expected;
};

using R = ChatRequest;
constexpr std::array knownFields {
    Field { "model", setString<&R::model>, "must be a string" },
    Field { "messages", setMessages, "" },
    Field { "tools", setTools, "must be a list of tools with names" },
    Field { "functions", setFunctions, "must be a list of functions with names" },
    Field { "tool_choice", setToolChoice, "must be a string or an object" },
    Field { "function_call", setToolChoice, "must be a string or an object" },
    Field { "parallel_tool_calls", setBoolean<&R::parallelToolCalls>, "must be true or false" },
    Field { "response_format", setResponseFormat, "must be an object" },
    Field { "temperature", setNumber<&R::temperature>, "must be a number" },
    Field { "top_p", setNumber<&R::topP>, "must be a number" },
    Field { "presence_penalty", setNumber<&R::presencePenalty>, "must be a number" },
    Field { "frequency_penalty", setNumber<&R::frequencyPenalty>, "must be a number" },
    Field { "max_tokens", setInteger<&R::maxTokens>, "must be a whole number" },
    Field { "max_completion_tokens", setInteger<&R::maxCompletionTokens>, "must be a whole number" },
    Field { "n", setInteger<&R::n>, "must be a whole number" },
    Field { "seed", setInteger<&R::seed>, "must be a whole number" },
    Field { "logprobs", setBoolean<&R::logprobs>, "must be true or false" },
    Field { "top_logprobs", setInteger<&R::topLogprobs>, "must be a whole number" },
    Field { "stop", setStop, "must be a string or a list of strings" },
    Field { "reasoning_effort", setString<&R::reasoningEffort>, "must be a string" },
    Field { "thinking", setRaw<&R::thinking>, "must be an object" },
    Field { "user", setString<&R::user>, "must be a string" },
    Field { "service_tier", setString<&R::serviceTier>, "must be a string" },
    Field { "metadata", setRaw<&R::metadata>, "must be an object" },
    Field { "modalities", setRaw<&R::modalities>, "must be a list" },
    Field { "audio", setRaw<&R::audio>, "must be an object" },
    Field { "prediction", setRaw<&R::prediction>, "must be an object" },
    Field { "logit_bias", setRaw<&R::logitBias>, "must be an object" },
    Field { "web_search_options", setRaw<&R::webSearchOptions>, "must be an object" },
    Field { "store", setBoolean<&R::store>, "must be true or false" },
    Field { "stream", setFlag<&R::stream>, "must be true or false" },
    Field { "stream_options", setStreamOptions, "must be an object" },
    Field { "drop_params", setFlag<&R::dropParams>, "must be true or false" },
    // Where the call goes and with which key is not the body's business, and a key must not travel in it.
    Field { "api_key", ignore, "" },
    Field { "api_base", ignore, "" },
    Field { "base_url", ignore, "" },
};

const Field *findField(const JsonMember &member)
{
    const auto found = std::ranges::find_if(knownFields, [&](const Field &field) { return member.is(field.name); });
    return found == knownFields.end() ? nullptr : &*found;
}

// Sets what is known and writes the rest to `extra`; extra_body's members count as the request's.
class FieldReader {
public:
    explicit FieldReader(ChatRequest &request) : m_request(request) { m_extra.beginObject(); }

    Result<void> read(const JsonView &json, bool nested = false)
    {
        for (const JsonMember &member : json.members()) {
            if (!member.value) {
                continue; // null is unset
            }
            if (!nested && member.is("messages") && !m_messages) {
                m_messages = member.value; // long: walked only once
                continue;
            }
            const Field *field = findField(member);
            if (field != nullptr && !field->set(m_request, member.value)) {
                return std::unexpected(badField(std::string(field->name), field->expected));
            }
            if (member.is("extra_body")) {
                if (Result<void> inner = nested ? Result<void>() : read(member.value, true); !inner) {
                    return inner;
                }
            } else if (field == nullptr) {
                m_extra.key(member.key());
                m_extra.raw(member.value.raw());
                m_any = true;
            }
        }
        return {};
    }
    JsonView messages() const { return m_messages; }
    JsonText extra()
    {
        m_extra.endObject();
        return m_any ? JsonText { m_extra.take() } : JsonText {};
    }

private:
    ChatRequest &m_request;
    JsonView m_messages;
    JsonWriter m_extra;
    bool m_any = false;
};

} // namespace

Result<ChatRequest> parseChatRequest(std::string_view text)
{
    const std::expected<JsonView, JsonError> json = parseJson(text);
    if (!json) {
        Error error = makeError(ErrorClass::BadRequest,
                                "The request is not valid JSON: " + std::string(json.error().what) + " (byte "
                                    + std::to_string(json.error().offset) + ").");
        error.type = "invalid_request_error";
        error.offset = json.error().offset;
        return std::unexpected(std::move(error));
    }
    if (!json->isObject()) {
        return std::unexpected(makeError(ErrorClass::BadRequest, "The request must be a JSON object."));
    }
    ChatRequest request;
    FieldReader fields(request);
    if (Result<void> read = fields.read(*json); !read) {
        return std::unexpected(std::move(read.error()));
    }
    request.extra = fields.extra();
    const JsonView messages = fields.messages();
    if (!messages.isArray()) {
        return std::unexpected(badField("messages", messages ? "must be a list" : "is missing"));
    }
    for (const JsonView item : messages.items()) {
        Result<Message> message = readMessage(item, { request.messages.size() });
        if (!message) {
            return std::unexpected(std::move(message.error()));
        }
        request.messages.push_back(std::move(*message));
    }
    return request;
}

} // namespace patchbay::wire
