// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/openai_response_reader.h"

#include "providers/wire/finish_reason.h"
#include "providers/wire/json_merge.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_format.h"
#include "providers/wire/openai_message_reader.h"
#include "providers/wire/openai_request_writer.h"
#include "providers/wire/think_splitter.h"

#include <algorithm>

namespace patchbay::wire {
namespace {

std::optional<std::int64_t> firstOf(std::initializer_list<JsonView> candidates)
{
    for (const JsonView &candidate : candidates) {
        if (const std::optional<std::int64_t> value = candidate.integer()) {
            return value;
        }
    }
    return std::nullopt;
}

// The members that carry something and are not in the list, as an object.
JsonText filledRest(const JsonView &object, std::initializer_list<std::string_view> known)
{
    JsonWriter writer;
    bool any = false;
    writer.beginObject();
    for (const JsonMember &member : object.members()) {
        const JsonView &value = member.value;
        const bool empty = !value || value.raw() == "\"\"" || value.raw() == "[]" || value.raw() == "{}";
        if (!empty && std::ranges::none_of(known, [&](std::string_view name) { return member.is(name); })) {
            writer.key(member.key());
            writer.raw(value.raw());
            any = true;
        }
    }
    writer.endObject();
    return any ? JsonText { writer.take() } : JsonText {};
}

void readToolCalls(const JsonView &message, Choice &choice)
{
    for (const JsonView call : message["tool_calls"].items()) {
        choice.toolCalls.push_back(readToolCall(call));
        if (choice.toolCalls.back().arguments.empty()) {
            choice.toolCalls.back().arguments = "{}";
        }
    }
    const JsonView legacy = message["function_call"];
    if (choice.toolCalls.empty() && legacy && !legacy["name"].string().empty()) {
        ToolCall call;
        call.name = legacy["name"].string();
        call.arguments = legacy["arguments"].string();
        if (call.arguments.empty()) {
            call.arguments = "{}";
        }
        choice.toolCalls.push_back(std::move(call));
        choice.legacyFunctionCall = true;
    }
}

// A schema that was asked for through a forced tool call: the arguments are the answer.
void unwrapJsonTool(Choice &choice)
{
    if (choice.toolCalls.size() == 1 && choice.toolCalls.front().name == jsonToolName) {
        choice.content = choice.content.value_or("") + choice.toolCalls.front().arguments;
        choice.toolCalls.clear();
        if (choice.finishReason == "tool_calls") {
            choice.finishReason = "stop";
        }
    }
}

void moveInlineThinking(Choice &choice)
{
    if (!choice.content) {
        return;
    }
    ThinkSplitter::Pieces pieces = ThinkSplitter::split(std::move(*choice.content));
    if (choice.reasoning.empty()) {
        choice.reasoning = std::move(pieces.reasoning);
    } else {
        choice.reasoning += pieces.reasoning;
    }
    choice.content = std::move(pieces.text);
}

// [{"type": "summary_text", "text": …, "signature": …}]
void readSummary(const JsonView &summary, ContentPieces &pieces)
{
    for (const JsonView item : summary.items()) {
        const std::string thought = item["text"].string();
        pieces.summarised = true;
        pieces.reasoning += thought;
        if (std::string signature = item["signature"].string(); !signature.empty()) {
            pieces.thinkingBlocks +=
                (pieces.thinkingBlocks.empty() ? "" : ",") + thinkingBlock(thought, signature);
            pieces.signature = std::move(signature);
        }
    }
}

Choice readChoice(const JsonView &json)
{
    Choice choice;
    const JsonView message = json["message"];
    choice.index = static_cast<int>(json["index"].integer().value_or(0));
    ContentPieces content = readContentPieces(message["content"]);
    choice.content = std::move(content.text);
    choice.reasoning = readReasoning(message) + content.reasoning;
    choice.refusal = message["refusal"].string();
    readToolCalls(message, choice);
    choice.annotations = filledArray(message["annotations"]);
    choice.logprobs = filledLogprobs(json["logprobs"]);
    if (const JsonView audio = message["audio"]; !audio["data"].string().empty()) {
        choice.audio = audio.text();
    }
    choice.images = filledArray(message["images"]);
    if (!content.images.empty()) {
        appendItems(choice.images, "[" + content.images + "]");
    }
    choice.thinkingBlocks = filledArray(message["thinking_blocks"]);
    if (!content.thinkingBlocks.empty() && choice.thinkingBlocks.empty()) {
        choice.thinkingBlocks = { "[" + content.thinkingBlocks + "]" };
    }
    choice.providerSpecificFields = readMessageExtras(message);
    if (const JsonText extras = readChoiceExtras(json); !extras.empty()) {
        mergeObject(choice.providerSpecificFields, extras.text);
    }
    choice.finishReason = normalisedFinish(json["finish_reason"].string(),
                                           { !choice.toolCalls.empty(), choice.legacyFunctionCall });
    unwrapJsonTool(choice);
    moveInlineThinking(choice);
    return choice;
}

} // namespace

JsonText filledArray(const JsonView &json)
{
    return json.isArray() && json.size() > 0 ? json.text() : JsonText {};
}

JsonText filledLogprobs(const JsonView &json)
{
    return json["content"] || json["refusal"] || json["tokens"] ? json.text() : JsonText {};
}

Usage readOpenAiUsage(const JsonView &json)
{
    Usage usage;
    const JsonView prompt = json["prompt_tokens_details"];
    const JsonView completion = json["completion_tokens_details"];
    usage.promptTokens = json["prompt_tokens"].integer();
    usage.completionTokens = json["completion_tokens"].integer();
    usage.totalTokens = json["total_tokens"].integer();
    if (!usage.totalTokens && usage.promptTokens && usage.completionTokens) {
        usage.totalTokens = *usage.promptTokens + *usage.completionTokens;
    }
    usage.cachedTokens = firstOf({ prompt["cached_tokens"], json["prompt_cache_hit_tokens"], json["cached_tokens"],
                                   json["num_cached_tokens"], json["cache_read_input_tokens"] });
    usage.cacheCreationTokens = firstOf({ prompt["cache_creation_tokens"], prompt["cache_write_tokens"],
                                          json["cache_creation_input_tokens"] });
    usage.cacheCreationHourTokens = prompt["cache_creation_token_details"]["ephemeral_1h_input_tokens"].integer();
    usage.audioInputTokens = prompt["audio_tokens"].integer();
    usage.imageInputTokens = prompt["image_tokens"].integer();
    usage.reasoningTokens = firstOf({ completion["reasoning_tokens"], json["reasoning_tokens"] });
    usage.audioOutputTokens = completion["audio_tokens"].integer();
    usage.imageOutputTokens = completion["image_tokens"].integer();
    usage.acceptedPredictionTokens = completion["accepted_prediction_tokens"].integer();
    usage.rejectedPredictionTokens = completion["rejected_prediction_tokens"].integer();
    usage.webSearches = firstOf({ json["server_tool_use"]["web_search_requests"],
                                  json["server_tool_use_details"]["web_search_requests"],
                                  json["num_search_queries"] });
    usage.serviceTier = json["service_tier"].string();
    usage.reportedCost = reportedCost(json);
    return usage;
}

std::string reportedCost(const JsonView &usage)
{
    const JsonView cost = usage["cost"];
    const JsonView total = cost.isObject() ? cost["total_cost"] : cost; // Perplexity itemises
    return total.isNumber() && total.number().value_or(-1) >= 0 ? std::string(total.raw()) : std::string();
}

std::string thinkingBlock(std::string_view thought, std::string_view signature)
{
    JsonWriter writer;
    writer.beginObject();
    writer.member("type", "thinking");
    writer.member("thinking", thought);
    writer.member("signature", signature);
    writer.endObject();
    return writer.take();
}

ContentPieces readContentPieces(const JsonView &content)
{
    ContentPieces pieces;
    if (content.isString()) {
        pieces.text = content.string();
        return pieces;
    }
    for (const JsonView part : content.items()) {
        const JsonView type = part["type"];
        if (type.is("thinking")) {
            pieces.reasoning += part["thinking"].string();
            for (const JsonView thought : part["thinking"].items()) {
                pieces.reasoning += thought["text"].string();
            }
        } else if (type.is("reasoning")) {
            pieces.reasoning += part["reasoning"].string() + part["text"].string();
            readSummary(part["summary"], pieces);
        } else if (type.is("image_url")) {
            pieces.images += (pieces.images.empty() ? "" : ",") + std::string(part.raw());
        } else if (part["text"].isString()) {
            pieces.text = pieces.text.value_or("") + part["text"].string();
        }
    }
    return pieces;
}

std::string readReasoning(const JsonView &message)
{
    for (const std::string_view name : { "reasoning_content", "reasoning", "thinking" }) {
        if (const JsonView reasoning = message[name]; reasoning.isString()) {
            if (std::string text = reasoning.string(); !text.empty()) {
                return text;
            }
        }
    }
    std::string text;
    for (const JsonView detail : message["reasoning_details"].items()) {
        text += detail["text"].string() + detail["summary"].string();
    }
    return text;
}

JsonText readMessageExtras(const JsonView &message, std::string_view except)
{
    JsonText extras = filledRest(
        message, { "role", "content", "reasoning_content", "reasoning", "thinking", "refusal", "tool_calls",
                   "function_call", "annotations", "audio", "images", "thinking_blocks", "provider_specific_fields",
                   "name", "index", "channel", "tool_call_id", except });
    if (const JsonView ours = message["provider_specific_fields"]; ours.isObject()) {
        mergeObject(extras, ours.raw());
    }
    return extras;
}

JsonText readChoiceExtras(const JsonView &choice)
{
    JsonText extras = filledRest(choice, { "index", "message", "delta", "logprobs", "finish_reason", "text" });
    const JsonView reason = choice["finish_reason"];
    if (reason.isString() && !knownFinish(reason.string()) && !choice["native_finish_reason"]) {
        mergeObject(extras, "{\"native_finish_reason\":" + std::string(reason.raw()) + "}");
    }
    return extras;
}

JsonText readResponseExtras(const JsonView &response)
{
    JsonText extras = filledRest(response, { "id", "object", "created", "model", "choices", "usage", "error",
                                             "system_fingerprint", "service_tier", "provider_specific_fields",
                                             "obfuscation" });
    if (const JsonView ours = response["provider_specific_fields"]; ours.isObject()) {
        mergeObject(extras, ours.raw());
    }
    return extras;
}

ChatResponse readOpenAiResponse(const JsonView &json)
{
    ChatResponse response;
    response.id = json["id"].string();
    response.created = json["created"].integer().value_or(0);
    response.model = json["model"].string();
    response.systemFingerprint = json["system_fingerprint"].string();
    response.serviceTier = json["service_tier"].string();
    for (const JsonView choice : json["choices"].items()) {
        response.choices.push_back(readChoice(choice));
    }
    JsonView usage = json["usage"];
    if (!usage) {
        usage = json["x_groq"]["usage"];
    }
    if (usage.isObject()) {
        response.usage = readOpenAiUsage(usage);
    }
    response.providerSpecificFields = readResponseExtras(json);
    return response;
}

} // namespace patchbay::wire
