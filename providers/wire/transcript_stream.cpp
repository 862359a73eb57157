// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/transcript_stream.h"

#include "providers/wire/call_kind.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/json_writer.h"

#include <algorithm>

namespace patchbay::wire {
namespace {

constexpr std::string_view doneType = "transcript.text.done";

void writeOthers(JsonWriter &writer, const JsonView &object, std::initializer_list<std::string_view> without)
{
    for (const JsonMember &member : object.members()) {
        if (std::ranges::none_of(without, [&](std::string_view name) { return member.is(name); })) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
}

} // namespace

TranscriptStream::TranscriptStream(const Target &target)
    : m_target(target)
{
}

std::optional<bool> TranscriptStream::looksLikeEvents(std::string_view body)
{
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    if (body.starts_with(mark)) {
        body.remove_prefix(mark.size());
    }
    body.remove_prefix(std::min(body.find_first_not_of("\r\n"), body.size()));
    bool open = body.empty() || mark.starts_with(body);
    for (const std::string_view field : { "data:", "event:", "id:", "retry:", ":" }) {
        if (body.starts_with(field)) {
            return true;
        }
        open = open || field.starts_with(body);
    }
    return open ? std::nullopt : std::optional(false);
}

Result<void> TranscriptStream::feed(std::string_view bytes, std::vector<std::string> &events)
{
    std::string held;
    if (!m_isEvents.value_or(false)) {
        if (m_whole.size() + bytes.size() > StreamLimits().maximumEvent) {
            return std::unexpected(malformedAnswer(m_target, "it is too long", m_whole.size()));
        }
        m_whole += bytes;
        if (!m_isEvents) {
            m_isEvents = looksLikeEvents(m_whole);
        }
        if (!m_isEvents.value_or(false)) {
            return {};
        }
        held = std::move(m_whole);
        m_whole.clear();
        bytes = held;
    }
    return m_parser.feed(bytes, [&](const SseEvent &event) {
        Result<void> taken = take(event.data, events);
        m_eventStart = m_parser.offset();
        return taken;
    });
}

Result<void> TranscriptStream::take(std::string_view data, std::vector<std::string> &events)
{
    if (m_error) {
        return {};
    }
    if (data == "[DONE]") {
        m_done = true;
        return {};
    }
    const std::expected<JsonView, JsonError> json = parseJson(data);
    if (!json) {
        return std::unexpected(malformedAnswer(m_target, json.error().what, m_eventStart + json.error().offset));
    }
    const JsonView type = (*json)["type"];
    if (type.is("error") || (*json)["error"].isObject()) {
        m_error = errorFromObject(*json, m_target);
        m_done = true;
        return {};
    }
    if (type.is("transcript.text.delta")) {
        m_text += (*json)["delta"].string();
    } else if (type.is("transcript.text.segment")) {
        m_segments += (m_segments.empty() ? "" : ",") + std::string(json->raw());
    } else if (type.is(doneType)) {
        m_final = json->raw();
        m_done = true;
    } else {
        takeChunk(*json);
    }
    events.emplace_back(json->raw());
    return {};
}

// vLLM's, shaped like a chat's.
void TranscriptStream::takeChunk(const JsonView &json)
{
    m_text += json["choices"].at(0)["delta"]["content"].string();
    if (const JsonView usage = json["usage"]; usage.isObject()) {
        m_usage = usage.raw();
    }
}

Result<void> TranscriptStream::finish(std::vector<std::string> &events)
{
    if (!m_isEvents.value_or(false)) {
        return finishWhole(events);
    }
    Result<void> rest = m_parser.finish([&](const SseEvent &event) { return take(event.data, events); });
    // Half an event at the end is a cut as well.
    return rest && m_done ? rest : std::unexpected(cutStream(m_target, m_parser.offset()));
}

Result<void> TranscriptStream::finishWhole(std::vector<std::string> &events)
{
    if (m_whole.empty()) {
        return std::unexpected(cutStream(m_target, 0));
    }
    HttpResponse response { 200, {}, std::move(m_whole) };
    Result<std::string> answer = readTranscription(response, m_target);
    if (!answer) {
        return std::unexpected(std::move(answer.error()));
    }
    m_answer = std::move(*answer);
    response = {};
    const JsonView json { std::string_view(m_answer) };
    if (const JsonView text = json["text"]; text.raw() != "\"\"") {
        JsonWriter delta;
        delta.beginObject();
        delta.member("type", "transcript.text.delta");
        delta.key("delta");
        delta.raw(text.raw());
        delta.endObject();
        events.push_back(delta.take());
    }
    JsonWriter done;
    done.beginObject();
    done.member("type", doneType);
    writeOthers(done, json, { "type" });
    done.endObject();
    events.push_back(done.take());
    return {};
}

std::string TranscriptStream::folded() const
{
    if (!m_answer.empty()) {
        return m_answer;
    }
    const JsonView last(m_final);
    if (m_text.empty() && m_segments.empty() && !last) {
        return {};
    }
    JsonWriter writer;
    writer.beginObject();
    writer.member("text", last["text"].isString() ? last["text"].string() : m_text);
    if (!m_segments.empty() && !last["segments"]) {
        writer.key("segments");
        writer.raw("[" + m_segments + "]");
    }
    writeOthers(writer, last, { "type", "text" });
    if (!m_usage.empty() && !last["usage"]) {
        writer.key("usage");
        writer.raw(m_usage);
    }
    writer.endObject();
    return writer.take();
}

} // namespace patchbay::wire
