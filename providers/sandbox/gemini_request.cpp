// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads Gemini generateContent requests, in camel and snake case as protobuf's JSON allows, and
// refuses what generativelanguage.googleapis.com refuses.
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

const json::object *eitherObject(const json::object &object, std::string_view name, std::string_view other)
{
    const json::value *value = eitherMember(object, name, other);
    return value ? value->if_object() : nullptr;
}

std::string eitherString(const json::object &object, std::string_view name, std::string_view other)
{
    const std::string_view first = stringMember(object, name);
    return std::string(first.empty() ? stringMember(object, other) : first);
}

void readPart(const json::object &object, Message &message, std::vector<Message> &results)
{
    ContentPart part;
    if (member(object, "text")) {
        if (!boolMember(object, "thought").value_or(false)) {
            part.text = stringMember(object, "text");
            message.content.push_back(std::move(part));
        }
    } else if (const json::object *data = eitherObject(object, "inlineData", "inline_data")) {
        part.kind = ContentPart::Kind::Image;
        part.media.mediaType = eitherString(*data, "mimeType", "mime_type");
        part.media.base64Data = stringMember(*data, "data");
        message.content.push_back(std::move(part));
    } else if (const json::object *file = eitherObject(object, "fileData", "file_data")) {
        part.kind = ContentPart::Kind::Image;
        part.media.mediaType = eitherString(*file, "mimeType", "mime_type");
        part.media.url = eitherString(*file, "fileUri", "file_uri");
        message.content.push_back(std::move(part));
    } else if (const json::object *made = eitherObject(object, "functionCall", "function_call")) {
        const json::object *arguments = objectMember(*made, "args");
        message.toolCalls.push_back({ std::string(stringMember(*made, "id")),
                                      std::string(stringMember(*made, "name")),
                                      arguments ? json::serialize(*arguments) : "{}",
                                      {} });
    } else if (const json::object *answered = eitherObject(object, "functionResponse", "function_response")) {
        const json::object *response = objectMember(*answered, "response");
        Message result;
        result.role = MessageRole::Tool;
        result.name = stringMember(*answered, "name");
        result.toolCallId = stringMember(*answered, "id");
        part.text = response ? json::serialize(*response) : std::string();
        result.content.push_back(std::move(part));
        results.push_back(std::move(result));
    }
}

std::optional<WireFailure> readContent(const json::value &value, std::size_t index, ChatRequest &chat)
{
    const json::object *object = value.if_object();
    const json::array *parts = object ? arrayMember(*object, "parts") : nullptr;
    const std::string path = "contents[" + std::to_string(index) + "]";
    if (!parts || parts->empty()) {
        return refused("* GenerateContentRequest." + path + ".parts: contents.parts must not be empty.\n").error();
    }
    const std::string_view role = stringMember(*object, "role");
    if (!role.empty() && role != "user" && role != "model" && role != "function") {
        return refused("Please use a valid role: user, model.").error();
    }
    Message message;
    message.role = role == "model" ? MessageRole::Assistant : MessageRole::User;
    std::vector<Message> results;
    for (const json::value &part : *parts) {
        if (const json::object *read = part.if_object()) {
            readPart(*read, message, results);
        }
    }
    if (results.empty() || !message.content.empty()) {
        chat.messages.push_back(std::move(message));
    }
    for (Message &result : results) {
        chat.messages.push_back(std::move(result));
    }
    return std::nullopt;
}

void readTools(const json::object &body, ChatRequest &chat)
{
    const json::array *list = arrayMember(body, "tools");
    for (std::size_t index = 0; list && index < list->size(); ++index) {
        const json::object *group = (*list)[index].if_object();
        const json::value *declared =
            group ? eitherMember(*group, "functionDeclarations", "function_declarations") : nullptr;
        const json::array *functions = declared ? declared->if_array() : nullptr;
        for (std::size_t position = 0; functions && position < functions->size(); ++position) {
            const json::object *function = (*functions)[position].if_object();
            if (!function) {
                continue;
            }
            ToolDefinition tool;
            tool.name = stringMember(*function, "name");
            tool.description = stringMember(*function, "description");
            const json::object *schema = eitherObject(*function, "parametersJsonSchema", "parameters_json_schema");
            schema = schema ? schema : objectMember(*function, "parameters");
            tool.parameters.text = schema ? json::serialize(*schema) : std::string();
            chat.tools.push_back(std::move(tool));
        }
    }
    const json::object *config = eitherObject(body, "toolConfig", "tool_config");
    const json::object *calling =
        config ? eitherObject(*config, "functionCallingConfig", "function_calling_config") : nullptr;
    if (!calling) {
        return;
    }
    const std::string_view mode = stringMember(*calling, "mode");
    const json::value *names = eitherMember(*calling, "allowedFunctionNames", "allowed_function_names");
    const std::vector<std::string> allowed = names ? stringOrList(*names) : std::vector<std::string>();
    if (mode == "ANY") {
        chat.toolChoice.kind = allowed.empty() ? ToolChoice::Kind::Required : ToolChoice::Kind::Named;
        chat.toolChoice.name = allowed.empty() ? std::string() : allowed.front();
    } else if (mode == "NONE") {
        chat.toolChoice.kind = ToolChoice::Kind::None;
    }
}

