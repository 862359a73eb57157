// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/cohere_response.h"

#include "providers/wire/finish_reason.h"
#include "providers/wire/json_merge.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_message_reader.h"

namespace patchbay::wire {
namespace {

void readContent(const JsonView &content, Choice &choice)
{
    if (content.isString()) {
        choice.content = content.string();
    }
    for (const JsonView part : content.items()) {
        if (part["thinking"].isString()) {
            choice.reasoning += part["thinking"].string();
        } else if (part["text"].isString()) {
            choice.content = choice.content.value_or("") + part["text"].string();
        } else {
            mergeObject(choice.providerSpecificFields, R"({"content_parts":[)" + std::string(part.raw()) + "]}");
        }
    }
}

Choice readChoice(const JsonView &json)
{
    const JsonView message = json["message"];
    Choice choice;
    // The plan comes before the calls, and thoughts before the plan.
    readContent(message["content"], choice);
    choice.reasoning += message["tool_plan"].string();
    for (const JsonView call : message["tool_calls"].items()) {
        choice.toolCalls.push_back(readToolCall(call));
        if (choice.toolCalls.back().arguments.empty()) {
            choice.toolCalls.back().arguments = "{}";
        }
    }
    if (const JsonView citations = message["citations"]; citations.size() > 0) {
        mergeObject(choice.providerSpecificFields, R"({"citations":)" + std::string(citations.raw()) + "}");
    }
    if (const JsonView logprobs = json["logprobs"]; logprobs.size() > 0) {
        mergeObject(choice.providerSpecificFields, R"({"logprobs":)" + std::string(logprobs.raw()) + "}");
    }
    choice.finishReason =
        normalisedFinish(plainCohereReason(json["finish_reason"].string()), { !choice.toolCalls.empty(), false });
    return choice;
}

} // namespace

std::string_view plainCohereReason(std::string_view reason)
{
    if (reason == "ERROR_TOXIC") {
        return "content_filter";
    }
    if (reason == "ERROR_LIMIT") {
        return "length";
    }
    return reason;
}

Usage readCohereUsage(const JsonView &json)
{
    const JsonView tokens = json["tokens"] ? json["tokens"] : json["billed_units"];
    Usage usage;
    usage.promptTokens = tokens["input_tokens"].integer();
    usage.completionTokens = tokens["output_tokens"].integer();
    if (usage.promptTokens && usage.completionTokens) {
        usage.totalTokens = *usage.promptTokens + *usage.completionTokens;
    }
    usage.cachedTokens = json["cached_tokens"].integer();
    return usage;
}

ChatResponse readCohereResponse(const JsonView &json)
{
    ChatResponse response;
    response.id = json["id"].string();
    response.choices.push_back(readChoice(json));
    JsonWriter writer;
    bool any = false;
    writer.beginObject();
    if (const JsonView usage = json["usage"]) {
        response.usage = readCohereUsage(usage);
        if (const JsonView billed = usage["billed_units"]) {
            writer.key("billed_units");
            writer.raw(billed.raw());
            any = true;
        }
    }
    writer.endObject();
    if (any) {
        response.providerSpecificFields = { writer.take() };
    }
    return response;
}

Error cohereFailure(std::string_view reason, const JsonView &said, const Target &target)
{
    Error error = makeError(reason == "ERROR" ? ErrorClass::InternalServer : ErrorClass::Timeout,
                            said.isString() ? said.string() : "Cohere ended the answer with an error.");
    error.provider = target.provider.id;
    error.model = target.model;
    return error;
}

} // namespace patchbay::wire
