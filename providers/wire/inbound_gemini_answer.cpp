// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/inbound_gemini.h"

#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"
#include "providers/core/utf8.h"

#include <algorithm>

namespace patchbay::wire {
namespace {

std::string_view finishReason(std::string_view reason)
{
    if (reason == "length") {
        return "MAX_TOKENS";
    }
    return reason == "content_filter" ? "SAFETY" : reason == "error" ? "OTHER" : "STOP";
}

std::string_view statusName(int status)
{
    switch (status) {
    case 401: return "UNAUTHENTICATED";
    case 403: return "PERMISSION_DENIED";
    case 404: return "NOT_FOUND";
    case 408:
    case 504: return "DEADLINE_EXCEEDED";
    case 429: return "RESOURCE_EXHAUSTED";
    case 503: return "UNAVAILABLE";
    default: return status < 500 ? "INVALID_ARGUMENT" : "INTERNAL";
    }
}

void writeUsage(JsonWriter &writer, const Usage &usage)
{
    const std::int64_t thoughts = usage.reasoningTokens.value_or(0);
    writer.beginObject("usageMetadata");
    writer.member("promptTokenCount", usage.promptTokens);
    if (usage.completionTokens) {
        writer.member("candidatesTokenCount", std::max<std::int64_t>(0, *usage.completionTokens - thoughts));
    }
    if (thoughts > 0) {
        writer.member("thoughtsTokenCount", thoughts);
    }
    if (usage.cachedTokens.value_or(0) > 0) {
        writer.member("cachedContentTokenCount", *usage.cachedTokens);
    }
    writer.member("totalTokenCount",
                  usage.totalTokens
                      ? usage.totalTokens
                      : std::optional(usage.promptTokens.value_or(0) + usage.completionTokens.value_or(0)));
    writer.endObject();
}

void writeText(JsonWriter &writer, std::string_view text, bool thought)
{
    writer.beginObject();
    writer.member("text", text);
    if (thought) {
        writer.member("thought", true);
    }
    writer.endObject();
}

void writeCall(JsonWriter &writer, const ToolCall &call)
{
    const std::expected<JsonView, JsonError> arguments = parseJson(call.arguments);
    writer.beginObject();
    writer.beginObject("functionCall");
    writer.memberUnlessEmpty("id", call.id);
    writer.member("name", call.name);
    writer.key("args");
    writer.raw(arguments && arguments->isObject() ? arguments->raw() : "{}");
    writer.endObject();
    const std::string signature = JsonView(call.extra)["provider_specific_fields"]["thought_signature"].string();
    writer.memberUnlessEmpty("thoughtSignature", signature);
    writer.endObject();
}

void beginCandidate(JsonWriter &writer)
{
    writer.beginObject();
    writer.beginObject("content");
    writer.beginArray("parts");
}

void endCandidate(JsonWriter &writer, std::string_view reason, int index)
{
    writer.endArray();
    writer.member("role", "model");
    writer.endObject();
    writer.memberUnlessEmpty("finishReason", reason);
    writer.member("index", std::int64_t { index });
    writer.endObject();
}

// A partial answer with one part.
std::string partial(std::string_view model, std::string_view id, int choice, std::string_view text, bool thought)
{
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("candidates");
    beginCandidate(writer);
    writeText(writer, text, thought);
    endCandidate(writer, {}, choice);
    writer.endArray();
    writer.member("modelVersion", model);
    writer.memberUnlessEmpty("responseId", id);
    writer.endObject();
    return writer.take();
}

} // namespace

std::string writeGeminiAnswer(const ChatResponse &response)
{
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("candidates");
    for (const Choice &choice : response.choices) {
        beginCandidate(writer);
        if (!choice.reasoning.empty()) {
            writeText(writer, choice.reasoning, true);
        }
        const std::string text = choice.content.value_or(choice.refusal);
        if (!text.empty()) {
            writeText(writer, text, false);
        }
        for (const ToolCall &call : choice.toolCalls) {
            writeCall(writer, call);
        }
        endCandidate(writer, finishReason(choice.finishReason), choice.index);
    }
    writer.endArray();
    writeUsage(writer, response.usage.value_or(Usage {}));
    writer.member("modelVersion", response.model);
    writer.memberUnlessEmpty("responseId", response.id);
    writer.endObject();
    return writer.take();
}

std::string writeGeminiError(int status, std::string_view message)
{
    JsonWriter writer;
    writer.beginObject();
    writer.beginObject("error");
    writer.member("code", std::int64_t { status });
    writer.member("message", repairedUtf8(message));
    writer.member("status", statusName(status));
    writer.endObject();
    writer.endObject();
    return writer.take();
}

std::string GeminiEventWriter::write(const StreamEvent &event)
{
    if (const auto *started = std::get_if<StreamStarted>(&event)) {
        m_id = started->id.empty() ? m_id : started->id;
        m_model = started->model.empty() ? m_model : started->model;
    } else if (const auto *text = std::get_if<TextDelta>(&event); text && !text->text.empty()) {
        return partial(m_model, m_id, text->choice, text->text, false);
    } else if (const auto *refusal = std::get_if<RefusalDelta>(&event); refusal && !refusal->text.empty()) {
        return partial(m_model, m_id, refusal->choice, refusal->text, false);
    } else if (const auto *reasoning = std::get_if<ReasoningDelta>(&event); reasoning && !reasoning->text.empty()) {
        return partial(m_model, m_id, reasoning->choice, reasoning->text, true);
    } else if (const auto *tool = std::get_if<ToolCallDelta>(&event); tool && tool->choice == 0) {
        ToolCall &call = m_calls[tool->index];
        call.id += tool->id;
        call.name += tool->name;
        call.arguments += tool->arguments;
        if (!tool->extra.empty()) {
            call.extra = tool->extra;
        }
    } else if (const auto *finished = std::get_if<ChoiceFinished>(&event); finished && finished->choice == 0) {
        m_reason = finished->reason;
    } else if (const auto *usage = std::get_if<UsageReport>(&event)) {
        m_usage = usage->usage;
    }
    return {};
}

std::string GeminiEventWriter::finish()
{
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("candidates");
    beginCandidate(writer);
    for (const auto &[index, call] : m_calls) {
        writeCall(writer, call);
    }
    if (m_calls.empty()) {
        writeText(writer, "", false);
    }
    endCandidate(writer, finishReason(m_reason), 0);
    writer.endArray();
    writeUsage(writer, m_usage.value_or(Usage {}));
    writer.member("modelVersion", m_model);
    writer.memberUnlessEmpty("responseId", m_id);
    writer.endObject();
    return writer.take();
}

} // namespace patchbay::wire
