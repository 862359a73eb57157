// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/ollama_reader.h"

#include "providers/wire/finish_reason.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_response_reader.h"
#include "providers/wire/response_events.h"
#include "providers/wire/retry_after.h"
#include "providers/wire/synthetic_id.h"

#include <array>

namespace patchbay::wire {
namespace {

void append(ThinkSplitter::Pieces pieces, std::vector<StreamEvent> &events)
{
    if (!pieces.reasoning.empty()) {
        events.push_back(ReasoningDelta { 0, std::move(pieces.reasoning) });
    }
    if (!pieces.text.empty()) {
        events.push_back(TextDelta { 0, std::move(pieces.text) });
    }
}

// How long loading and evaluating took, in nanoseconds.
JsonText durationsOf(const JsonView &json)
{
    static constexpr std::array<std::string_view, 4> names { "total_duration", "load_duration", "prompt_eval_duration",
                                                             "eval_duration" };
    JsonWriter writer;
    bool any = false;
    writer.beginObject();
    for (const std::string_view name : names) {
        if (const JsonView value = json[name]; value.isNumber()) {
            writer.key(name);
            writer.raw(value.raw());
            any = true;
        }
    }
    writer.endObject();
    return any ? JsonText { writer.take() } : JsonText {};
}

Usage usageOf(const JsonView &json)
{
    Usage usage;
    usage.promptTokens = json["prompt_eval_count"].integer();
    usage.completionTokens = json["eval_count"].integer();
    if (usage.promptTokens && usage.completionTokens) {
        usage.totalTokens = *usage.promptTokens + *usage.completionTokens;
    }
    return usage;
}

} // namespace

void OllamaReader::start(const JsonView &json, std::vector<StreamEvent> &events)
{
    if (m_started) {
        return;
    }
    m_started = true;
    m_moment = json["created_at"].string();
    StreamStarted started;
    started.id = "ollama-" + (m_moment.empty() ? std::to_string(m_now) : m_moment);
    started.created = parseDate(m_moment).value_or(m_now);
    started.model = json["model"].string();
    if (started.model.empty()) {
        started.model = m_model;
    }
    events.push_back(std::move(started));
}

void OllamaReader::take(const JsonView &json, std::vector<StreamEvent> &events)
{
    start(json, events);
    takeMessage(json, events);
    if (json["done"].boolean().value_or(false)) {
        takeEnd(json, events);
    }
}

void OllamaReader::takeMessage(const JsonView &json, std::vector<StreamEvent> &events)
{
    const JsonView message = json["message"];
    if (std::string reasoning = readReasoning(message ? message : json); !reasoning.empty()) {
        events.push_back(ReasoningDelta { 0, std::move(reasoning) });
    }
    const JsonView text = message ? message["content"] : json["response"]; // /api/generate answers so
    if (text.isString()) {
        append(m_splitter.add(text.string()), events);
    }
    for (const JsonView call : message["tool_calls"].items()) {
        const JsonView function = call["function"];
        const JsonView arguments = function["arguments"];
        const std::int64_t position = m_callCount++;
        std::string id = call["id"].string();
        if (id.empty()) {
            id = syntheticCallId(m_moment, position);
        }
        m_calls.add({ position, std::move(id), function["name"].string(),
                      arguments.isString() ? arguments.string() : std::string(arguments ? arguments.raw() : "{}"), {} },
                    events);
    }
    MessageFields fields;
    fields.images = filledArray(message["images"]);
    if (const JsonView logprobs = json["logprobs"]; logprobs.size() > 0) {
        fields.logprobs = { "{\"content\":" + std::string(logprobs.raw()) + "}" };
    }
    appendUnlessEmpty(std::move(fields), events);
}

void OllamaReader::takeEnd(const JsonView &json, std::vector<StreamEvent> &events)
{
    append(m_splitter.finish(), events);
    m_calls.complete(events);
    m_finished = true;
    m_usage = usageOf(json);
    if (JsonText durations = durationsOf(json); !durations.empty()) {
        MessageFields fields;
        fields.providerSpecificFields = std::move(durations);
        events.push_back(std::move(fields));
    }
    const std::string reason = json["done_reason"].string();
    if (!knownFinish(reason)) {
        MessageFields fields;
        fields.providerSpecificFields = { R"({"native_finish_reason":)" + std::string(json["done_reason"].raw()) + "}" };
        events.push_back(std::move(fields));
    }
    events.push_back(
        ChoiceFinished { 0, normalisedFinish(reason.empty() ? "stop" : reason, { m_calls.any(), false }) });
}

void OllamaReader::close(std::vector<StreamEvent> &events)
{
    append(m_splitter.finish(), events);
}

} // namespace patchbay::wire
