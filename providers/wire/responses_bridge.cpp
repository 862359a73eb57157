// SPDX-License-Identifier: GPL-3.0-or-later
//
// Responses and text completion calls as chats, for providers that have only those.
#include "providers/wire/kind_encoders.h"
#include "providers/wire/openai_format.h"
#include "providers/wire/responses_limits.h"

#include <algorithm>
#include <array>

namespace patchbay::wire {
namespace {

using std::string_view_literals::operator""sv;

// What a chat request spells in another way, or has no use for.
constexpr std::array restated { "input"sv,
                                "instructions"sv,
                                "tools"sv,
                                "tool_choice"sv,
                                "text"sv,
                                "reasoning"sv,
                                "include"sv,
                                "max_output_tokens"sv,
                                "truncation"sv,
                                "prompt"sv,
                                "background"sv,
                                "max_tool_calls"sv,
                                "safety_identifier"sv,
                                "previous_response_id"sv,
                                "conversation"sv,
                                "store"sv,
                                "stream_options"sv,
                                "top_logprobs"sv,
                                "prompt_cache_retention"sv };

void writePart(JsonWriter &writer, const JsonView &part)
{
    writer.beginObject();
    if (part["type"].is("input_image")) {
        writer.member("type", "image_url");
        writer.beginObject("image_url");
        writer.member("url", part["image_url"].string());
        writer.memberUnlessEmpty("detail", part["detail"].string());
        writer.endObject();
    } else if (part["type"].is("input_file")) {
        const JsonView address = part["file_data"] ? part["file_data"] : part["file_url"];
        writer.member("type", "file");
        writer.beginObject("file");
        writer.memberUnlessEmpty("filename", part["filename"].string());
        writer.memberUnlessEmpty("file_id", part["file_id"].string());
        writer.memberUnlessEmpty("file_data", address.string());
        writer.endObject();
    } else if (part["text"].isString()) { // input_text, output_text, summary_text
        writer.member("type", "text");
        writer.member("text", part["text"].string());
    } else if (part["refusal"].isString()) {
        writer.member("type", "refusal");
        writer.member("refusal", part["refusal"].string());
    } else {
        writer.members(part);
    }
    writer.endObject();
}

void writeContent(JsonWriter &writer, const JsonView &content)
{
    if (content.isString()) {
        writer.member("content", content.string());
        return;
    }
    writer.beginArray("content");
    for (const JsonView part : content.items()) {
        writePart(writer, part);
    }
    writer.endArray();
}

class InputWriter {
public:
    explicit InputWriter(JsonWriter &writer)
        : m_writer(writer)
    {
    }

    void item(const JsonView &item)
    {
        if (item["type"].is("function_call")) {
            return call(item);
        }
        endCalls();
        if (item["type"].is("function_call_output")) {
            m_writer.beginObject();
            m_writer.member("role", "tool");
            m_writer.member("tool_call_id", item["call_id"].string());
            writeContent(m_writer, item["output"]);
            m_writer.endObject();
        } else if (item["role"].isString()) {
            m_writer.beginObject();
            m_writer.member("role", item["role"].string());
            writeContent(m_writer, item["content"]);
            m_writer.endObject();
        } // reasoning items are another provider's own, and so are its tools' items
    }

    void endCalls()
    {
        if (m_calling) {
            m_writer.endArray();
            m_writer.endObject();
            m_calling = false;
        }
    }

private:
    // Calls of one turn are one message.
    void call(const JsonView &item)
    {
        if (!m_calling) {
            m_calling = true;
            m_writer.beginObject();
            m_writer.member("role", "assistant");
            m_writer.nullMember("content");
            m_writer.beginArray("tool_calls");
        }
        m_writer.beginObject();
        m_writer.member("id", item["call_id"].string());
        m_writer.member("type", "function");
        m_writer.beginObject("function");
        m_writer.member("name", item["name"].string());
        m_writer.member("arguments", item["arguments"].string());
        m_writer.endObject();
        m_writer.endObject();
    }

