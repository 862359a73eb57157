// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/json_view.h"
#include "providers/wire/openai_format.h"
#include "providers/wire/openai_response_writer.h"

#include <algorithm>
#include <functional>

namespace patchbay::wire {
namespace {

template <typename... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};

void writeToolCallDelta(JsonWriter &writer, const ToolCallDelta &delta)
{
    const JsonView extra(delta.extra);
    if (extra["type"].is("function_call")) {
        writer.beginObject("function_call");
        writer.memberUnlessEmpty("name", delta.name);
        writer.member("arguments", delta.arguments);
        writer.endObject();
        return;
    }
    const bool custom = extra["type"].is("custom");
    writer.beginArray("tool_calls");
    writer.beginObject();
    writer.member("index", std::int64_t { delta.index });
    writer.memberUnlessEmpty("id", delta.id);
    if (!delta.name.empty()) {
        writer.member("type", custom ? "custom" : "function");
    }
    writer.beginObject(custom ? "custom" : "function");
    writer.memberUnlessEmpty("name", delta.name);
    writer.member(custom ? "input" : "arguments", delta.arguments);
    writer.endObject();
    for (const JsonMember &member : extra.members()) {
        if (!member.is("type")) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    writer.endObject();
    writer.endArray();
}

} // namespace

ChunkWriter::ChunkWriter(std::string fallbackModel) : m_model(std::move(fallbackModel)) {}

void ChunkWriter::begin(JsonWriter &writer) const
{
    writer.beginObject();
    writer.member("id", m_id);
    writer.member("object", "chat.completion.chunk");
    writer.member("created", m_created);
    writer.member("model", m_model);
    writer.memberUnlessEmpty("system_fingerprint", m_systemFingerprint);
    writer.memberUnlessEmpty("service_tier", m_serviceTier);
    writer.beginArray("choices");
}

std::string ChunkWriter::choiceChunk(int choice, const ChunkParts &parts)
{
    JsonWriter writer;
    begin(writer);
    writer.beginObject();
    writer.member("index", std::int64_t { choice });
    writer.beginObject("delta");
    if (std::ranges::find(m_roleSent, choice) == m_roleSent.end()) {
        m_roleSent.push_back(choice);
        writer.member("role", "assistant");
    }
    if (parts.delta) {
        parts.delta(writer);
    }
    writer.endObject();
    writer.member("logprobs", parts.logprobs);
    writer.textOrNull("finish_reason", parts.finishReason);
    writer.endObject();
    writer.endArray();
    writer.endObject();
    return writer.take();
}

std::string ChunkWriter::textChunk(int choice, std::string_view name, const std::string &text)
{
    JsonWriter quoted;
    quoted.string(text);
    const std::string value = quoted.take();
    const bool framed = m_frame.choice == choice && m_frame.name == name;
    std::string chunk = framed
        ? m_frame.before + value + m_frame.after
        : choiceChunk(choice, { [&](JsonWriter &writer) { writer.member(name, text); }, {}, {} });
    if (!framed) {
        // The next one's frame; the role has been said now.
        const std::string empty =
            choiceChunk(choice, { [&](JsonWriter &writer) { writer.member(name, std::string_view()); }, {}, {} });
        const std::string member = "{\"" + std::string(name) + "\":";
        const std::size_t place = empty.find("\"delta\":" + member) + std::string_view("\"delta\":").size() + member.size();
        m_frame = { choice, std::string(name), empty.substr(0, place), empty.substr(place + 2) };
    }
    return chunk;
}

std::string ChunkWriter::usageChunk(const Usage &usage) const
{
    JsonWriter writer;
    begin(writer);
    writer.endArray();
    writeUsage(writer, usage);
    writer.endObject();
    return writer.take();
}

void ChunkWriter::start(const StreamStarted &event)
{
    m_id = event.id;
    m_created = event.created;
    if (!event.model.empty()) {
        m_model = event.model;
    }
    m_systemFingerprint = event.systemFingerprint;
    m_serviceTier = event.serviceTier;
    m_frame = {};
}

std::vector<std::string> ChunkWriter::write(const StreamEvent &event)
{
    const auto text = [this](int choice, std::string_view name, const std::string &value) {
        return textChunk(choice, name, value);
    };
    return std::visit(
        Overloaded {
            [&](const StreamStarted &started) {
                start(started);
                return std::vector<std::string> {};
            },
            [&](const TextDelta &delta) { return std::vector { text(delta.choice, "content", delta.text) }; },
            [&](const ReasoningDelta &delta) {
                return std::vector { text(delta.choice, "reasoning_content", delta.text) };
            },
            [&](const RefusalDelta &delta) { return std::vector { text(delta.choice, "refusal", delta.text) }; },
            [&](const ToolCallDelta &delta) {
                return std::vector { choiceChunk(
                    delta.choice, { [&](JsonWriter &writer) { writeToolCallDelta(writer, delta); }, {}, {} }) };
            },
            [&](const MessageFields &fields) {
                const auto members = [&](JsonWriter &writer) {
                    writer.member("annotations", fields.annotations);
                    writer.member("audio", fields.audio);
                    writer.member("images", fields.images);
                    writer.member("thinking_blocks", fields.thinkingBlocks);
                    writer.member("provider_specific_fields", fields.providerSpecificFields);
                };
                return std::vector { choiceChunk(fields.choice, { members, fields.logprobs, {} }) };
            },
            [&](const ChoiceFinished &finished) {
                return std::vector { choiceChunk(finished.choice, { {}, {}, finished.reason }) };
            },
            [&](const UsageReport &report) { return std::vector { usageChunk(report.usage) }; },
            [&](const StreamFailed &failed) { return std::vector { writeError(failed.error) }; },
        },
        event);
}

} // namespace patchbay::wire
