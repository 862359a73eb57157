// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/interactions_reader.h"

#include "providers/wire/error_mapping.h"
#include "providers/wire/finish_reason.h"
#include "providers/wire/gemini_fields.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/response_events.h"
#include "providers/wire/responses_reader.h"
#include "providers/wire/retry_after.h"

namespace patchbay::wire {
namespace {

std::optional<std::int64_t> modality(const JsonView &details, std::string_view name)
{
    for (const JsonView detail : details.items()) {
        if (detail["modality"].is(name)) {
            return detail["tokens"].integer();
        }
    }
    return std::nullopt;
}

std::string finishOf(const JsonView &interaction, bool hasCalls)
{
    const std::string status = interaction["status"].string();
    const std::string_view word = status == "incomplete" ? "length"
        : status == "requires_action"                    ? "tool_calls"
                                                         : "stop";
    return normalisedFinish(hasCalls ? "tool_calls" : word, { hasCalls, false });
}

void appendSignature(const JsonView &signature, std::vector<StreamEvent> &events)
{
    if (signature.isString() && signature.raw() != "\"\"") {
        MessageFields fields;
        fields.providerSpecificFields = { "{\"thought_signatures\":[" + std::string(signature.raw()) + "]}" };
        events.push_back(std::move(fields));
    }
}

void appendAnnotations(const JsonView &annotations, std::vector<StreamEvent> &events)
{
    std::string list;
    for (const JsonView annotation : annotations.items()) {
        list += (list.empty() ? "" : ",") + chatAnnotation(annotation);
    }
    if (!list.empty()) {
        MessageFields fields;
        fields.annotations = { "[" + list + "]" };
        events.push_back(std::move(fields));
    }
}

// A picture or a sound in the form in which Gemini's other API has it.
void appendMedia(const JsonView &content, std::vector<StreamEvent> &events)
{
    JsonWriter writer;
    writer.beginObject();
    writer.beginObject(content["data"] ? "inlineData" : "fileData");
    writer.member("mimeType", content["mime_type"].string());
    writer.memberUnlessEmpty("data", content["data"].string());
    writer.memberUnlessEmpty("fileUri", content["uri"].string());
    writer.endObject();
    writer.endObject();
    const std::string part = writer.take();
    appendUnlessEmpty(readGeminiPart(JsonView(std::string_view(part)), 0), events);
}

void appendItem(const JsonView &item, std::vector<StreamEvent> &events)
{
    MessageFields fields;
    fields.providerSpecificFields = outputItemField(item);
    events.push_back(std::move(fields));
}

bool isMedia(const JsonView &content)
{
    const JsonView type = content["type"];
    return type.is("image") || type.is("audio") || type.is("video") || type.is("document");
}

} // namespace

bool isInteraction(const JsonView &json)
{
    return json["object"].is("interaction") || (json["status"].isString() && json["steps"].isArray());
}

Usage readInteractionUsage(const JsonView &json)
{
    Usage usage;
    usage.promptTokens = json["total_input_tokens"].integer();
    usage.reasoningTokens = json["total_thought_tokens"].integer();
    usage.completionTokens = json["total_output_tokens"].integer();
    if (usage.completionTokens && usage.reasoningTokens) {
        *usage.completionTokens += *usage.reasoningTokens;
    }
    usage.totalTokens = json["total_tokens"].integer();
    usage.cachedTokens = json["total_cached_tokens"].integer();
    usage.audioInputTokens = modality(json["input_tokens_by_modality"], "audio");
    usage.imageInputTokens = modality(json["input_tokens_by_modality"], "image");
    usage.audioOutputTokens = modality(json["output_tokens_by_modality"], "audio");
    usage.imageOutputTokens = modality(json["output_tokens_by_modality"], "image");
    return usage;
}

void InteractionsReader::takeInteraction(const JsonView &interaction, std::vector<StreamEvent> &events)
{
    start(interaction, events);
    std::int64_t index = 0;
    for (const std::string_view list : { "steps", "outputs" }) {
        for (const JsonView step : interaction[list].items()) {
            takeStep(index++, step, events);
        }
    }
    end(interaction, events);
}

void InteractionsReader::start(const JsonView &interaction, std::vector<StreamEvent> &events)
{
    if (m_started) {
        return;
    }
    m_started = true;
    StreamStarted started;
    started.id = interaction["id"].string();
    started.created = parseDate(interaction["created"].string()).value_or(m_target.now);
    started.model = interaction["model"].string();
    if (started.model.empty()) {
        started.model = m_target.model;
    }
    started.serviceTier = interaction["service_tier"].string();
    events.push_back(std::move(started));
}

void InteractionsReader::end(const JsonView &interaction, std::vector<StreamEvent> &events)
{
    if (const JsonView usage = interaction["usage"]; usage.size() > 0) {
        m_usage = readInteractionUsage(usage);
        m_usage->serviceTier = interaction["service_tier"].string();
    }
    const JsonView status = interaction["status"];
    if (m_finished) {
        return;
    }
    if (status.is("in_progress")) { // runs in the background: to be asked for by its id
        MessageFields fields;
        fields.providerSpecificFields = { R"({"status":"in_progress"})" };
        events.push_back(std::move(fields));
        return;
    }
    m_finished = true;
    m_tools.complete(events);
    events.push_back(ChoiceFinished { 0, finishOf(interaction, m_tools.any()) });
}

void InteractionsReader::takeStep(std::int64_t index, const JsonView &step, std::vector<StreamEvent> &events)
{
    const JsonView type = step["type"];
    if (type.is("user_input")) {
        return; // what was asked, not an answer
    }
    if (type.is("model_output")) {
        for (const JsonView content : step["content"].items()) {
            takeContent(content, events);
        }
    } else if (type.is("thought")) {
        takeThought(step, events);
    } else if (type.is("function_call")) {
        takeCall(index, step, events);
    } else if (type.is("text") || isMedia(step)) {
        takeContent(step, events);
    } else {
        appendItem(step, events);
    }
}

void InteractionsReader::takeContent(const JsonView &content, std::vector<StreamEvent> &events)
{
    if (isMedia(content)) {
        return appendMedia(content, events);
    }
    if (!content["text"].isString()) {
        return appendItem(content, events);
    }
    if (std::string text = content["text"].string(); !text.empty()) {
        events.push_back(TextDelta { 0, std::move(text) });
    }
    appendAnnotations(content["annotations"], events);
}

void InteractionsReader::takeThought(const JsonView &thought, std::vector<StreamEvent> &events)
{
    for (const JsonView item : thought["summary"].items()) {
        if (std::string text = item["text"].string(); !text.empty()) {
            events.push_back(ReasoningDelta { 0, std::move(text) });
        }
    }
    appendSignature(thought["signature"], events);
}

// The arguments are an object, and a text where they come in pieces.
void InteractionsReader::takeCall(std::int64_t index, const JsonView &call, std::vector<StreamEvent> &events)
{
    ToolCallTracker::Fragment fragment { index, call["id"].string(), call["name"].string(), {}, {} };
    const JsonView arguments = call["arguments"];
    if (arguments.isString()) {
        fragment.arguments = arguments.string();
    } else if (arguments.isObject() && arguments.size() > 0) {
        fragment.arguments = std::string(arguments.raw());
    }
    if (const JsonView signature = call["signature"]; signature.isString() && signature.raw() != "\"\"") {
        fragment.extra = { "{\"provider_specific_fields\":{\"thought_signature\":" + std::string(signature.raw())
                           + "}}" };
    }
    m_tools.add(std::move(fragment), events);
}

std::optional<Error> InteractionsReader::takeEvent(const JsonView &json, std::string_view eventName,
                                                   std::vector<StreamEvent> &events)
{
    const std::string named = json["event_type"].string();
    const std::string_view type = named.empty() ? eventName : std::string_view(named);
    const std::int64_t index = json["index"].integer().value_or(0);
    if (type == "step.delta" || type == "content.delta") {
        addToStep(index, json["delta"], events);
    } else if (type == "step.start" || type == "content.start") {
        takeStep(index, type == "step.start" ? json["step"] : json["content"], events);
    } else if (type == "error" || json["error"].isObject()) {
        return errorFromObject(json, m_target);
    } else if (json["interaction"].isObject()) {
        return takeState(type, json["interaction"], events);
    } else if (isInteraction(json)) {
        takeInteraction(json, events);
    }
    return std::nullopt;
}

std::optional<Error> InteractionsReader::takeState(std::string_view type, const JsonView &interaction,
                                                   std::vector<StreamEvent> &events)
{
    start(interaction, events);
    if (interaction["status"].is("failed") || interaction["status"].is("cancelled")) {
        return errorFromObject(interaction, m_target);
    }
    if (type.starts_with("interaction.complete") || interaction["status"].is("requires_action")) {
        end(interaction, events);
    }
    return std::nullopt;
}

void InteractionsReader::addToStep(std::int64_t index, const JsonView &delta, std::vector<StreamEvent> &events)
{
    const JsonView type = delta["type"];
    if (type.is("thought_signature")) {
        appendSignature(delta["signature"], events);
    } else if (type.is("thought_summary")) {
        if (std::string text = delta["content"]["text"].string(); !text.empty()) {
            events.push_back(ReasoningDelta { 0, std::move(text) });
        }
    } else if (type.is("arguments_delta") || type.is("function_call")) {
        takeCall(index, delta, events);
    } else if (type.is("text_annotation") || type.is("text_annotation_delta")) {
        appendAnnotations(delta["annotations"], events);
    } else if (type.is("text") || isMedia(delta)) {
        takeContent(delta, events);
    } else {
        appendItem(delta, events);
    }
}

} // namespace patchbay::wire