    JsonWriter &m_writer;
    bool m_calling = false;
};

void writeMessage(JsonWriter &writer, std::string_view role, const std::string &text)
{
    writer.beginObject();
    writer.member("role", role);
    writer.member("content", text);
    writer.endObject();
}

void writeMessages(JsonWriter &writer, const JsonView &body)
{
    writer.beginArray("messages");
    if (const std::string told = body["instructions"].string(); !told.empty()) {
        writeMessage(writer, "system", told);
    }
    if (body["input"].isString()) {
        writeMessage(writer, "user", body["input"].string());
    }
    InputWriter items(writer);
    for (const JsonView item : body["input"].items()) {
        items.item(item);
    }
    items.endCalls();
    writer.endArray();
}

// With "allowed_tools" only those are offered, which amounts to the same.
bool isAllowed(const JsonView &tool, const JsonView &choice)
{
    if (!choice["type"].is("allowed_tools")) {
        return true;
    }
    for (const JsonView allowed : choice["tools"].items()) {
        const bool same = tool["name"] ? allowed["name"].string() == tool["name"].string()
                                       : allowed["type"].string() == tool["type"].string();
        if (same) {
            return true;
        }
    }
    return false;
}

void writeTool(JsonWriter &writer, const JsonView &tool)
{
    if (!tool["type"].is("function") || tool["function"]) {
        writer.raw(tool.raw());
        return;
    }
    writer.beginObject();
    writer.member("type", "function");
    writer.beginObject("function");
    for (const JsonMember &member : tool.members()) {
        if (!member.is("type") && member.value) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    writer.endObject();
    writer.endObject();
}

void writeWebSearch(JsonWriter &writer, const JsonView &tool)
{
    writer.beginObject("web_search_options");
    writer.memberUnlessEmpty("search_context_size", tool["search_context_size"].string());
    if (const JsonView place = tool["user_location"]) {
        writer.beginObject("user_location");
        writer.member("type", "approximate");
        writer.beginObject("approximate");
        for (const JsonMember &member : place.members()) {
            if (!member.is("type") && member.value) {
                writer.key(member.key());
                writer.raw(member.value.raw());
            }
        }
        writer.endObject();
        writer.endObject();
    }
    writer.endObject();
}

void writeTools(JsonWriter &writer, const JsonView &body)
{
    const JsonView choice = body["tool_choice"];
    JsonView search;
    std::vector<JsonView> tools;
    for (const JsonView tool : body["tools"].items()) {
        if (isHostedTool(tool) || !isAllowed(tool, choice)) {
            continue;
        }
        if (isWebSearchTool(tool)) {
            search = tool;
        } else {
            tools.push_back(tool);
        }
    }
    if (search && !body["web_search_options"]) {
        writeWebSearch(writer, search);
    }
    if (tools.empty()) {
        return;
    }
    writer.beginArray("tools");
    for (const JsonView &tool : tools) {
        writeTool(writer, tool);
    }
    writer.endArray();
}

void writeToolChoice(JsonWriter &writer, const JsonView &choice)
{
    if (choice["type"].is("allowed_tools")) {
        writer.memberUnlessEmpty("tool_choice", choice["mode"].string());
    } else if (isHostedTool(choice) || isWebSearchTool(choice)) {
        return;
    } else if (choice["name"].isString()) {
        writer.beginObject("tool_choice");
        writer.member("type", "function");
        writer.beginObject("function");
        writer.member("name", choice["name"].string());
        writer.endObject();
        writer.endObject();
    } else if (choice) {
        writer.key("tool_choice");
        writer.raw(choice.raw());
    }
}

void writeFormat(JsonWriter &writer, const JsonView &format)
{
    if (!format["type"].is("json_schema")) {
        if (format) {
            writer.key("response_format");
            writer.raw(format.raw());
        }
        return;
    }
    writer.beginObject("response_format");
    writer.member("type", "json_schema");
    writer.beginObject("json_schema");
    for (const JsonMember &member : format.members()) {
        if (!member.is("type")) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    writer.endObject();
    writer.endObject();
}

Result<ChatRequest> parseWithModel(const KindRequest &request, std::string json)
{
    Result<ChatRequest> chat = parseChatRequest(json);
    if (chat) {
        chat->model = request.model;
    }
    return chat;
}

Error unsupported(const KindRequest &request, const std::vector<std::string> &names)
{
    std::string list;
    for (const std::string &name : names) {
        list += (list.empty() ? "" : ", ") + name;
    }
    Error error = makeError(ErrorClass::UnsupportedParams,
                            "The model " + request.model + " is reached over a chat, which has nothing for " + list
                                + ".");
    error.model = request.model;
    error.type = "invalid_request_error";
    error.param = names.front().substr(0, names.front().find(' '));
    error.remedy = "Remove the parameter, or set drop_params to leave out what the model does not support.";
    return error;
}

Error missing(std::string_view field)
{
    Error error = makeError(ErrorClass::BadRequest, "\"" + std::string(field) + "\" is missing.");
    error.param = field;
    return error;
}

} // namespace

Result<ChatRequest> chatOfResponses(const KindRequest &request, ApiFamily family)
{
    const JsonView body(request.body);
    const bool asOpenAi = family == ApiFamily::OpenAiChat;
    if (!body["input"]) {
        return std::unexpected(missing("input"));
    }
    const std::vector<std::string> names = withoutCounterpart(body, family);
    if (!names.empty() && !request.dropParams) {
        return std::unexpected(unsupported(request, names));
    }
    JsonWriter writer;
    writer.beginObject();
    for (const JsonMember &member : body.members()) {
        const bool ours = std::ranges::find(restated, member.key()) != restated.end()
            || (member.is("prompt_cache_key") && !asOpenAi);
        if (member.value && !ours) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    writeMessages(writer, body);
    writeTools(writer, body);
    writeToolChoice(writer, body["tool_choice"]);
    if (asOpenAi) {
        writer.memberUnlessEmpty("verbosity", body["text"]["verbosity"].string());
    }
    writeFormat(writer, body["text"]["format"]);
    writer.member("max_completion_tokens", body["max_output_tokens"].integer());
    writer.memberUnlessEmpty("reasoning_effort", body["reasoning"]["effort"].string());
    writer.endObject();
    return parseWithModel(request, writer.take());
}

Result<ChatRequest> chatOfCompletion(const KindRequest &request)
{
    const JsonView body(request.body);
    const std::vector<std::string> prompts = textsOf(body["prompt"]);
    if (prompts.size() != 1) {
        return std::unexpected(prompts.empty() ? missing("prompt")
                                               : makeError(ErrorClass::BadRequest,
                                                           "A chat model completes one prompt a call."));
    }
    const std::vector<std::string> names = onlyOfCompletions(body);
    if (!names.empty() && !request.dropParams) {
        return std::unexpected(unsupported(request, names));
    }
    JsonWriter writer;
    writer.beginObject();
    for (const JsonMember &member : body.members()) {
        const bool own = member.is("prompt") || member.is("echo") || member.is("best_of") || member.is("suffix")
            || member.is("logprobs");
        if (member.value && !own) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    writer.beginArray("messages");
    writeMessage(writer, "user", prompts.front());
    writer.endArray();
    writer.endObject();
    return parseWithModel(request, writer.take());
}

} // namespace patchbay::wire
