// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/replicate_stream.h"

#include "providers/wire/error_mapping.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/response_events.h"
#include "providers/wire/retry_after.h"
#include "providers/wire/scrub.h"
#include "providers/wire/sse.h"
#include "providers/core/utf8.h"

namespace patchbay::wire {
namespace {

class ReplicateStream final : public StreamDecoder {
public:
    ReplicateStream(const Target &target, StreamLimits limits)
        : m_target(target)
        , m_limits(limits)
        , m_parser(limits)
    {
    }

    Result<void> feed(std::string_view bytes, std::vector<StreamEvent> &events) override
    {
        if (m_failure) {
            return std::unexpected(*m_failure);
        }
        if (m_mode == Mode::Unknown) {
            detect(bytes);
        }
        Result<void> result;
        if (m_mode == Mode::Whole) {
            result = keep(bytes);
        } else {
            result = m_parser.feed(bytes, [&](const SseEvent &event) { return take(event, events); });
        }
        m_fed += bytes.size();
        return result ? result : failed(result.error());
    }

    Result<void> finish(std::vector<StreamEvent> &events) override
    {
        if (m_failure) {
            return std::unexpected(*m_failure);
        }
        Result<void> last;
        if (m_mode == Mode::Whole) {
            last = takeWhole(events);
        } else {
            last = m_parser.finish([&](const SseEvent &event) { return take(event, events); });
        }
        if (!last) {
            return failed(last.error());
        }
        return m_ended ? Result<void>() : failed(cutStream(m_target, m_fed));
    }

private:
    enum class Mode { Unknown, Events, Whole };

    void detect(std::string_view bytes)
    {
        if (const std::size_t first = bytes.find_first_not_of(" \t\r\n"); first != std::string_view::npos) {
            m_mode = bytes[first] == '{' ? Mode::Whole : Mode::Events;
        }
    }

    Result<void> failed(Error error)
    {
        m_failure = std::move(error);
        m_failure->provider = m_target.provider.id;
        m_failure->model = m_target.model;
        return std::unexpected(*m_failure);
    }

    Result<void> keep(std::string_view bytes)
    {
        if (m_held.size() + bytes.size() > m_limits.maximumEvent) {
            return std::unexpected(malformedAnswer(m_target, "the answer is too long", m_fed));
        }
        m_held += bytes;
        return {};
    }

    void start(std::vector<StreamEvent> &events)
    {
        if (!m_started) {
            m_started = true;
            events.push_back(StreamStarted { {}, m_target.now, m_target.model, {}, {} });
        }
    }

    Result<void> take(const SseEvent &event, std::vector<StreamEvent> &events)
    {
        if (m_ended) {
            return {};
        }
        if (event.event == "output") {
            start(events);
            if (!event.data.empty()) {
                events.push_back(TextDelta { 0, repairedUtf8(event.data) });
            }
        } else if (event.event == "error") {
            fail(event.data, events);
        } else if (event.event == "done") {
            end(event.data, events);
        }
        return {};
    }

    // "done" tells the reason where it was not the end of the text.
    void end(std::string_view data, std::vector<StreamEvent> &events)
    {
        const std::expected<JsonView, JsonError> json = parseJson(data);
        const std::string reason = json ? (*json)["reason"].string() : std::string();
        if (reason == "error" || reason == "canceled") {
            return fail(data, events);
        }
        start(events);
        m_ended = true;
        events.push_back(ChoiceFinished { 0, "stop" });
    }

    void fail(std::string_view data, std::vector<StreamEvent> &events)
    {
        m_ended = true;
        const std::expected<JsonView, JsonError> json = parseJson(data);
        if (json && json->isObject() && !(*json)["reason"]) {
            events.push_back(StreamFailed { errorFromObject(*json, m_target) });
            return;
        }
        Error error = makeError(ErrorClass::InternalServer, "The prediction failed.");
        if (!json) {
            error.message += " " + scrubbed(repairedUtf8(data));
        }
        error.provider = m_target.provider.id;
        error.model = m_target.model;
        events.push_back(StreamFailed { std::move(error) });
    }

