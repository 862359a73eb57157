// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/response_object.h"

#include "providers/wire/json_writer.h"

namespace patchbay::wire {
namespace {

void beginItem(JsonWriter &writer, std::string_view type, const std::string &id)
{
    writer.beginObject();
    writer.member("type", type);
    writer.member("id", id);
    writer.member("status", "completed");
}

void writeReasoning(JsonWriter &writer, const Choice &choice, const std::string &id)
{
    if (choice.reasoning.empty()) {
        return;
    }
    beginItem(writer, "reasoning", "rs_" + id);
    writer.beginArray("summary");
    writer.beginObject();
    writer.member("type", "summary_text");
    writer.member("text", choice.reasoning);
    writer.endObject();
    writer.endArray();
    writer.endObject();
}

void writeMessage(JsonWriter &writer, const Choice &choice, const std::string &id)
{
    if (!choice.content && choice.refusal.empty()) {
        return;
    }
    beginItem(writer, "message", "msg_" + id);
    writer.member("role", "assistant");
    writer.beginArray("content");
    if (choice.content) {
        writer.beginObject();
        writer.member("type", "output_text");
        writer.member("text", *choice.content);
        writer.key("annotations");
        writer.raw(choice.annotations.empty() ? "[]" : choice.annotations.text);
        writer.endObject();
    }
    if (!choice.refusal.empty()) {
        writer.beginObject();
        writer.member("type", "refusal");
        writer.member("refusal", choice.refusal);
        writer.endObject();
    }
    writer.endArray();
    writer.endObject();
}

void writeCalls(JsonWriter &writer, const Choice &choice)
{
    for (const ToolCall &call : choice.toolCalls) {
        beginItem(writer, "function_call", "fc_" + call.id);
        writer.member("call_id", call.id);
        writer.member("name", call.name);
        writer.member("arguments", call.arguments);
        writer.endObject();
    }
}

void writeState(JsonWriter &writer, const Choice &choice)
{
    const bool cut = choice.finishReason == "length" || choice.finishReason == "content_filter";
    writer.member("status", cut ? "incomplete" : "completed");
    writer.nullMember("error");
    if (!cut) {
        return writer.nullMember("incomplete_details");
    }
    writer.beginObject("incomplete_details");
    writer.member("reason", choice.finishReason == "length" ? "max_output_tokens" : "content_filter");
    writer.endObject();
}

void writeUsage(JsonWriter &writer, const Usage &usage)
{
    writer.beginObject("usage");
    writer.member("input_tokens", usage.promptTokens);
    writer.beginObject("input_tokens_details");
    writer.member("cached_tokens", usage.cachedTokens.value_or(0));
    writer.endObject();
    writer.member("output_tokens", usage.completionTokens);
    writer.beginObject("output_tokens_details");
    writer.member("reasoning_tokens", usage.reasoningTokens.value_or(0));
    writer.endObject();
    writer.member("total_tokens", usage.totalTokens);
    writer.endObject();
}

} // namespace

bool isResponseObject(const JsonView &json)
{
    return json["object"].is("response") || (json["output"].isArray() && json["status"].isString());
}

std::string writeResponseObject(const ChatResponse &answer)
{
    const Choice empty;
    const Choice &choice = answer.choices.empty() ? empty : answer.choices.front();
    JsonWriter writer;
    writer.beginObject();
    writer.member("id", answer.id);
    writer.member("object", "response");
    writer.member("created_at", answer.created);
    writer.member("model", answer.model);
    writeState(writer, choice);
    writer.beginArray("output");
    writeReasoning(writer, choice, answer.id);
    writeMessage(writer, choice, answer.id);
    writeCalls(writer, choice);
    writer.endArray();
    if (answer.usage) {
        writeUsage(writer, *answer.usage);
    }
    writer.endObject();
    return writer.take();
}

} // namespace patchbay::wire
