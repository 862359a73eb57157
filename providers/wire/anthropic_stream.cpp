// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/anthropic_stream.h"

#include "providers/wire/anthropic_response.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/finish_reason.h"
#include "providers/wire/json_stream_decoder.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_message_reader.h"
#include "providers/wire/response_events.h"
#include "providers/wire/tool_call_tracker.h"

#include <map>

namespace patchbay::wire {
namespace {

// A content block that is still open.
struct Block {
    std::string type;
    std::string start; // its JSON as it began, for blocks that are passed on whole
    std::string text;  // of thinking or a server tool's input, joined
    std::string signature;
    std::int64_t call = 0; // number of the tool call over the whole stream
};

class AnthropicStream final : public JsonStreamDecoder {
public:
    AnthropicStream(const Target &target, StreamLimits limits)
        : JsonStreamDecoder(target, limits, Framing::ServerSentEvents)
    {
    }

private:
    void take(const JsonView &json, std::string_view eventName, std::vector<StreamEvent> &events) override;
    void close(bool complete, std::vector<StreamEvent> &events) override;
    bool complete() const override { return m_finished; }

    void startMessage(const JsonView &message, std::vector<StreamEvent> &events);
    void startBlock(const JsonView &json, std::vector<StreamEvent> &events);
    void takeDelta(const JsonView &json, std::vector<StreamEvent> &events);
    void takeCitation(const JsonView &citation, std::vector<StreamEvent> &events);
    void stopBlock(const JsonView &json, std::vector<StreamEvent> &events);
    void takeMessageDelta(const JsonView &json, std::vector<StreamEvent> &events);
    void takeWholeMessage(const JsonView &message, std::vector<StreamEvent> &events);

