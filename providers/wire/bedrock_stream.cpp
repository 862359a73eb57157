// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/bedrock_stream.h"

#include "providers/wire/aws_stream_decoder.h"
#include "providers/wire/base64.h"
#include "providers/wire/bedrock_invoke_stream.h"
#include "providers/wire/bedrock_response.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/finish_reason.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/leading_think.h"
#include "providers/wire/openai_request_writer.h"
#include "providers/wire/synthetic_id.h"
#include "providers/wire/tool_call_tracker.h"

namespace patchbay::wire {
namespace {

class ConverseStream final : public AwsStreamDecoder {
public:
    ConverseStream(const Target &target, StreamLimits limits)
        : AwsStreamDecoder(target)
        , m_limits(limits)
    {
    }

private:
    // A block that is not text: tools are put together when they are the service's own.
    struct Block {
        std::int64_t index = -1;
        bool isServerTool = false;
        bool isReasoning = false;
        std::string start; // the server tool's opening object
        std::string input; // its input, joined; or the reasoning's text
        std::string signature; // of reasoning
        std::string redacted;
    };

    void take(const JsonView &json, std::string_view type, std::vector<StreamEvent> &events) override
    {
        if (type == "chunk") {
            takeChunk(json, events);
            return;
        }
        start(json, events);
        takeEvent(json, type, events);
    }

    // InvokeModel's envelope. Nova's chunks are Converse events under their names.
    void takeChunk(const JsonView &json, std::vector<StreamEvent> &events)
    {
        const std::string bytes = decodeBase64(json["bytes"].string()).value_or("");
        const std::expected<JsonView, JsonError> inner = parseJson(bytes);
        if (!inner || !inner->isObject()) {
            fail(malformedAnswer(target(), "a chunk holds no JSON", 0), events);
            return;
        }
        for (const std::string_view name : { "messageStart", "contentBlockStart", "contentBlockDelta",
                                             "contentBlockStop", "messageStop", "metadata" }) {
            if (const JsonView event = (*inner)[name]; event && !m_chunks) {
                start(*inner, events);
                return takeEvent(event, name, events);
            }
        }
        if (!m_chunks) {
            m_chunks.emplace(target(), m_limits);
        }
        if (Result<void> taken = m_chunks->take(*inner, events); !taken) {
            fail(std::move(taken.error()), events);
        }
    }

    void takeEvent(const JsonView &json, std::string_view type, std::vector<StreamEvent> &events)
    {
        if (type == "contentBlockStart") {
            startBlock(json, events);
        } else if (type == "contentBlockDelta") {
            takeDelta(json, events);
        } else if (type == "contentBlockStop") {
            endBlock(events);
        } else if (type == "messageStop") {
            m_stopReason = json["stopReason"].string();
            m_stopped = true;
            if (const JsonView more = json["additionalModelResponseFields"]) {
                addField(events, R"({"additionalModelResponseFields":)" + std::string(more.raw()) + "}");
            }
        } else if (type == "metadata") {
            takeMetadata(json, events);
        }
    }

    void start(const JsonView &json, std::vector<StreamEvent> &events)
    {
        if (!m_started) {
            m_started = true;
            events.push_back(
                StreamStarted { madeUpId(json.raw(), target().now), target().now, target().model, {}, {} });
        }
    }

    static void addField(std::vector<StreamEvent> &events, std::string object)
    {
        MessageFields fields;
        fields.providerSpecificFields = { std::move(object) };
        events.push_back(std::move(fields));
    }

    void startBlock(const JsonView &json, std::vector<StreamEvent> &events)
    {
        endBlock(events);
        m_block.index = json["contentBlockIndex"].integer().value_or(0);
        const JsonView start = json["start"];
        const JsonView tool = start["toolUse"];
        if (start["toolResult"]) {
            m_block.isServerTool = true;
            m_block.start = start["toolResult"].raw();
        } else if (tool && isServerTool(tool)) {
            m_block.isServerTool = true;
            m_block.start = tool.raw();
        } else if (tool) {
            m_unwrapped = m_unwrapped || tool["name"].is(jsonToolName);
            m_tools.add({ m_block.index, tool["toolUseId"].string(), tool["name"].string(), {}, {} }, events);
        }
    }

    void takeDelta(const JsonView &json, std::vector<StreamEvent> &events)
    {
        m_block.index = json["contentBlockIndex"].integer().value_or(m_block.index);
        const JsonView delta = json["delta"];
        if (const JsonView text = delta["text"]; text.isString()) {
            addText(m_think.add(text.string()), events);
        } else if (const JsonView tool = delta["toolUse"]) {
            takeInput(tool["input"], events);
        } else if (const JsonView result = delta["toolResult"]) {
            m_block.input = result.raw();
        } else if (const JsonView reasoning = delta["reasoningContent"]) {
            takeReasoning(reasoning, events);
        } else if (const JsonView citation = delta["citation"]) {
            addField(events, R"({"citations":[)" + std::string(citation.raw()) + "]}");
        }
    }

