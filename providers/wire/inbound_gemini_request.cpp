// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/inbound_gemini.h"

#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <cctype>
#include <deque>

namespace patchbay::wire {
namespace {

using Kind = ContentPart::Kind;

std::unexpected<Error> refuse(std::string field, std::string_view what)
{
    Error error = makeError(ErrorClass::BadRequest, "\"" + field + "\" " + std::string(what) + ".");
    error.param = std::move(field);
    return std::unexpected(std::move(error));
}

// Google's clients write either form of a name.
JsonView either(const JsonView &json, std::string_view camel, std::string_view snake)
{
    const JsonView found = json[camel];
    return found.kind() == JsonKind::Absent ? json[snake] : found;
}

// JSON schema says "string" where Google's schemas say "STRING".
void writeSchema(JsonWriter &writer, const JsonView &schema)
{
    if (schema.isArray()) {
        writer.beginArray();
        for (const JsonView item : schema.items()) {
            writeSchema(writer, item);
        }
        writer.endArray();
        return;
    }
    if (!schema.isObject()) {
        writer.raw(schema.raw());
        return;
    }
    writer.beginObject();
    for (const JsonMember &member : schema.members()) {
        writer.key(member.key());
        if (member.is("type") && member.value.isString()) {
            std::string type = member.value.string();
            std::ranges::transform(type, type.begin(), [](char letter) {
                return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
            });
            writer.string(type);
        } else {
            writeSchema(writer, member.value);
        }
    }
    writer.endObject();
}

JsonText schemaText(const JsonView &schema)
{
    if (!schema.isObject()) {
        return {};
    }
    JsonWriter writer;
    writeSchema(writer, schema);
    return { writer.take() };
}

Kind kindOf(std::string_view type)
{
    if (type.starts_with("image/")) {
        return Kind::Image;
    }
    if (type.starts_with("audio/")) {
        return Kind::Audio;
    }
    return type.starts_with("video/") ? Kind::Video : Kind::File;
}

// Calls carry no ids in older requests: they get one, and results take the oldest open one of their name.
class CallIds {
public:
    std::string ofCall(const JsonView &call)
    {
        std::string id = call["id"].string();
        if (id.empty()) {
            id = "call_" + std::to_string(++m_count);
        }
        m_open.push_back({ call["name"].string(), id });
        return id;
    }
    std::string ofResult(const JsonView &result)
    {
        const std::string id = result["id"].string();
        const std::string name = result["name"].string();
        const auto found = std::ranges::find_if(
            m_open, [&](const auto &open) { return id.empty() ? open.first == name : open.second == id; });
        if (found == m_open.end()) {
            return id;
        }
        std::string known = found->second;
        m_open.erase(found);
        return known;
    }

private:
    std::deque<std::pair<std::string, std::string>> m_open;
    int m_count = 0;
};

void readMedia(Message &message, const JsonView &media, bool inlineData)
{
    ContentPart &part = message.content.emplace_back();
    part.media.mediaType = either(media, "mimeType", "mime_type").string();
    part.kind = kindOf(part.media.mediaType);
    if (inlineData) {
        part.media.base64Data = media["data"].string();
    } else {
        part.media.url = either(media, "fileUri", "file_uri").string();
    }
}

ToolCall readCall(const JsonView &part, const JsonView &call, CallIds &ids)
{
    ToolCall result {
        ids.ofCall(call), call["name"].string(), call["args"].isObject() ? std::string(call["args"].raw()) : "{}", {}
    };
    if (const std::string signature = either(part, "thoughtSignature", "thought_signature").string();
        !signature.empty()) {
        result.extra = { R"({"provider_specific_fields":{"thought_signature":)" + jsonLiteral(signature) + "}}" };
    }
    return result;
}

Message readResult(const JsonView &result, CallIds &ids)
{
    Message message;
    message.role = MessageRole::Tool;
    message.name = result["name"].string();
    message.toolCallId = ids.ofResult(result);
    message.content.emplace_back().text = result["response"] ? std::string(result["response"].raw()) : "{}";
    return message;
}

Result<void> readContent(ChatRequest &request, const JsonView &content, CallIds &ids)
{
    Message message;
    message.role = content["role"].is("model") ? MessageRole::Assistant : MessageRole::User;
    message.contentIsString = false;
    if (!content["parts"].isArray()) {
        return refuse("contents.parts", "is a list of parts");
    }
    for (const JsonView part : content["parts"].items()) {
        const JsonView call = either(part, "functionCall", "function_call");
        const JsonView result = either(part, "functionResponse", "function_response");
        const JsonView bytes = either(part, "inlineData", "inline_data");
        const JsonView file = either(part, "fileData", "file_data");
        if (call) {
            message.toolCalls.push_back(readCall(part, call, ids));
        } else if (result) {
            request.messages.push_back(readResult(result, ids));
        } else if (bytes || file) {
            readMedia(message, bytes ? bytes : file, static_cast<bool>(bytes));
        } else if (part["thought"].boolean().value_or(false)) {
            message.reasoning += part["text"].string();
        } else if (part["text"].isString()) {
            message.content.emplace_back().text = part["text"].string();
        } else {
            ContentPart &other = message.content.emplace_back();
            other.kind = Kind::Other;
            other.raw = part.text();
        }
    }
    if (!message.content.empty() || !message.toolCalls.empty()) {
        request.messages.push_back(std::move(message));
    }
    return {};
}

void readSystem(ChatRequest &request, const JsonView &system)
{
    std::string text = system.isString() ? system.string() : std::string();
    for (const JsonView part : system["parts"].items()) {
        text += part["text"].string();
    }
    if (!text.empty()) {
        request.messages.push_back(textMessage(MessageRole::System, std::move(text)));
    }
}

void readTools(ChatRequest &request, const JsonView &json)
{
    for (const JsonView item : json["tools"].items()) {
        const JsonView functions = either(item, "functionDeclarations", "function_declarations");
        for (const JsonView function : functions.items()) {
            const JsonView schema = either(function, "parametersJsonSchema", "parameters_json_schema");
            ToolDefinition tool;
            tool.name = function["name"].string();
            tool.description = function["description"].string();
            tool.parameters = schema ? schema.text() : schemaText(function["parameters"]);
            request.tools.push_back(std::move(tool));
        }
        if (!functions) {
            ToolDefinition tool; // search, code execution, …
            tool.raw = item.text();
            request.tools.push_back(std::move(tool));
        }
    }
    const JsonView calling =
        either(either(json, "toolConfig", "tool_config"), "functionCallingConfig", "function_calling_config");
    const JsonView names = either(calling, "allowedFunctionNames", "allowed_function_names");
    ToolChoice &choice = request.toolChoice;
    if (calling["mode"].is("NONE")) {
        choice.kind = ToolChoice::Kind::None;
    } else if (calling["mode"].is("ANY")) {
        choice.kind = names.size() == 1 ? ToolChoice::Kind::Named : ToolChoice::Kind::Required;
        choice.name = names.size() == 1 ? names.at(0).string() : std::string();
    } else if (calling["mode"].is("AUTO")) {
        choice.kind = ToolChoice::Kind::Auto;
    }
}

void readFormat(ChatRequest &request, const JsonView &config)
{
    const JsonView schema = either(config, "responseJsonSchema", "response_json_schema");
    const JsonView googles = either(config, "responseSchema", "response_schema");
    ResponseFormat &format = request.responseFormat;
    if (schema.isObject() || googles.isObject()) {
        format.kind = ResponseFormat::Kind::JsonSchema;
        format.name = "response";
        format.schema = schema.isObject() ? schema.text() : schemaText(googles);
    } else if (either(config, "responseMimeType", "response_mime_type").is("application/json")) {
        format.kind = ResponseFormat::Kind::JsonObject;
    }
}

void readConfig(ChatRequest &request, const JsonView &config)
{
    request.temperature = config["temperature"].number();
    request.topP = either(config, "topP", "top_p").number();
    request.maxTokens = either(config, "maxOutputTokens", "max_output_tokens").integer();
    request.n = either(config, "candidateCount", "candidate_count").integer();
    request.seed = config["seed"].integer();
    request.presencePenalty = either(config, "presencePenalty", "presence_penalty").number();
    request.frequencyPenalty = either(config, "frequencyPenalty", "frequency_penalty").number();
    for (const JsonView stop : either(config, "stopSequences", "stop_sequences").items()) {
        request.stop.push_back(stop.string());
    }
    readFormat(request, config);
    const JsonView thinking = either(config, "thinkingConfig", "thinking_config");
    const std::optional<std::int64_t> budget = either(thinking, "thinkingBudget", "thinking_budget").integer();
    if (budget && *budget == 0) {
        request.thinking = { R"({"type":"disabled"})" };
    } else if (budget && *budget > 0) {
        request.thinking = { R"({"type":"enabled","budget_tokens":)" + std::to_string(*budget) + "}" };
    }
    const JsonView topK = either(config, "topK", "top_k");
    if (topK.isNumber()) {
        request.extra = { R"({"top_k":)" + std::string(topK.raw()) + "}" };
    }
}

} // namespace

Result<ChatRequest> parseGeminiRequest(std::string_view text, const std::string &model, bool stream)
{
    const std::expected<JsonView, JsonError> parsed = parseJson(text);
    if (!parsed) {
        return failure(ErrorClass::BadRequest,
                       "The request is not valid JSON: " + std::string(parsed.error().what) + " (byte "
                           + std::to_string(parsed.error().offset) + ").");
    }
    const JsonView &json = *parsed;
    if (!json["contents"].isArray() || json["contents"].size() == 0) {
        return refuse("contents", "is a list with at least one content");
    }
    ChatRequest request;
    request.model = model;
    request.stream = stream;
    request.includeUsage = stream ? std::optional(true) : std::nullopt;
    readSystem(request, either(json, "systemInstruction", "system_instruction"));
    CallIds ids;
    for (const JsonView content : json["contents"].items()) {
        if (const Result<void> read = readContent(request, content, ids); !read) {
            return std::unexpected(read.error());
        }
    }
    readTools(request, json);
    readConfig(request, either(json, "generationConfig", "generation_config"));
    return request;
}

} // namespace patchbay::wire
