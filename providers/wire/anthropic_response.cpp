// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/anthropic_response.h"

#include "providers/wire/finish_reason.h"
#include "providers/wire/json_merge.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_request_writer.h"

namespace patchbay::wire {
namespace {

void readText(const JsonView &block, Choice &choice)
{
    choice.content = std::move(choice.content).value_or("") + block["text"].string();
    const JsonView citations = block["citations"];
    mergeObject(choice.providerSpecificFields, anthropicCitationField(citations).text);
    appendItems(choice.annotations, anthropicAnnotations(citations).text);
}

void readToolUse(const JsonView &block, Choice &choice)
{
    const JsonView input = block["input"];
    const std::string arguments(input.isObject() ? input.raw() : "{}");
    if (block["name"].is(jsonToolName)) {
        choice.content = std::move(choice.content).value_or("") + arguments;
        return;
    }
    choice.toolCalls.push_back({ block["id"].string(), block["name"].string(), arguments, anthropicCallExtra(block) });
}

void readBlock(const JsonView &block, Choice &choice)
{
    const JsonView type = block["type"];
    if (type.is("text")) {
        readText(block, choice);
    } else if (type.is("tool_use")) {
        readToolUse(block, choice);
    } else if (type.is("thinking")) {
        choice.reasoning += block["thinking"].string();
        appendItems(choice.thinkingBlocks, "[" + std::string(block.raw()) + "]");
    } else {
        if (type.is("redacted_thinking")) {
            appendItems(choice.thinkingBlocks, "[" + std::string(block.raw()) + "]");
        }
        mergeObject(choice.providerSpecificFields, anthropicBlockField(type.string(), block.raw()).text);
    }
}

void replace(std::optional<std::int64_t> &count, const JsonView &json)
{
    if (const std::optional<std::int64_t> value = json.integer()) {
        count = value;
    }
}

} // namespace

void AnthropicCounts::add(const JsonView &usage)
{
    replace(input, usage["input_tokens"]);
    replace(output, usage["output_tokens"]);
    replace(cacheRead, usage["cache_read_input_tokens"]);
    replace(cacheCreation, usage["cache_creation_input_tokens"]);
    replace(cacheCreationHour, usage["cache_creation"]["ephemeral_1h_input_tokens"]);
    replace(thinking, usage["output_tokens_details"]["thinking_tokens"]);
    replace(webSearches, usage["server_tool_use"]["web_search_requests"]);
    if (const JsonView tier = usage["service_tier"]; tier) {
        serviceTier = tier.string();
    }
}

Usage AnthropicCounts::usage() const
{
    Usage usage;
    if (input) {
        usage.promptTokens = *input + cacheRead.value_or(0) + cacheCreation.value_or(0);
    }
    usage.completionTokens = output;
    if (usage.promptTokens && output) {
        usage.totalTokens = *usage.promptTokens + *output;
    }
    usage.cachedTokens = cacheRead;
    usage.cacheCreationTokens = cacheCreation;
    usage.cacheCreationHourTokens = cacheCreationHour;
    usage.reasoningTokens = thinking;
    usage.webSearches = webSearches;
    usage.serviceTier = serviceTier;
    return usage;
}

JsonText anthropicBlockField(std::string_view type, std::string_view block)
{
    std::string_view name = "content_blocks";
    if (type == "redacted_thinking") {
        name = "redacted_thinking";
    } else if (type.ends_with("tool_use")) {
        name = "server_tool_calls";
    } else if (type.ends_with("tool_result")) {
        name = "server_tool_results";
    }
    return { "{\"" + std::string(name) + "\":[" + std::string(block) + "]}" };
}

JsonText anthropicCitationField(const JsonView &citations)
{
    if (!citations.isArray() || citations.size() == 0) {
        return {};
    }
    return { "{\"citations\":" + std::string(citations.raw()) + "}" };
}

JsonText anthropicAnnotations(const JsonView &citations)
{
    JsonWriter writer;
    bool any = false;
    writer.beginArray();
    for (const JsonView citation : citations.items()) {
        if (!citation["url"].isString()) {
            continue;
        }
        any = true;
        writer.beginObject();
        writer.member("type", "url_citation");
        writer.beginObject("url_citation");
        writer.member("url", citation["url"].string());
        writer.member("title", citation["title"].string());
        writer.memberUnlessEmpty("content", citation["cited_text"].string());
        writer.endObject();
        writer.endObject();
    }
    writer.endArray();
    return any ? JsonText { writer.take() } : JsonText {};
}

JsonText anthropicAnswerFields(const JsonView &holder)
{
    JsonWriter writer;
    bool any = false;
    writer.beginObject();
    for (const std::string_view name : { "container", "context_management", "stop_details", "stop_sequence" }) {
        if (const JsonView value = holder[name]; value) {
            writer.key(name);
            writer.raw(value.raw());
            any = true;
        }
    }
    const JsonView reason = holder["stop_reason"];
    if (reason.isString() && !knownFinish(reason.string())) {
        writer.key("native_finish_reason");
        writer.raw(reason.raw());
        any = true;
    }
    writer.endObject();
    return any ? JsonText { writer.take() } : JsonText {};
}

JsonText anthropicCallExtra(const JsonView &block)
{
    const JsonView caller = block["caller"];
    if (!caller || caller["type"].is("direct")) {
        return {};
    }
    return { "{\"provider_specific_fields\":{\"caller\":" + std::string(caller.raw()) + "}}" };
}

ChatResponse readAnthropicResponse(const JsonView &message)
{
    ChatResponse response;
    response.id = message["id"].string();
    response.model = message["model"].string();
    Choice choice;
    for (const JsonView block : message["content"].items()) {
        readBlock(block, choice);
    }
    const std::string reason = message["stop_reason"].string();
    choice.finishReason = normalisedFinish(reason, { !choice.toolCalls.empty(), false });
    if (choice.finishReason == "tool_calls" && choice.toolCalls.empty()) {
        choice.finishReason = "stop"; // the only call carried a schema
    }
    mergeObject(choice.providerSpecificFields, anthropicAnswerFields(message).text);
    response.choices.push_back(std::move(choice));
    AnthropicCounts counts;
    counts.add(message["usage"]);
    if (counts.any()) {
        response.usage = counts.usage();
    }
    response.serviceTier = counts.serviceTier;
    return response;
}

} // namespace patchbay::wire