    std::map<std::int64_t, Block> m_blocks;
    ToolCallTracker m_calls { 0 };
    std::int64_t m_callCount = 0;
    AnthropicCounts m_counts;
    bool m_finished = false;
};

void passOn(JsonText fields, std::vector<StreamEvent> &events)
{
    if (!fields.empty()) {
        MessageFields event;
        event.providerSpecificFields = std::move(fields);
        events.push_back(std::move(event));
    }
}

void AnthropicStream::take(const JsonView &json, std::string_view eventName, std::vector<StreamEvent> &events)
{
    const JsonView type = json["type"];
    if (type.is("content_block_delta")) {
        takeDelta(json, events);
    } else if (type.is("content_block_start")) {
        startBlock(json, events);
    } else if (type.is("content_block_stop")) {
        stopBlock(json, events);
    } else if (type.is("message_start")) {
        startMessage(json["message"], events);
    } else if (type.is("message_delta")) {
        takeMessageDelta(json, events);
    } else if (type.is("message_stop")) {
        m_finished = true;
    } else if (type.is("message")) {
        takeWholeMessage(json, events);
    } else if (type.is("error") || eventName == "error" || json["error"].isObject()) {
        fail(errorFromObject(json, target()), events);
    }
    // ping, and what will be invented, means nothing to us
}

void AnthropicStream::startMessage(const JsonView &message, std::vector<StreamEvent> &events)
{
    m_blocks.clear();
    m_counts.add(message["usage"]);
    StreamStarted started;
    started.id = message["id"].string();
    started.created = target().now;
    started.model = message["model"].string();
    if (started.model.empty()) {
        started.model = target().model;
    }
    started.serviceTier = m_counts.serviceTier;
    events.push_back(std::move(started));
}

void AnthropicStream::startBlock(const JsonView &json, std::vector<StreamEvent> &events)
{
    const JsonView content = json["content_block"];
    Block block;
    block.type = content["type"].string();
    if (block.type == "text") {
        if (std::string text = content["text"].string(); !text.empty()) {
            events.push_back(TextDelta { 0, std::move(text) });
        }
        for (const JsonView citation : content["citations"].items()) {
            takeCitation(citation, events);
        }
    } else if (block.type == "thinking") {
        block.text = content["thinking"].string();
        block.signature = content["signature"].string();
        if (!block.text.empty()) {
            events.push_back(ReasoningDelta { 0, block.text });
        }
    } else if (block.type == "tool_use") {
        block.call = m_callCount++;
        const JsonView input = content["input"];
        m_calls.add({ block.call, content["id"].string(), content["name"].string(),
                      input.size() > 0 ? std::string(input.raw()) : std::string(), anthropicCallExtra(content) },
                    events);
    } else {
        block.start = content.raw();
    }
    m_blocks.insert_or_assign(json["index"].integer().value_or(0), std::move(block));
}

void AnthropicStream::takeDelta(const JsonView &json, std::vector<StreamEvent> &events)
{
    const JsonView delta = json["delta"];
    const JsonView type = delta["type"];
    if (type.is("text_delta")) {
        events.push_back(TextDelta { 0, delta["text"].string() });
        return;
    }
    const auto found = m_blocks.find(json["index"].integer().value_or(0));
    Block never; // a delta of a block that was not opened has nowhere to be kept
    Block &block = found == m_blocks.end() ? never : found->second;
    if (type.is("thinking_delta")) {
        std::string text = delta["thinking"].string();
        block.text += text;
        events.push_back(ReasoningDelta { 0, std::move(text) });
    } else if (type.is("signature_delta")) {
        block.signature += delta["signature"].string();
    } else if (type.is("input_json_delta")) {
        std::string part = delta["partial_json"].string();
        if (block.type != "tool_use") {
            block.text += part;
        } else if (!part.empty()) {
            m_calls.add({ block.call, {}, {}, std::move(part), {} }, events);
        }
    } else if (type.is("citations_delta")) {
        takeCitation(delta["citation"], events);
    } else if (type.is("compaction_delta")) {
        block.text += delta["content"].string();
    }
}

void AnthropicStream::takeCitation(const JsonView &citation, std::vector<StreamEvent> &events)
{
    const std::string list = "[" + std::string(citation.raw()) + "]";
    if (!citation.isObject()) {
        return;
    }
    MessageFields fields;
    fields.annotations = anthropicAnnotations(JsonView(list));
    fields.providerSpecificFields = anthropicCitationField(JsonView(list));
    events.push_back(std::move(fields));
}

// The block with a member that arrived in pieces put in place.
std::string withMember(const JsonView &block, std::string_view name, std::string_view json)
{
    JsonWriter writer;
    writer.beginObject();
    for (const JsonMember &member : block.members()) {
        writer.key(member.key());
        writer.raw(member.is(name) ? json : member.value.raw());
    }
    writer.endObject();
    return writer.take();
}

std::string wholeBlock(const Block &block)
{
    const JsonView start(block.start);
    if (block.text.empty()) {
        return block.start;
    }
    if (block.type == "compaction") {
        return withMember(start, "content", jsonLiteral(block.text));
    }
    const bool valid = parseJson(block.text).has_value();
    return valid ? withMember(start, "input", block.text) : block.start;
}

void AnthropicStream::stopBlock(const JsonView &json, std::vector<StreamEvent> &events)
{
    const auto found = m_blocks.find(json["index"].integer().value_or(0));
    if (found == m_blocks.end()) {
        return;
    }
    const Block block = std::move(found->second);
    m_blocks.erase(found);
    if (block.type == "thinking") {
        JsonWriter writer;
        writer.beginArray();
        writer.beginObject();
        writer.member("type", "thinking");
        writer.member("thinking", block.text);
        writer.member("signature", block.signature);
        writer.endObject();
        writer.endArray();
        MessageFields fields;
        fields.thinkingBlocks = { writer.take() };
        events.push_back(std::move(fields));
    } else if (block.type == "tool_use") {
        m_calls.complete(events);
    } else if (!block.start.empty()) {
        MessageFields fields;
        const std::string whole = wholeBlock(block);
        if (block.type == "redacted_thinking") {
            fields.thinkingBlocks = { "[" + whole + "]" };
        }
        fields.providerSpecificFields = anthropicBlockField(block.type, whole);
        events.push_back(std::move(fields));
    }
}

void AnthropicStream::takeMessageDelta(const JsonView &json, std::vector<StreamEvent> &events)
{
    m_counts.add(json["usage"]);
    const JsonView delta = json["delta"];
    passOn(anthropicAnswerFields(delta), events);
    passOn(anthropicAnswerFields(json), events);
    const JsonView reason = delta["stop_reason"];
    if (!reason.isString()) {
        return;
    }
    m_calls.complete(events);
    std::string normalised = normalisedFinish(reason.string(), { m_calls.any(), false });
    if (normalised == "tool_calls" && !m_calls.any()) {
        normalised = "stop";
    }
    m_finished = true;
    events.push_back(ChoiceFinished { 0, std::move(normalised) });
}

void AnthropicStream::takeWholeMessage(const JsonView &message, std::vector<StreamEvent> &events)
{
    ChatResponse response = readAnthropicResponse(message);
    response.created = target().now;
    m_counts.add(message["usage"]);
    m_finished = true;
    appendEvents(response, events);
}

void AnthropicStream::close(bool, std::vector<StreamEvent> &events)
{
    if (m_counts.any()) {
        events.push_back(UsageReport { m_counts.usage() });
    }
}

} // namespace

std::unique_ptr<StreamDecoder> makeAnthropicStream(const Target &target, StreamLimits limits)
{
    return std::make_unique<AnthropicStream>(target, limits);
}

} // namespace patchbay::wire