std::optional<std::int64_t> eitherInteger(const json::object &object, std::string_view name, std::string_view other)
{
    const std::optional<std::int64_t> first = integerMember(object, name);
    return first ? first : integerMember(object, other);
}

void readThinking(const json::object &config, Call &call)
{
    const json::object *thinking = eitherObject(config, "thinkingConfig", "thinking_config");
    call.reasoningShown = false;
    if (!thinking) {
        return;
    }
    const json::value *shown = eitherMember(*thinking, "includeThoughts", "include_thoughts");
    call.reasoningShown = shown && shown->is_bool() && shown->get_bool();
    const std::optional<std::int64_t> budget = eitherInteger(*thinking, "thinkingBudget", "thinking_budget");
    const std::string level = eitherString(*thinking, "thinkingLevel", "thinking_level");
    call.reasoningAllowed = budget != 0;
    call.reasoningWanted = call.reasoningAllowed && (call.reasoningShown || budget || !level.empty());
}

std::optional<WireFailure> readConfig(const json::object &config, Call &call)
{
    ChatRequest &chat = call.chat;
    const std::optional<double> temperature = numberMember(config, "temperature");
    if (temperature && (*temperature < 0 || *temperature > 2)) {
        return refused("* GenerateContentRequest.generation_config.temperature: temperature must be in the range [0.0, "
                       "2.0].\n")
            .error();
    }
    chat.maxTokens = eitherInteger(config, "maxOutputTokens", "max_output_tokens");
    if (chat.maxTokens && *chat.maxTokens < 1) {
        return refused("* GenerateContentRequest.generation_config.max_output_tokens: max_output_tokens must be "
                       "positive.\n")
            .error();
    }
    chat.n = eitherInteger(config, "candidateCount", "candidate_count");
    chat.seed = integerMember(config, "seed");
    if (const json::value *stop = eitherMember(config, "stopSequences", "stop_sequences")) {
        chat.stop = stringOrList(*stop);
    }
    const std::string type = eitherString(config, "responseMimeType", "response_mime_type");
    const json::object *schema = eitherObject(config, "responseJsonSchema", "response_json_schema");
    schema = schema ? schema : eitherObject(config, "responseSchema", "response_schema");
    if (type == "application/json") {
        chat.responseFormat.kind = schema ? ResponseFormat::Kind::JsonSchema : ResponseFormat::Kind::JsonObject;
        chat.responseFormat.schema.text = schema ? json::serialize(*schema) : std::string();
    }
    readThinking(config, call);
    return std::nullopt;
}

// "/v1beta/models/quick:streamGenerateContent?alt=sse"
void readTarget(std::string_view target, Call &call)
{
    const std::size_t question = target.find('?');
    const std::string_view path = target.substr(0, question);
    const std::string_view query =
        question == std::string_view::npos ? std::string_view() : target.substr(question + 1);
    const std::size_t start = path.find("/models/");
    const std::size_t colon = path.rfind(':');
    if (start != std::string_view::npos && colon != std::string_view::npos && colon > start) {
        call.chat.model = path.substr(start + 8, colon - start - 8);
    }
    call.chat.stream = path.ends_with(":streamGenerateContent");
    call.arrayStream = !query.contains("alt=sse");
}

} // namespace

ParseResult parseGemini(std::string_view target, const RequestHeaders &, std::string_view body)
{
    Call call;
    readTarget(target, call);
    const std::optional<json::value> parsed = readJson(body);
    const json::object *root = parsed ? parsed->if_object() : nullptr;
    if (!root) {
        return refused("Invalid JSON payload received. Unexpected token.\n" + std::string(body.substr(0, 40)) + "\n^");
    }
    const json::array *contents = arrayMember(*root, "contents");
    if (!contents || contents->empty()) {
        return refused("* GenerateContentRequest.contents: contents is not specified\n");
    }
    if (const json::object *system = eitherObject(*root, "systemInstruction", "system_instruction")) {
        Message message;
        message.role = MessageRole::System;
        std::vector<Message> ignored;
        const json::array *parts = arrayMember(*system, "parts");
        for (std::size_t index = 0; parts && index < parts->size(); ++index) {
            if (const json::object *part = (*parts)[index].if_object()) {
                readPart(*part, message, ignored);
            }
        }
        call.chat.messages.push_back(std::move(message));
    }
    for (std::size_t index = 0; index < contents->size(); ++index) {
        if (std::optional<WireFailure> failure = readContent((*contents)[index], index, call.chat)) {
            return std::unexpected(std::move(*failure));
        }
    }
    readTools(*root, call.chat);
    call.reasoningShown = false;
    if (const json::object *config = eitherObject(*root, "generationConfig", "generation_config")) {
        if (std::optional<WireFailure> failure = readConfig(*config, call)) {
            return std::unexpected(std::move(*failure));
        }
    }
    return call;
}

} // namespace patchbay::sandbox
