// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/response_writer.h"

#include "providers/core/result.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <functional>

namespace patchbay::wire {
namespace {

// Members that a Response repeats from its request, and what they are where it did not say.
struct Repeated {
    const char *name;
    const char *otherwise;
};
constexpr Repeated repeatedMembers[] = {
    { "instructions", "null" },
    { "max_output_tokens", "null" },
    { "max_tool_calls", "null" },
    { "metadata", "{}" },
    { "parallel_tool_calls", "true" },
    { "reasoning", R"({"effort":null,"summary":null})" },
    { "service_tier", R"("default")" },
    { "store", "true" },
    { "temperature", "1.0" },
    { "text", R"({"format":{"type":"text"}})" },
    { "tool_choice", R"("auto")" },
    { "tools", "[]" },
    { "top_p", "1.0" },
    { "truncation", R"("disabled")" },
    { "user", "null" },
};

void writeUsage(JsonWriter &writer, const Usage &usage)
{
    const std::int64_t input = usage.promptTokens.value_or(0);
    const std::int64_t output = usage.completionTokens.value_or(0);
    writer.beginObject("usage");
    writer.member("input_tokens", input);
    writer.beginObject("input_tokens_details");
    writer.member("cached_tokens", usage.cachedTokens.value_or(0));
    writer.endObject();
    writer.member("output_tokens", output);
    writer.beginObject("output_tokens_details");
    writer.member("reasoning_tokens", usage.reasoningTokens.value_or(0));
    writer.endObject();
    writer.member("total_tokens", usage.totalTokens.value_or(input + output));
    writer.endObject();
}

std::string item(std::string_view type, const std::string &id, std::string_view status,
                 const std::function<void(JsonWriter &)> &members)
{
    JsonWriter writer;
    writer.beginObject();
    writer.member("id", id);
    writer.member("type", type);
    if (!status.empty()) {
        writer.member("status", status);
    }
    members(writer);
    writer.endObject();
    return writer.take();
}

void repeat(JsonWriter &writer, const JsonView &request)
{
    for (const auto &[name, otherwise] : repeatedMembers) {
        const JsonView said = request[name];
        writer.key(name);
        writer.raw(said ? said.raw() : std::string_view(otherwise));
    }
}

} // namespace

std::string writeResponse(const ResponseShell &shell, const JsonText &request)
{
    JsonWriter writer;
    writer.beginObject();
    writer.member("id", shell.id);
    writer.member("object", "response");
    writer.member("created_at", shell.created);
    writer.member("status", shell.status);
    writer.member("background", false);
    if (shell.error) {
        writer.beginObject("error");
        writer.member("code", shell.error->kind == ErrorClass::RateLimit ? "rate_limit_exceeded" : "server_error");
        writer.member("message", shell.error->message);
        writer.endObject();
    } else {
        writer.nullMember("error");
    }
    if (shell.incompleteReason.empty()) {
        writer.nullMember("incomplete_details");
    } else {
        writer.beginObject("incomplete_details");
        writer.member("reason", shell.incompleteReason);
        writer.endObject();
    }
    writer.member("model", shell.model);
    writer.beginArray("output");
    for (const std::string &entry : shell.output ? *shell.output : std::vector<std::string>()) {
        writer.raw(entry);
    }
    writer.endArray();
    writer.textOrNull("previous_response_id", shell.previousId);
    if (!request.empty()) {
        repeat(writer, JsonView(request));
    }
    if (shell.usage) {
        writeUsage(writer, *shell.usage);
    } else {
        writer.nullMember("usage");
    }
    writer.endObject();
    return writer.take();
}

std::string writeResponseOf(const ChatResponse &answer, const ResponseHead &head, const JsonText &request)
{
    constexpr std::size_t kept = 24;
    const Choice empty;
    const Choice &choice = answer.choices.empty() ? empty : answer.choices.front();
    const std::string tail = head.id.substr(head.id.size() > kept ? head.id.size() - kept : 0);
    std::vector<std::string> output;
    const auto id = [&](const char *prefix) { return prefix + tail + std::to_string(output.size()); };
    if (!choice.reasoning.empty()) {
        output.push_back(reasoningItem(id("rs_"), choice.reasoning));
    }
    if (choice.content && (!choice.content->empty() || choice.toolCalls.empty())) {
        output.push_back(messageItem(id("msg_"), "completed", textPart(*choice.content, choice.annotations)));
    }
    if (!choice.refusal.empty()) {
        output.push_back(messageItem(id("msg_"), "completed", refusalPart(choice.refusal)));
    }
    for (const ToolCall &call : choice.toolCalls) {
        output.push_back(callItem(call, id("fc_"), "completed"));
    }
    const bool cut = choice.finishReason == "length" || choice.finishReason == "content_filter";
    ResponseShell shell;
    shell.id = head.id;
    shell.model = head.model.empty() ? answer.model : head.model;
    shell.previousId = head.previousId;
    shell.created = head.created != 0 ? head.created : answer.created;
    const bool failed = choice.finishReason == "error";
    const Error error = brokenOff();
    shell.status = cut ? "incomplete" : failed ? "failed" : "completed";
    shell.error = failed ? &error : nullptr;
    shell.incompleteReason = !cut ? "" : choice.finishReason == "length" ? "max_output_tokens" : "content_filter";
    shell.output = &output;
    shell.usage = answer.usage ? &*answer.usage : nullptr;
    return writeResponse(shell, request);
}

Error brokenOff()
{
    return makeError(ErrorClass::InternalServer, "The provider ended the answer with an error.");
}

std::string reasoningItem(const std::string &id, const std::string &text)
{
    return item("reasoning", id, {}, [&](JsonWriter &writer) {
        writer.beginArray("summary");
        if (!text.empty()) {
            writer.beginObject();
            writer.member("type", "summary_text");
            writer.member("text", text);
            writer.endObject();
        }
        writer.endArray();
    });
}

std::string messageItem(const std::string &id, std::string_view status, const std::string &content)
{
    return item("message", id, status, [&](JsonWriter &writer) {
        writer.member("role", "assistant");
        writer.beginArray("content");
        if (!content.empty()) {
            writer.raw(content);
        }
        writer.endArray();
    });
}

std::string textPart(std::string_view text, const JsonText &annotations)
{
    JsonWriter writer;
    writer.beginObject();
    writer.member("type", "output_text");
    writer.member("text", text);
    writer.key("annotations");
    writer.raw(annotations.empty() ? std::string_view("[]") : std::string_view(annotations.text));
    writer.key("logprobs");
    writer.raw("[]");
    writer.endObject();
    return writer.take();
}

std::string refusalPart(std::string_view text)
{
    JsonWriter writer;
    writer.beginObject();
    writer.member("type", "refusal");
    writer.member("refusal", text);
    writer.endObject();
    return writer.take();
}

std::string callItem(const ToolCall &call, const std::string &id, std::string_view status)
{
    return item("function_call", id, status, [&](JsonWriter &writer) {
        writer.member("call_id", call.id);
        writer.member("name", call.name);
        writer.member("arguments", call.arguments);
    });
}

} // namespace patchbay::wire
