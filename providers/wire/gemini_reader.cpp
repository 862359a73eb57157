// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/gemini_reader.h"

#include "providers/wire/finish_reason.h"
#include "providers/wire/gemini_fields.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_request_writer.h"
#include "providers/wire/response_events.h"
#include "providers/wire/retry_after.h"
#include "providers/wire/synthetic_id.h"

#include <algorithm>

namespace patchbay::wire {
namespace {

std::optional<std::int64_t> modality(const JsonView &details, std::string_view name)
{
    for (const JsonView detail : details.items()) {
        if (detail["modality"].is(name)) {
            return detail["tokenCount"].integer();
        }
    }
    return std::nullopt;
}

std::optional<std::int64_t> sum(std::optional<std::int64_t> left, std::optional<std::int64_t> right)
{
    if (!left && !right) {
        return std::nullopt;
    }
    return left.value_or(0) + right.value_or(0);
}

} // namespace

Usage readGeminiUsage(const JsonView &metadata)
{
    Usage usage;
    usage.promptTokens = metadata["promptTokenCount"].integer();
    usage.reasoningTokens = metadata["thoughtsTokenCount"].integer();
    usage.completionTokens = sum(metadata["candidatesTokenCount"].integer(), usage.reasoningTokens);
    usage.totalTokens = metadata["totalTokenCount"].integer();
    if (!usage.totalTokens && usage.promptTokens && usage.completionTokens) {
        usage.totalTokens = *usage.promptTokens + *usage.completionTokens;
    }
    usage.cachedTokens = metadata["cachedContentTokenCount"].integer();
    usage.audioInputTokens = modality(metadata["promptTokensDetails"], "AUDIO");
    usage.imageInputTokens = modality(metadata["promptTokensDetails"], "IMAGE");
    usage.audioOutputTokens = modality(metadata["candidatesTokensDetails"], "AUDIO");
    usage.imageOutputTokens = modality(metadata["candidatesTokensDetails"], "IMAGE");
    usage.serviceTier = metadata["serviceTier"].string();
    return usage;
}

void GeminiReader::take(const JsonView &outer, std::vector<StreamEvent> &events)
{
    // Code Assist and some gateways wrap the answer.
    const JsonView json = outer["response"].isObject() ? outer["response"] : outer;
    start(json, events);
    if (const JsonView metadata = json["usageMetadata"]; metadata["totalTokenCount"] || metadata["promptTokenCount"]) {
        m_usage = readGeminiUsage(metadata);
    }
    int position = 0;
    for (const JsonView candidate : json["candidates"].items()) {
        const auto index = candidate["index"].integer().value_or(position++);
        takeCandidate(candidate, static_cast<int>(std::clamp<std::int64_t>(index, 0, 1023)), events);
    }
    if (const JsonView feedback = json["promptFeedback"]; feedback["blockReason"] && m_candidates.empty()) {
        takeBlockedPrompt(feedback, events);
    }
    if (m_usage && m_searches > 0) {
        m_usage->webSearches = m_searches;
    }
}

void GeminiReader::start(const JsonView &json, std::vector<StreamEvent> &events)
{
    if (m_started) {
        return;
    }
    m_started = true;
    m_id = json["responseId"].string();
    StreamStarted started;
    started.id = m_id.empty() ? madeUpId(json.raw(), m_now) : m_id;
    started.created = parseDate(json["createTime"].string()).value_or(m_now);
    started.model = json["modelVersion"].string();
    if (started.model.empty()) {
        started.model = m_model;
    }
    started.serviceTier = json["usageMetadata"]["serviceTier"].string();
    events.push_back(std::move(started));
}

void GeminiReader::takeCandidate(const JsonView &json, int choice, std::vector<StreamEvent> &events)
{
    candidate(choice);
    for (const JsonView part : json["content"]["parts"].items()) {
        takePart(part, choice, events);
    }
    m_searches += static_cast<std::int64_t>(json["groundingMetadata"]["webSearchQueries"].size());
    appendUnlessEmpty(readGeminiFields(json, choice), events);
    const JsonView reason = json["finishReason"];
    if (!reason.isString()) {
        return;
    }
    m_finished = true;
    finishCall(candidate(choice), events);
    const ToolCallTracker &calls = candidate(choice).calls;
    std::string normalised = normalisedFinish(reason.string(), { calls.any(), false });
    events.push_back(ChoiceFinished { choice, std::move(normalised) });
}

void GeminiReader::takePart(const JsonView &part, int choice, std::vector<StreamEvent> &events)
{
    if (part["functionCall"]) {
        return takeCall(part, choice, events);
    }
    const JsonView text = part["text"];
    if (!text.isString()) {
        const bool bare = part.size() == 1 && part["thoughtSignature"];
        if (!bare) {
            appendUnlessEmpty(readGeminiPart(part, choice), events);
        }
    } else if (part["thought"].boolean().value_or(false)) {
        events.push_back(ReasoningDelta { choice, text.string() });
    } else if (text.raw() != "\"\"") {
        events.push_back(TextDelta { choice, text.string() });
    }
    if (const JsonView signature = part["thoughtSignature"]; signature && (text || part.size() == 1)) {
        MessageFields fields;
        fields.choice = choice;
        fields.providerSpecificFields = { "{\"thought_signatures\":[" + std::string(signature.raw()) + "]}" };
        events.push_back(std::move(fields));
    }
}

// A call comes whole, or opens with its name and is continued by parts without one.
void GeminiReader::takeCall(const JsonView &part, int choice, std::vector<StreamEvent> &events)
{
    Candidate &current = candidate(choice);
    const JsonView call = part["functionCall"];
    const JsonView arguments = call["args"];
    const bool continues = call["willContinue"].boolean().value_or(false);
    if (call["name"]) {
        finishCall(current, events);
        const std::int64_t position = current.callCount++;
        std::string id = call["id"].string();
        if (id.empty()) {
            // Without an id of the answer its moment and the call tell it from those of other answers.
            id = syntheticCallId(m_id.empty() ? std::to_string(m_now) + std::string(call.raw()) : m_id, position);
        }
        JsonText extra;
        if (const JsonView signature = part["thoughtSignature"]; signature) {
            extra = { "{\"provider_specific_fields\":{\"thought_signature\":" + std::string(signature.raw()) + "}}" };
        }
        const std::string whole = arguments.isObject() ? std::string(arguments.raw()) : continues ? "" : "{}";
        current.calls.add({ position, std::move(id), call["name"].string(), whole, std::move(extra) }, events);
        if (continues && whole.empty()) {
            current.partial.emplace();
        }
    }
    if (current.partial) {
        for (const JsonView value : call["partialArgs"].items()) {
            current.partial->add(value);
        }
    }
    if (!continues) {
        finishCall(current, events);
    }
}

void GeminiReader::finishCall(Candidate &current, std::vector<StreamEvent> &events)
{
    if (current.partial) {
        current.calls.add({ current.callCount - 1, {}, {}, current.partial->json(), {} }, events);
        current.partial.reset();
    }
}

void GeminiReader::takeBlockedPrompt(const JsonView &feedback, std::vector<StreamEvent> &events)
{
    MessageFields fields;
    fields.providerSpecificFields = { "{\"prompt_feedback\":" + std::string(feedback.raw()) + "}" };
    events.push_back(std::move(fields));
    events.push_back(ChoiceFinished { 0, "content_filter" });
    m_finished = true;
}

} // namespace patchbay::wire