    Result<void> takeWhole(std::vector<StreamEvent> &events)
    {
        const std::expected<JsonView, JsonError> json = parseJson(m_held);
        if (!json) {
            return std::unexpected(cutStream(m_target, m_fed));
        }
        m_ended = true;
        Result<ChatResponse> answer = readPrediction(*json, m_target);
        if (!answer) {
            events.push_back(StreamFailed { std::move(answer.error()) });
            return {};
        }
        appendEvents(*answer, events);
        if (answer->usage) {
            events.push_back(UsageReport { *answer->usage });
        }
        return {};
    }

    Target m_target;
    StreamLimits m_limits;
    SseParser m_parser;
    Mode m_mode = Mode::Unknown;
    std::string m_held;
    std::uint64_t m_fed = 0;
    bool m_started = false;
    bool m_ended = false;
    std::optional<Error> m_failure;
};

// A text, the pieces of one, or what else a model gives, as JSON.
std::string outputText(const JsonView &output)
{
    if (output.isString()) {
        return output.string();
    }
    std::string text;
    for (const JsonView piece : output.items()) {
        text += piece.isString() ? piece.string() : std::string(piece.raw());
    }
    return output.isObject() ? std::string(output.raw()) : text;
}

Usage usageOf(const JsonView &metrics)
{
    Usage usage;
    usage.promptTokens = metrics["input_token_count"].integer();
    usage.completionTokens = metrics["output_token_count"].integer();
    if (usage.promptTokens && usage.completionTokens) {
        usage.totalTokens = *usage.promptTokens + *usage.completionTokens;
    }
    return usage;
}

} // namespace

bool isPredictionRunning(const JsonView &json)
{
    return json["status"].is("starting") || json["status"].is("processing") || json["status"].is("queued");
}

Result<ChatResponse> readPrediction(const JsonView &json, const Target &target)
{
    if (json["status"].is("failed") || json["status"].is("canceled") || json["status"].is("aborted")) {
        Error error = makeError(ErrorClass::InternalServer, "The prediction has the status \""
                                    + json["status"].string() + "\".");
        if (const std::string said = json["error"].string(); !said.empty()) {
            error.message = scrubbed(said);
        }
        error.provider = target.provider.id;
        error.model = target.model;
        return std::unexpected(std::move(error));
    }
    if (isPredictionRunning(json) && !json["output"]) {
        Error error = makeError(ErrorClass::Timeout, "The prediction is not done: it has the status \""
                                    + json["status"].string() + "\".");
        error.provider = target.provider.id;
        error.model = target.model;
        error.remedy = "Ask for it again at " + scrubbed(json["urls"]["get"].string()) + ".";
        return std::unexpected(std::move(error));
    }
    if (!json["output"] && !json["status"].is("succeeded")) {
        return std::unexpected(malformedAnswer(target, "it is no prediction", 0));
    }
    ChatResponse answer;
    answer.id = json["id"].string();
    answer.created = parseDate(json["created_at"].string()).value_or(target.now);
    answer.model = target.model;
    Choice &choice = answer.choices.emplace_back();
    choice.content = outputText(json["output"]);
    choice.finishReason = isPredictionRunning(json) ? "" : "stop";
    if (const JsonView metrics = json["metrics"]; metrics["input_token_count"] || metrics["output_token_count"]) {
        answer.usage = usageOf(metrics);
    }
    if (const JsonView metrics = json["metrics"]; metrics.size() > 0) {
        answer.providerSpecificFields = { "{\"metrics\":" + std::string(metrics.raw()) + "}" };
    }
    return answer;
}

std::unique_ptr<StreamDecoder> makeReplicateStream(const Target &target, StreamLimits limits)
{
    return std::make_unique<ReplicateStream>(target, limits);
}

} // namespace patchbay::wire
