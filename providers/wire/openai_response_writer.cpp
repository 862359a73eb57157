// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/openai_response_writer.h"

#include "providers/wire/json_view.h"
#include "providers/wire/openai_format.h"
#include "providers/wire/openai_request_writer.h"
#include "providers/wire/openai_response_reader.h"
#include "providers/core/utf8.h"

namespace patchbay::wire {
namespace {

void writePromptDetails(JsonWriter &writer, const Usage &usage)
{
    if (!usage.cachedTokens && !usage.cacheCreationTokens && !usage.audioInputTokens && !usage.imageInputTokens) {
        return;
    }
    writer.beginObject("prompt_tokens_details");
    writer.member("cached_tokens", usage.cachedTokens);
    writer.member("cache_creation_tokens", usage.cacheCreationTokens);
    if (usage.cacheCreationHourTokens) {
        writer.beginObject("cache_creation_token_details");
        writer.member("ephemeral_5m_input_tokens",
                      usage.cacheCreationTokens.value_or(0) - *usage.cacheCreationHourTokens);
        writer.member("ephemeral_1h_input_tokens", usage.cacheCreationHourTokens);
        writer.endObject();
    }
    writer.member("audio_tokens", usage.audioInputTokens);
    writer.member("image_tokens", usage.imageInputTokens);
    writer.endObject();
}

void writeCompletionDetails(JsonWriter &writer, const Usage &usage)
{
    if (!usage.reasoningTokens && !usage.audioOutputTokens && !usage.imageOutputTokens
        && !usage.acceptedPredictionTokens && !usage.rejectedPredictionTokens) {
        return;
    }
    writer.beginObject("completion_tokens_details");
    writer.member("reasoning_tokens", usage.reasoningTokens);
    writer.member("audio_tokens", usage.audioOutputTokens);
    writer.member("image_tokens", usage.imageOutputTokens);
    writer.member("accepted_prediction_tokens", usage.acceptedPredictionTokens);
    writer.member("rejected_prediction_tokens", usage.rejectedPredictionTokens);
    writer.endObject();
}

void writeAnswerMessage(JsonWriter &writer, const Choice &choice)
{
    writer.beginObject("message");
    writer.member("role", "assistant");
    writer.key("content");
    choice.content ? writer.string(*choice.content) : writer.null();
    writer.memberUnlessEmpty("reasoning_content", choice.reasoning);
    writer.memberUnlessEmpty("refusal", choice.refusal);
    if (choice.legacyFunctionCall && !choice.toolCalls.empty()) {
        writer.beginObject("function_call");
        writer.member("name", choice.toolCalls.front().name);
        writer.member("arguments", choice.toolCalls.front().arguments);
        writer.endObject();
    } else if (!choice.toolCalls.empty()) {
        writer.beginArray("tool_calls");
        for (const ToolCall &call : choice.toolCalls) {
            writeToolCall(writer, call);
        }
        writer.endArray();
    }
    writer.member("annotations", choice.annotations);
    writer.member("audio", choice.audio);
    writer.member("images", choice.images);
    writer.member("thinking_blocks", choice.thinkingBlocks);
    writer.member("provider_specific_fields", choice.providerSpecificFields);
    writer.endObject();
}

void writeChoice(JsonWriter &writer, const Choice &choice)
{
    writer.beginObject();
    writer.member("index", std::int64_t { choice.index });
    writeAnswerMessage(writer, choice);
    writer.member("logprobs", choice.logprobs);
    writer.textOrNull("finish_reason", choice.finishReason);
    writer.endObject();
}

} // namespace

void writeUsage(JsonWriter &writer, const Usage &usage)
{
    writer.beginObject("usage");
    writer.member("prompt_tokens", usage.promptTokens);
    writer.member("completion_tokens", usage.completionTokens);
    writer.member("total_tokens", usage.totalTokens);
    writePromptDetails(writer, usage);
    writeCompletionDetails(writer, usage);
    if (usage.webSearches) {
        writer.beginObject("server_tool_use");
        writer.member("web_search_requests", usage.webSearches);
        writer.endObject();
    }
    writer.memberUnlessEmpty("service_tier", usage.serviceTier);
    if (!usage.reportedCost.empty()) {
        writer.key("cost");
        writer.raw(usage.reportedCost);
    }
    writer.endObject();
}

std::string writeChatResponse(const ChatResponse &response)
{
    JsonWriter writer;
    writer.beginObject();
    writer.member("id", response.id);
    writer.member("object", "chat.completion");
    writer.member("created", response.created);
    writer.member("model", response.model);
    writer.beginArray("choices");
    for (const Choice &choice : response.choices) {
        writeChoice(writer, choice);
    }
    writer.endArray();
    if (response.usage) {
        writeUsage(writer, *response.usage);
    }
    writer.memberUnlessEmpty("system_fingerprint", response.systemFingerprint);
    writer.memberUnlessEmpty("service_tier", response.serviceTier);
    writer.member("provider_specific_fields", response.providerSpecificFields);
    writer.endObject();
    return writer.take();
}

Result<ChatResponse> parseChatResponse(std::string_view text)
{
    const std::expected<JsonView, JsonError> json = parseJson(text, maximumOwnJsonDepth);
    if (!json || !json->isObject() || !(*json)["choices"].isArray()) {
        Error error = makeError(ErrorClass::ApiResponseValidation, "The stored answer is not a chat completion.");
        error.offset = json ? 0 : json.error().offset;
        return std::unexpected(std::move(error));
    }
    return readOpenAiResponse(*json);
}

std::string writeError(const Error &error)
{
    JsonWriter writer;
    writer.beginObject();
    writer.beginObject("error");
    writer.member("message", repairedUtf8(error.message));
    writer.textOrNull("type", repairedUtf8(error.type));
    writer.textOrNull("param", repairedUtf8(error.param));
    writer.textOrNull("code", repairedUtf8(error.code));
    writer.member("class", className(error.kind));
    writer.textOrNull("provider", error.provider);
    if (error.status == 0) {
        writer.nullMember("status");
    } else {
        writer.member("status", std::int64_t { error.status });
    }
    if (error.retryAfter) {
        writer.key("retry_after");
        writer.number(static_cast<double>(error.retryAfter->count()) / 1000.0);
    } else {
        writer.nullMember("retry_after");
    }
    writer.memberUnlessEmpty("model", error.model);
    if (error.quotaExhausted) {
        writer.member("quota_exhausted", true);
    }
    writer.memberUnlessEmpty("remedy", repairedUtf8(error.remedy));
    if (error.offset) {
        writer.member("offset", static_cast<std::int64_t>(*error.offset));
    }
    writer.endObject();
    writer.endObject();
    return writer.take();
}

} // namespace patchbay::wire