    void takeInput(const JsonView &input, std::vector<StreamEvent> &events)
    {
        std::string text = input.isString() ? input.string() : std::string(input.raw());
        if (m_block.isServerTool) {
            m_block.input += text;
        } else {
            m_tools.add({ m_block.index, {}, {}, std::move(text), {} }, events);
        }
    }

    void takeReasoning(const JsonView &reasoning, std::vector<StreamEvent> &events)
    {
        m_block.isReasoning = true;
        if (std::string text = reasoning["text"].string(); !text.empty()) {
            m_block.input += text;
            events.push_back(ReasoningDelta { 0, std::move(text) });
        }
        m_block.signature += reasoning["signature"].string();
        m_block.redacted += reasoning["redactedContent"].string();
    }

    static void addText(LeadingThink::Pieces pieces, std::vector<StreamEvent> &events)
    {
        if (!pieces.reasoning.empty()) {
            events.push_back(ReasoningDelta { 0, std::move(pieces.reasoning) });
        }
        if (!pieces.text.empty()) {
            events.push_back(TextDelta { 0, std::move(pieces.text) });
        }
    }

    void endBlock(std::vector<StreamEvent> &events)
    {
        if (m_block.isServerTool) {
            endServerTool(events);
        } else if (m_block.isReasoning) {
            endReasoning(events);
        }
        m_block = {};
    }

    // Put together as the answer without a stream has it.
    void endServerTool(std::vector<StreamEvent> &events)
    {
        const JsonView start(m_block.start);
        const bool isResult = !start["name"];
        const std::expected<JsonView, JsonError> input = parseJson(m_block.input);
        JsonWriter writer;
        writer.beginObject();
        writer.beginObject(isResult ? "toolResult" : "toolUse");
        writer.members(start);
        writer.key(isResult ? "content" : "input");
        writer.raw(input ? input->raw() : std::string_view("{}"));
        writer.endObject();
        writer.endObject();
        addField(events, serverToolField(writer.take()).text);
    }

    void endReasoning(std::vector<StreamEvent> &events)
    {
        JsonWriter writer;
        writer.beginArray();
        writer.beginObject();
        if (m_block.redacted.empty()) {
            writer.member("type", "thinking");
            writer.member("thinking", m_block.input);
            writer.memberUnlessEmpty("signature", m_block.signature);
        } else {
            writer.member("type", "redacted_thinking");
            writer.member("data", m_block.redacted);
        }
        writer.endObject();
        writer.endArray();
        MessageFields fields;
        fields.thinkingBlocks = { writer.take() };
        events.push_back(std::move(fields));
    }

    void takeMetadata(const JsonView &json, std::vector<StreamEvent> &events)
    {
        if (const JsonView usage = json["usage"]) {
            m_usage = readConverseUsage(usage);
            m_usage->serviceTier = json["serviceTier"]["type"].string();
        }
        for (const std::string_view name : { "metrics", "trace", "performanceConfig" }) {
            if (const JsonView value = json[name]) {
                addField(events, "{\"" + std::string(name) + "\":" + std::string(value.raw()) + "}");
            }
        }
    }

    void close(bool complete, std::vector<StreamEvent> &events) override
    {
        if (m_chunks) {
            return m_chunks->close(complete, events);
        }
        endBlock(events);
        addText(m_think.finish(), events);
        if (complete) {
            m_tools.complete(events);
            if (!knownFinish(m_stopReason)) { // as the answer without a stream has it
                addField(events, R"({"stopReason":)" + jsonLiteral(m_stopReason) + "}");
            }
            const bool onlySchema = m_unwrapped && !m_tools.any() && m_stopReason == "tool_use";
            events.push_back(ChoiceFinished {
                0,
                normalisedFinish(onlySchema ? std::string_view("end_turn") : std::string_view(m_stopReason),
                                 { m_tools.any(), false }) });
        }
        if (m_usage) {
            events.push_back(UsageReport { *m_usage });
        }
    }

    bool complete() const override { return m_chunks ? m_chunks->complete() : m_stopped; }

    StreamLimits m_limits;
    std::optional<InvokeChunks> m_chunks;
    bool m_started = false;
    bool m_stopped = false;
    bool m_unwrapped = false;
    std::string m_stopReason;
    Block m_block;
    LeadingThink m_think;
    ToolCallTracker m_tools { 0 };
    std::optional<Usage> m_usage;
};

} // namespace

std::unique_ptr<StreamDecoder> makeBedrockStream(const Target &target, StreamLimits limits)
{
    return std::make_unique<ConverseStream>(target, limits);
}

} // namespace patchbay::wire
