// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/responses_reader.h"

#include "providers/wire/finish_reason.h"
#include "providers/wire/json_merge.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_response_reader.h"

namespace patchbay::wire {
namespace {

void readMessage(const JsonView &item, Choice &choice)
{
    for (const JsonView part : item["content"].items()) {
        if (part["text"].isString()) {
            choice.content = choice.content.value_or("") + part["text"].string();
        }
        choice.refusal += part["refusal"].string();
        for (const JsonView annotation : part["annotations"].items()) {
            appendItems(choice.annotations, "[" + chatAnnotation(annotation) + "]");
        }
        if (const JsonView logprobs = part["logprobs"]; logprobs.size() > 0) {
            mergeObject(choice.logprobs, R"({"content":)" + std::string(logprobs.raw()) + "}");
        }
    }
}

void readReasoning(const JsonView &item, Choice &choice)
{
    for (const std::string_view list : { "summary", "content" }) {
        for (const JsonView part : item[list].items()) {
            choice.reasoning += part["text"].string();
        }
    }
    if (item["encrypted_content"] || item["id"]) {
        mergeObject(choice.providerSpecificFields, outputItemField(item).text);
    }
}

void readCall(const JsonView &item, Choice &choice)
{
    const bool custom = item["type"].is("custom_tool_call");
    ToolCall call;
    call.id = item["call_id"] ? item["call_id"].string() : item["id"].string();
    call.name = item["name"].string();
    call.arguments = item[custom ? "input" : "arguments"].string();
    if (custom) {
        call.extra = { R"({"type":"custom"})" };
    } else if (call.arguments.empty()) {
        call.arguments = "{}";
    }
    choice.toolCalls.push_back(std::move(call));
}

bool isCall(const JsonView &item)
{
    return item["type"].is("function_call") || item["type"].is("custom_tool_call");
}

} // namespace

JsonText outputItemField(const JsonView &item)
{
    return { R"({"output_items":[)" + std::string(item.raw()) + "]}" };
}

std::string chatAnnotation(const JsonView &annotation)
{
    if (!annotation["type"].is("url_citation") || annotation["url_citation"]) {
        return std::string(annotation.raw());
    }
    JsonWriter writer;
    writer.beginObject();
    writer.member("type", "url_citation");
    writer.beginObject("url_citation");
    for (const JsonMember &member : annotation.members()) {
        if (!member.is("type")) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    writer.endObject();
    writer.endObject();
    return writer.take();
}

Usage readResponsesUsage(const JsonView &json)
{
    Usage usage;
    usage.promptTokens = json["input_tokens"].integer();
    usage.completionTokens = json["output_tokens"].integer();
    usage.totalTokens = json["total_tokens"].integer();
    if (!usage.totalTokens && usage.promptTokens && usage.completionTokens) {
        usage.totalTokens = *usage.promptTokens + *usage.completionTokens;
    }
    usage.cachedTokens = json["input_tokens_details"]["cached_tokens"].integer();
    usage.cacheCreationTokens = json["input_tokens_details"]["cache_write_tokens"].integer();
    usage.imageInputTokens = json["input_tokens_details"]["image_tokens"].integer();
    usage.audioInputTokens = json["input_tokens_details"]["audio_tokens"].integer();
    usage.reasoningTokens = json["output_tokens_details"]["reasoning_tokens"].integer();
    usage.imageOutputTokens = json["output_tokens_details"]["image_tokens"].integer();
    usage.reportedCost = reportedCost(json);
    return usage;
}

std::optional<Usage> readUsageOfResponse(const JsonView &response)
{
    const JsonView json = response["usage"];
    if (!json) {
        return std::nullopt;
    }
    Usage usage = readResponsesUsage(json);
    std::int64_t searches = 0;
    for (const JsonView item : response["output"].items()) {
        const JsonView action = item["action"]["type"];
        searches += item["type"].is("web_search_call") && (!action || action.is("search")) ? 1 : 0;
    }
    if (searches > 0) {
        usage.webSearches = searches;
    }
    usage.serviceTier = response["service_tier"].string();
    return usage;
}

std::string responsesFinish(const JsonView &response, bool hasToolCalls)
{
    if (response["status"].is("incomplete")) {
        const JsonView reason = response["incomplete_details"]["reason"];
        return reason.is("content_filter") ? "content_filter" : "length";
    }
    const bool open = response["status"].is("in_progress") || response["status"].is("queued");
    return open ? std::string() : normalisedFinish("stop", { hasToolCalls, false });
}

bool isResponseObject(const JsonView &json)
{
    return json["object"].is("response") || (json["output"].isArray() && json["status"].isString());
}

ChatResponse readResponsesAnswer(const JsonView &json)
{
    ChatResponse response;
    response.id = json["id"].string();
    response.created = json["created_at"].integer().value_or(0);
    response.model = json["model"].string();
    response.serviceTier = json["service_tier"].string();
    Choice choice;
    for (const JsonView item : json["output"].items()) {
        if (item["type"].is("message")) {
            readMessage(item, choice);
        } else if (item["type"].is("reasoning")) {
            readReasoning(item, choice);
        } else if (isCall(item)) {
            readCall(item, choice);
        } else {
            mergeObject(choice.providerSpecificFields, outputItemField(item).text);
        }
    }
    choice.finishReason = responsesFinish(json, !choice.toolCalls.empty());
    response.choices.push_back(std::move(choice));
    response.usage = readUsageOfResponse(json);
    return response;
}

} // namespace patchbay::wire
