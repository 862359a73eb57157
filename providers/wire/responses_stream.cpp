// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/responses_stream.h"

#include "providers/wire/error_mapping.h"
#include "providers/wire/finish_reason.h"
#include "providers/wire/json_stream_decoder.h"
#include "providers/wire/response_events.h"
#include "providers/wire/responses_reader.h"
#include "providers/wire/tool_call_tracker.h"

#include <algorithm>

namespace patchbay::wire {
namespace {

class ResponsesStream final : public JsonStreamDecoder {
public:
    ResponsesStream(const Target &target, StreamLimits limits)
        : JsonStreamDecoder(target, limits, Framing::ServerSentEvents)
    {
    }

private:
    // What has arrived of an item, so that its end adds only what did not come in deltas.
    struct Item {
        std::int64_t index = 0;
        std::int64_t number = 0; // among the items of all responses
        std::string text;
        bool hasReasoning = false;
        bool hasArguments = false;
        bool isCustom = false;
    };

    void take(const JsonView &json, std::string_view eventName, std::vector<StreamEvent> &events) override
    {
        const std::string named = json["type"].string();
        const std::string_view type = named.empty() ? eventName : std::string_view(named);
        if (type == "response.output_text.delta") {
            takeText(json, events);
        } else if (type == "response.refusal.delta") {
            events.push_back(RefusalDelta { 0, json["delta"].string() });
        } else if (type == "response.reasoning_summary_text.delta" || type == "response.reasoning_text.delta") {
            takeReasoning(json, events);
        } else if (type == "response.function_call_arguments.delta"
                   || type == "response.custom_tool_call_input.delta") {
            takeArguments(json, events);
        } else if (type == "response.output_item.added") {
            startItem(json, events);
        } else if (type == "response.output_item.done") {
            endItem(json, events);
        } else if (type == "response.output_text.annotation.added") {
            MessageFields fields;
            fields.annotations = { "[" + chatAnnotation(json["annotation"]) + "]" };
            events.push_back(std::move(fields));
        } else {
            takeState(type, json, events);
        }
    }

    void takeState(std::string_view type, const JsonView &json, std::vector<StreamEvent> &events)
    {
        if (type == "response.created" || type == "response.in_progress" || type == "response.queued") {
            begin(json["response"], events);
        } else if (type == "response.completed" || type == "response.incomplete") {
            finishWith(json["response"], events);
        } else if (type == "response.failed") {
            start(json["response"], events);
            fail(errorFromObject(json["response"], target()), events);
        } else if (type == "error" || json["error"].isObject()) {
            fail(errorFromObject(json, target()), events);
        } else if (type == "response" || json["object"].is("response")) {
            takeWhole(json, events);
        }
    }

    // A recording may hold several responses; what they say follows on.
    void begin(const JsonView &response, std::vector<StreamEvent> &events)
    {
        start(response, events);
        if (std::string id = response["id"].string(); id != m_id) {
            m_id = std::move(id);
            m_items.clear();
            m_finished = false;
        }
    }

    void start(const JsonView &response, std::vector<StreamEvent> &events)
    {
        if (!m_started) {
            m_started = true;
            const std::string model = response["model"].string();
            events.push_back(StreamStarted { response["id"].string(),
                                             response["created_at"].integer().value_or(target().now),
                                             model.empty() ? target().model : model,
                                             {},
                                             response["service_tier"].string() });
        }
    }

    void takeWhole(const JsonView &json, std::vector<StreamEvent> &events)
    {
        const ChatResponse response = readResponsesAnswer(json);
        m_started = m_finished = true;
        m_usage = response.usage;
        appendEvents(response, events);
    }

    Item &itemOf(const JsonView &json)
    {
        const std::int64_t index = json["output_index"].integer().value_or(0);
        // The newest is the likeliest.
        const auto found = std::ranges::find(m_items.rbegin(), m_items.rend(), index, &Item::index);
        if (found != m_items.rend()) {
            return *found;
        }
        m_items.emplace_back();
        m_items.back().index = index;
        m_items.back().number = m_itemCount++;
        return m_items.back();
    }

