// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/openai_shapes.h"

#include "providers/sandbox/json_reading.h"

namespace patchbay::sandbox {

namespace json = boost::json;

namespace {

ContentPart readPart(const json::object &object)
{
    ContentPart part;
    const std::string_view type = stringMember(object, "type");
    if (type == "text" || type == "input_text" || type == "refusal") {
        part.text = stringMember(object, type == "refusal" ? "refusal" : "text");
        part.kind = type == "refusal" ? ContentPart::Kind::Refusal : ContentPart::Kind::Text;
    } else if (type == "image_url") {
        part.kind = ContentPart::Kind::Image;
        const json::object *image = objectMember(object, "image_url");
        part.media = mediaFromUrl(image ? stringMember(*image, "url") : stringMember(object, "image_url"));
    } else {
        part.kind = ContentPart::Kind::Other;
    }
    return part;
}

ToolCall readCall(const json::object &function, std::string_view id)
{
    ToolCall call;
    call.id = id;
    call.name = stringMember(function, "name");
    const json::value *arguments = member(function, "arguments");
    if (arguments) {
        call.arguments = arguments->is_string() ? std::string(arguments->get_string()) : json::serialize(*arguments);
    }
    return call;
}

ToolDefinition readTool(const json::object &function)
{
    ToolDefinition tool;
    tool.name = stringMember(function, "name");
    tool.description = stringMember(function, "description");
    if (const json::object *parameters = objectMember(function, "parameters")) {
        tool.parameters.text = json::serialize(*parameters);
    }
    return tool;
}

} // namespace

MediaSource mediaFromUrl(std::string_view url)
{
    MediaSource media;
    const std::size_t comma = url.find(',');
    if (!url.starts_with("data:") || comma == std::string_view::npos) {
        media.url = url;
        return media;
    }
    const std::string_view head = url.substr(5, comma - 5);
    media.mediaType = head.substr(0, head.find(';'));
    media.base64Data = url.substr(comma + 1);
    return media;
}

std::vector<ContentPart> openAiContent(const json::value &content)
{
    std::vector<ContentPart> parts;
    if (content.is_string()) {
        ContentPart part;
        part.text = content.get_string();
        parts.push_back(std::move(part));
    } else if (const json::array *list = content.if_array()) {
        for (const json::value &item : *list) {
            if (const json::object *object = item.if_object()) {
                parts.push_back(readPart(*object));
            }
        }
    }
    return parts;
}

std::vector<ToolCall> openAiToolCalls(const json::object &message)
{
    std::vector<ToolCall> calls;
    if (const json::array *list = arrayMember(message, "tool_calls")) {
        for (const json::value &item : *list) {
            const json::object *object = item.if_object();
            const json::object *function = object ? objectMember(*object, "function") : nullptr;
            if (function) {
                calls.push_back(readCall(*function, stringMember(*object, "id")));
            }
        }
    } else if (const json::object *function = objectMember(message, "function_call")) {
        calls.push_back(readCall(*function, ""));
    }
    return calls;
}

std::vector<ToolDefinition> openAiTools(const json::object &body)
{
    std::vector<ToolDefinition> tools;
    if (const json::array *list = arrayMember(body, "tools")) {
        for (const json::value &item : *list) {
            const json::object *object = item.if_object();
            const json::object *function = object ? objectMember(*object, "function") : nullptr;
            if (function) {
                tools.push_back(readTool(*function));
            }
        }
    } else if (const json::array *functions = arrayMember(body, "functions")) {
        for (const json::value &item : *functions) {
            if (const json::object *function = item.if_object()) {
                tools.push_back(readTool(*function));
            }
        }
    }
    return tools;
}

ToolChoice openAiToolChoice(const json::object &body)
{
    ToolChoice choice;
    const json::value *value = eitherMember(body, "tool_choice", "function_call");
    if (!value) {
        return choice;
    }
    if (value->is_string()) {
        const std::string_view word = value->get_string();
        choice.kind = word == "none" ? ToolChoice::Kind::None
            : word == "required"     ? ToolChoice::Kind::Required
                                     : ToolChoice::Kind::Auto;
    } else if (const json::object *object = value->if_object()) {
        const json::object *function = objectMember(*object, "function");
        choice.kind = ToolChoice::Kind::Named;
        choice.name = stringMember(function ? *function : *object, "name");
    }
    return choice;
}

ResponseFormat openAiResponseFormat(const json::object &body)
{
    ResponseFormat format;
    const json::object *object = objectMember(body, "response_format");
    if (!object) {
        return format;
    }
    const std::string_view type = stringMember(*object, "type");
    if (type == "json_object") {
        format.kind = ResponseFormat::Kind::JsonObject;
    } else if (type == "json_schema") {
        format.kind = ResponseFormat::Kind::JsonSchema;
        const json::object *described = objectMember(*object, "json_schema");
        const json::object *schema = described ? objectMember(*described, "schema") : nullptr;
        format.schema.text = schema ? json::serialize(*schema) : std::string();
    }
    return format;
}

std::vector<std::string> stringOrList(const json::value &value)
{
    std::vector<std::string> strings;
    if (value.is_string()) {
        strings.emplace_back(value.get_string());
    } else if (const json::array *list = value.if_array()) {
        for (const json::value &item : *list) {
            if (item.is_string()) {
                strings.emplace_back(item.get_string());
            }
        }
    }
    return strings;
}

} // namespace patchbay::sandbox
