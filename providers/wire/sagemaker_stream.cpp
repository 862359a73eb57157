// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/sagemaker_stream.h"

#include "providers/wire/aws_event_stream.h"
#include "providers/wire/bedrock_error.h"
#include "providers/wire/bedrock_response.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/finish_reason.h"
#include "providers/wire/json_stream_decoder.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_stream.h"
#include "providers/wire/synthetic_id.h"

namespace patchbay::wire {
namespace {

std::string_view plainReason(std::string_view reason)
{
    return reason == "eos_token" ? std::string_view("stop") : reason;
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

// Text generation's events, one token each; the last has the whole text and the reason.
class GenerationStream final : public JsonStreamDecoder {
public:
    using JsonStreamDecoder::Framing;
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
        if (!m_started) {
            m_started = true;
            events.push_back(StreamStarted { madeUpId(json.raw(), target().now), target().now, target().model, {}, {} });
        }
        const JsonView token = json["token"];
        if (token && !token["special"].boolean().value_or(false)) {
            say(token["text"].string(), events);
        }
        for (const JsonView piece : json["outputs"].items()) {
            say(piece.string(), events);
        }
        const bool whole = json["generated_text"].isString() || json["generation"].isString();
        if (whole && !m_said) {
            say((json["generated_text"].isString() ? json["generated_text"] : json["generation"]).string(), events);
        }
        if (const JsonView details = json["details"]; details.isObject()) {
            m_reason = plainReason(details["finish_reason"].string());
            m_usage = usageIn(details);
        }
        m_finished = m_finished || whole;
    }

    void say(std::string text, std::vector<StreamEvent> &events)
    {
        if (!text.empty() && text != "<|endoftext|>") {
            m_said = true;
            events.push_back(TextDelta { 0, std::move(text) });
        }
    }

    void close(bool complete, std::vector<StreamEvent> &events) override
    {
        if (complete) {
            events.push_back(ChoiceFinished { 0, normalisedFinish(m_reason.empty() ? "stop" : m_reason, {}) });
        }
        if (m_usage) {
            events.push_back(UsageReport { *m_usage });
        }
    }
    // DJL's lines simply end.
    bool complete() const override { return m_finished || m_said; }

    bool m_started = false;
    bool m_said = false;
    bool m_finished = false;
    std::string m_reason;
    std::optional<Usage> m_usage;
};

// The frames' payloads are one text, cut anywhere; which it is shows at its beginning.
class SageMakerStream final : public StreamDecoder {
public:
    SageMakerStream(const Target &target, StreamLimits limits)
        : m_target(target)
        , m_limits(limits)
    {
    }

    Result<void> feed(std::string_view bytes, std::vector<StreamEvent> &events) override
    {
        if (m_failure) {
            return std::unexpected(*m_failure);
        }
        Result<void> fed = m_frames.feed(bytes, [&](const AwsMessage &message) { return take(message, events); });
        return fed ? fed : failed(std::move(fed.error()));
    }

    Result<void> finish(std::vector<StreamEvent> &events) override
    {
        if (m_failure) {
            return std::unexpected(*m_failure);
        }
        if (m_ended) {
            return {};
        }
        if (Result<void> whole = m_frames.finish(); !whole) {
            return failed(cutStream(m_target, whole.error().offset.value_or(0)));
        }
        if (!m_inner && m_held.empty()) {
            return failed(cutStream(m_target, m_frames.offset()));
        }
        Result<void> begun = m_inner ? Result<void>() : begin(events);
        Result<void> finished = begun ? m_inner->finish(events) : begun;
        return finished ? finished : failed(std::move(finished.error()));
    }

private:
    Result<void> failed(Error error)
    {
        m_failure = std::move(error);
        m_failure->provider = m_target.provider.id;
        m_failure->model = m_target.model;
        return std::unexpected(*m_failure);
    }

    Result<void> take(const AwsMessage &message, std::vector<StreamEvent> &events)
    {
        const std::string_view kind = message.text(":message-type");
        if (m_ended) {
            return {};
        }
        if (kind == "exception" || kind == "error") {
            m_ended = true;
            const std::string_view type = message.text(kind == "error" ? ":error-code" : ":exception-type");
            events.push_back(StreamFailed { bedrockStreamError(type, std::string(message.payload), m_target) });
            return {};
        }
        if (m_inner) {
            return m_inner->feed(message.payload, events);
        }
        m_held += message.payload;
        const bool shown = m_held.contains('\n') && m_held.find_first_not_of(" \r\n\t") != std::string::npos;
        if (m_held.size() > m_limits.maximumLine) {
            return std::unexpected(malformedAnswer(m_target, "the stream holds a line that is too long",
                                                   m_frames.offset()));
        }
        return shown ? begin(events) : Result<void>();
    }

    Result<void> begin(std::vector<StreamEvent> &events)
    {
        using Framing = GenerationStream::Framing;
        if (m_held.contains("\"choices\"")) {
            m_inner = makeOpenAiStream(m_target, m_limits);
        } else {
            const std::size_t first = m_held.find_first_not_of(" \r\n\t");
            const bool lines = first != std::string::npos && (m_held[first] == '{' || m_held[first] == '[');
            m_inner = std::make_unique<GenerationStream>(m_target, m_limits,
                                                         lines ? Framing::Lines : Framing::ServerSentEvents);
        }
        const std::string held = std::exchange(m_held, {});
        return m_inner->feed(held, events);
    }

    Target m_target;
    StreamLimits m_limits;
    AwsEventStreamParser m_frames;
    std::unique_ptr<StreamDecoder> m_inner;
    std::string m_held; // until its kind is known
    bool m_ended = false;
    std::optional<Error> m_failure;
};

} // namespace

std::unique_ptr<StreamDecoder> makeSageMakerStream(const Target &target, StreamLimits limits)
{
    return std::make_unique<SageMakerStream>(target, limits);
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
    if (!text) {
        return std::nullopt;
    }
    ChatResponse answer;
    answer.created = target.now;
    answer.model = target.model;
    Choice &choice = answer.choices.emplace_back();
    choice.content = std::move(text);
    const std::string reason = one["details"]["finish_reason"].string();
    choice.finishReason = normalisedFinish(reason.empty() ? "stop" : plainReason(reason), {});
    if (const Usage usage = usageIn(one["details"]); usage.completionTokens) {
        answer.usage = usage;
    }
    return answer;
}

} // namespace patchbay::wire