    void takeText(const JsonView &json, std::vector<StreamEvent> &events)
    {
        addText(json["delta"].string(), itemOf(json), events);
    }

    static void addText(std::string text, Item &item, std::vector<StreamEvent> &events)
    {
        if (!text.empty()) {
            item.text += text;
            events.push_back(TextDelta { 0, std::move(text) });
        }
    }

    void takeReasoning(const JsonView &json, std::vector<StreamEvent> &events)
    {
        itemOf(json).hasReasoning = true;
        if (std::string text = json["delta"].string(); !text.empty()) {
            events.push_back(ReasoningDelta { 0, std::move(text) });
        }
    }

    void takeArguments(const JsonView &json, std::vector<StreamEvent> &events)
    {
        Item &item = itemOf(json);
        item.hasArguments = true;
        m_tools.add({ item.number, {}, {}, json["delta"].string(), {} }, events);
    }

    void startItem(const JsonView &json, std::vector<StreamEvent> &events)
    {
        const JsonView item = json["item"];
        if (!item["type"].is("function_call") && !item["type"].is("custom_tool_call")) {
            return;
        }
        Item &known = itemOf(json);
        known.isCustom = item["type"].is("custom_tool_call");
        m_tools.add({ known.number,
                      item["call_id"].string(),
                      item["name"].string(),
                      {},
                      { known.isCustom ? R"({"type":"custom"})" : "" } },
                    events);
    }

    // Servers that send no deltas, or not all of them, hand over their items whole.
    void endItem(const JsonView &json, std::vector<StreamEvent> &events)
    {
        const JsonView item = json["item"];
        Item &known = itemOf(json);
        if (item["type"].is("message")) {
            std::string whole;
            for (const JsonView part : item["content"].items()) {
                whole += part["text"].string();
            }
            if (whole.starts_with(known.text)) {
                addText(whole.substr(known.text.size()), known, events);
            }
        } else if (item["type"].is("reasoning")) {
            endReasoning(item, known, events);
        } else if (item["type"].is("function_call") || item["type"].is("custom_tool_call")) {
            const std::string arguments = item[item["type"].is("function_call") ? "arguments" : "input"].string();
            m_tools.add({ known.number,
                          item["call_id"].string(),
                          item["name"].string(),
                          known.hasArguments ? std::string() : arguments,
                          {} },
                        events);
        } else {
            addItem(item, events);
        }
    }

    static void addItem(const JsonView &item, std::vector<StreamEvent> &events)
    {
        MessageFields fields;
        fields.providerSpecificFields = outputItemField(item);
        events.push_back(std::move(fields));
    }

    static void endReasoning(const JsonView &item, const Item &known, std::vector<StreamEvent> &events)
    {
        for (const std::string_view list : { "summary", "content" }) {
            for (const JsonView part : item[list].items()) {
                if (std::string text = part["text"].string(); !known.hasReasoning && !text.empty()) {
                    events.push_back(ReasoningDelta { 0, std::move(text) });
                }
            }
        }
        addItem(item, events);
    }

    void finishWith(const JsonView &response, std::vector<StreamEvent> &events)
    {
        start(response, events);
        m_finished = true;
        if (std::optional<Usage> usage = readUsageOfResponse(response)) {
            m_usage = std::move(usage);
        }
        m_tools.complete(events);
        events.push_back(ChoiceFinished { 0, responsesFinish(response, m_tools.any()) });
    }

    void close(bool, std::vector<StreamEvent> &events) override
    {
        if (m_usage) {
            events.push_back(UsageReport { *m_usage });
        }
    }

    bool complete() const override { return m_finished; }

    bool m_started = false;
    bool m_finished = false;
    std::string m_id; // of the response that is under way
    std::int64_t m_itemCount = 0;
    std::vector<Item> m_items;
    ToolCallTracker m_tools { 0 };
    std::optional<Usage> m_usage;
};

} // namespace

std::unique_ptr<StreamDecoder> makeResponsesStream(const Target &target, StreamLimits limits)
{
    return std::make_unique<ResponsesStream>(target, limits);
}

} // namespace patchbay::wire
