// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/cohere_response.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/finish_reason.h"
#include "providers/wire/json_stream_decoder.h"
#include "providers/wire/response_events.h"
#include "providers/wire/tool_call_tracker.h"

namespace patchbay::wire {
namespace {

class CohereStream final : public JsonStreamDecoder {
public:
    CohereStream(const Target &target, StreamLimits limits)
        : JsonStreamDecoder(target, limits, Framing::ServerSentEvents)
    {
    }

private:
    void take(const JsonView &json, std::string_view eventName, std::vector<StreamEvent> &events) override
    {
        const std::string named = json["type"].string();
        const std::string_view type = named.empty() ? eventName : std::string_view(named);
        if (type.empty()) {
            return takeWithoutType(json, events);
        }
        const JsonView message = json["delta"]["message"];
        if (type == "message-start") {
            start(json["id"].string(), events);
        } else if (type == "content-start" || type == "content-delta") {
            takeContent(message["content"], events);
        } else if (type == "tool-plan-delta") {
            takeReasoning(message["tool_plan"].string(), events);
        } else if (type == "tool-call-start" || type == "tool-call-delta") {
            takeToolCall(json["index"].integer().value_or(0), message["tool_calls"], events);
        } else if (type == "citation-start") {
            takeCitation(message["citations"], events);
        } else if (type == "message-end") {
            takeEnd(json, events);
        } else if (type == "error") {
            fail(errorFromObject(json, target()), events);
        }
    }

    void start(std::string id, std::vector<StreamEvent> &events)
    {
        if (!m_started) {
            m_started = true;
            events.push_back(StreamStarted { std::move(id), target().now, target().model, {}, {} });
        }
    }

    // An error, or the answer as a whole.
    void takeWithoutType(const JsonView &json, std::vector<StreamEvent> &events)
    {
        if (!json["message"].isObject()) {
            return fail(errorFromObject(json, target()), events);
        }
        ChatResponse response = readCohereResponse(json);
        response.created = target().now;
        response.model = target().model;
        m_started = true;
        m_usage = response.usage;
        m_finished = m_reported = true;
        appendEvents(response, events);
    }

    void takeContent(const JsonView &content, std::vector<StreamEvent> &events)
    {
        start({}, events);
        takeReasoning(content["thinking"].string(), events);
        if (std::string text = content["text"].string(); !text.empty()) {
            events.push_back(TextDelta { 0, std::move(text) });
        }
    }

    static void takeReasoning(std::string text, std::vector<StreamEvent> &events)
    {
        if (!text.empty()) {
            events.push_back(ReasoningDelta { 0, std::move(text) });
        }
    }

    void takeToolCall(std::int64_t index, const JsonView &calls, std::vector<StreamEvent> &events)
    {
        const JsonView call = calls.isArray() ? calls.at(0) : calls;
        const JsonView function = call["function"];
        m_tools.add({ index, call["id"].string(), function["name"].string(), function["arguments"].string(), {} },
                    events);
    }

    static void takeCitation(const JsonView &citation, std::vector<StreamEvent> &events)
    {
        if (citation) {
            const std::string items(citation.raw());
            MessageFields fields;
            fields.providerSpecificFields = { R"({"citations":)" + (citation.isArray() ? items : "[" + items + "]")
                                              + "}" };
            events.push_back(std::move(fields));
        }
    }

    void takeEnd(const JsonView &json, std::vector<StreamEvent> &events)
    {
        const JsonView delta = json["delta"];
        m_reason = delta["finish_reason"].string();
        if (const JsonView usage = delta["usage"]) {
            m_usage = readCohereUsage(usage);
        }
        if (m_reason == "ERROR" || m_reason == "TIMEOUT") {
            return fail(cohereFailure(m_reason, delta["error"], target()), events);
        }
        m_finished = true;
        end(events);
    }

    void close(bool complete, std::vector<StreamEvent> &events) override
    {
        if (complete && !m_reported) {
            m_tools.complete(events);
            events.push_back(
                ChoiceFinished { 0, normalisedFinish(plainCohereReason(m_reason), { m_tools.any(), false }) });
        }
        if (m_usage) {
            events.push_back(UsageReport { *m_usage });
        }
    }

    bool complete() const override { return m_finished; }

    bool m_started = false;
    bool m_finished = false;
    bool m_reported = false;
    std::string m_reason;
    ToolCallTracker m_tools { 0 };
    std::optional<Usage> m_usage;
};

} // namespace

std::unique_ptr<StreamDecoder> makeCohereStream(const Target &target, StreamLimits limits)
{
    return std::make_unique<CohereStream>(target, limits);
}

} // namespace patchbay::wire
