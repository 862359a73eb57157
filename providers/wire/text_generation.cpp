// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/text_generation.h"

#include "providers/wire/bedrock_response.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/finish_reason.h"
#include "providers/wire/openai_message_reader.h"
#include "providers/wire/openai_response_reader.h"
#include "providers/wire/synthetic_id.h"

namespace patchbay::wire {
namespace {

std::string_view plainReason(std::string_view reason)
{
    return reason == "eos_token" || reason == "stop_sequence" ? std::string_view("stop") : reason;
}

Usage usageIn(const JsonView &details)
{
    Usage usage;
    usage.completionTokens = details["generated_tokens"].integer();
    usage.promptTokens = details["prefill"].isArray() && details["prefill"].size() > 0
        ? std::optional(static_cast<std::int64_t>(details["prefill"].size()))
        : details["input_length"].integer();
    if (usage.promptTokens && usage.completionTokens) {
        usage.totalTokens = *usage.promptTokens + *usage.completionTokens;
    }
    return usage;
}

// Cloudflare's calls have no id, and their members no "function" around them.
ToolCall readCall(const JsonView &json, std::string_view answer, std::int64_t position)
{
    ToolCall call = readToolCall(json);
    call.extra = {};
    if (call.name.empty()) {
        const JsonView arguments = json["arguments"];
        call.name = json["name"].string();
        call.arguments = arguments.isString() ? arguments.string() : std::string(arguments ? arguments.raw() : "{}");
    }
    if (call.id.empty()) {
        call.id = syntheticCallId(answer, position);
    }
    return call;
}

// With a schema asked for, Cloudflare's "response" is the object itself.
std::optional<std::string> responseText(const JsonView &response)
{
    if (response.isString()) {
        return response.string();
    }
    return response.isObject() || response.isArray() ? std::optional<std::string>(response.raw()) : std::nullopt;
}

class GenerationStream final : public JsonStreamDecoder {
public:
    GenerationStream(const Target &target, StreamLimits limits, Framing framing)
        : JsonStreamDecoder(target, limits, framing)
    {
    }

private:
    void take(const JsonView &json, std::string_view, std::vector<StreamEvent> &events) override
    {
        if (json["error"]) {
            return fail(errorFromObject(json, target()), events);
        }
        m_reader.take(json, target(), events);
    }

    void close(bool complete, std::vector<StreamEvent> &events) override { m_reader.close(complete, events); }
    // DJL's lines simply end.
    bool complete() const override { return m_reader.finished() || m_reader.said(); }

    GenerationReader m_reader;
};

} // namespace

bool isRefusal(const JsonView &json)
{
    return !json["success"].boolean().value_or(true) && json["errors"].size() > 0;
}

JsonView unwrappedResult(const JsonView &json)
{
    const JsonView result = json["result"];
    return result.isObject() && json["success"].boolean().value_or(false) ? result : json;
}

std::optional<ChatResponse> readGeneratedText(const JsonView &json, const Target &target)
{
    const JsonView first = json.isArray() ? json.at(0) : json;
    const JsonView one = first.isArray() ? first.at(0) : first;
    std::optional<std::string> text;
    for (const std::string_view name : { "generated_text", "generation", "outputs", "output" }) {
        const JsonView value = one[name].isArray() ? one[name].at(0) : one[name];
        if (!text && value.isString()) {
            text = value.string();
        }
    }
    text = text ? text : responseText(one["response"]);
    const JsonView calls = one["tool_calls"];
    if (!text && calls.size() == 0) {
        return std::nullopt;
    }
    ChatResponse answer;
    answer.id = madeUpId(json.raw(), target.now);
    answer.created = target.now;
    answer.model = target.model;
    Choice &choice = answer.choices.emplace_back();
    for (const JsonView call : calls.items()) {
        choice.toolCalls.push_back(readCall(call, answer.id, static_cast<std::int64_t>(choice.toolCalls.size())));
    }
    choice.content = std::move(text);
    const std::string reason = one["details"]["finish_reason"].string();
    choice.finishReason =
        normalisedFinish(reason.empty() ? "stop" : plainReason(reason), { !choice.toolCalls.empty(), false });
    if (const Usage usage = usageIn(one["details"]); usage.completionTokens) {
        answer.usage = usage;
    } else if (one["usage"].isObject()) {
        answer.usage = readOpenAiUsage(one["usage"]);
    }
    return answer;
}

bool GenerationReader::knows(const JsonView &json)
{
    // An event of the Responses API has a "response" too, and a type.
    const bool response = json["response"].kind() != JsonKind::Absent && !json["type"] && !json["object"];
    return json["token"].isObject() || json["generated_text"].isString() || response;
}

void GenerationReader::take(const JsonView &json, const Target &target, std::vector<StreamEvent> &events)
{
    if (m_id.empty()) {
        m_id = madeUpId(json.raw(), target.now);
        events.push_back(StreamStarted { m_id, target.now, target.model, {}, {} });
    }
    const JsonView token = json["token"];
    if (token && !token["special"].boolean().value_or(false)) {
        say(token["text"].string(), events);
    }
    for (const JsonView piece : json["outputs"].items()) {
        say(piece.string(), events);
    }
    say(responseText(json["response"]).value_or(std::string()), events);
    takeCalls(json["tool_calls"], events);
    const bool whole = json["generated_text"].isString() || json["generation"].isString();
    if (whole && !m_said) {
        say((json["generated_text"].isString() ? json["generated_text"] : json["generation"]).string(), events);
    }
    if (const JsonView details = json["details"]; details.isObject()) {
        m_reason = plainReason(details["finish_reason"].string());
        m_usage = usageIn(details);
    } else if (json["usage"].isObject()) {
        m_usage = readOpenAiUsage(json["usage"]);
    }
    m_finished = m_finished || whole;
}

void GenerationReader::takeCalls(const JsonView &json, std::vector<StreamEvent> &events)
{
    for (const JsonView item : json.items()) {
        ToolCall call = readCall(item, m_id, m_calls);
        events.push_back(
            ToolCallDelta { 0, m_calls++, std::move(call.id), std::move(call.name), std::move(call.arguments), {} });
    }
}

void GenerationReader::say(std::string text, std::vector<StreamEvent> &events)
{
    if (!text.empty() && text != "<|endoftext|>") {
        m_said = true;
        events.push_back(TextDelta { 0, std::move(text) });
    }
}

void GenerationReader::close(bool complete, std::vector<StreamEvent> &events)
{
    if (complete) {
        const std::string_view reason = m_reason.empty() ? std::string_view("stop") : m_reason;
        events.push_back(ChoiceFinished { 0, normalisedFinish(reason, { m_calls > 0, false }) });
    }
    if (m_usage) {
        events.push_back(UsageReport { *m_usage });
    }
}

std::unique_ptr<StreamDecoder> makeGenerationStream(const Target &target, StreamLimits limits,
                                                    JsonStreamDecoder::Framing framing)
{
    return std::make_unique<GenerationStream>(target, limits, framing);
}

} // namespace patchbay::wire
