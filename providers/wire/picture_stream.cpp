// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/picture_stream.h"

#include "providers/wire/error_mapping.h"
#include "providers/wire/json_writer.h"

#include <algorithm>

namespace patchbay::wire {
namespace {

// What an event tells of the whole picture, besides its bytes and the usage.
void writeTraits(JsonWriter &writer, const JsonView &from)
{
    for (const char *name : { "size", "quality", "background", "output_format" }) {
        if (const JsonView value = from[name]) {
            writer.key(name);
            writer.raw(value.raw());
        }
    }
}

} // namespace

PictureStream::PictureStream(const Target &target)
    : m_target(target)
{
}

Result<void> PictureStream::feed(std::string_view bytes, std::vector<std::string> &events)
{
    return m_parser.feed(bytes, [&](const SseEvent &event) {
        Result<void> taken = take(event.data, events);
        m_eventStart = m_parser.offset();
        return taken;
    });
}

Result<void> PictureStream::take(std::string_view data, std::vector<std::string> &events)
{
    if (m_error || data == "[DONE]") {
        return {};
    }
    const std::expected<JsonView, JsonError> json = parseJson(data);
    if (!json) {
        return std::unexpected(malformedAnswer(m_target, json.error().what, m_eventStart + json.error().offset));
    }
    const std::string type = (*json)["type"].string();
    if (type == "error" || (*json)["error"].isObject()) {
        m_error = errorFromObject(*json, m_target);
        return {};
    }
    events.emplace_back(json->raw());
    if (type.ends_with(".completed")) {
        m_finished.emplace_back(json->raw());
    }
    return {};
}

Result<void> PictureStream::finish(std::vector<std::string> &events)
{
    Result<void> rest = m_parser.finish([&](const SseEvent &event) { return take(event.data, events); });
    // Half an event at the end is a cut as well, and so is a stream without a finished picture.
    return rest && (m_error || !m_finished.empty()) ? rest : std::unexpected(cutStream(m_target, m_parser.offset()));
}

std::string PictureStream::folded() const
{
    if (m_finished.empty()) {
        return {};
    }
    const JsonView last { std::string_view(m_finished.back()) };
    JsonWriter writer;
    writer.beginObject();
    writer.member("created", last["created_at"].integer().value_or(m_target.now));
    writeTraits(writer, last);
    writer.beginArray("data");
    for (const std::string &event : m_finished) {
        writer.beginObject();
        writer.key("b64_json");
        const JsonView bytes = JsonView(std::string_view(event))["b64_json"];
        writer.raw(bytes ? bytes.raw() : std::string_view("null"));
        writer.endObject();
    }
    writer.endArray();
    if (const JsonView usage = last["usage"]; usage.isObject()) {
        writer.key("usage");
        writer.raw(usage.raw());
    }
    writer.endObject();
    return writer.take();
}

std::vector<std::string> picturesAsEvents(const JsonView &answer, bool edits)
{
    std::vector<std::string> events;
    const std::size_t count = answer["data"].size();
    for (const JsonView picture : answer["data"].items()) {
        JsonWriter writer;
        writer.beginObject();
        writer.member("type", edits ? "image_edit.completed" : "image_generation.completed");
        writer.members(picture);
        writer.member("created_at", answer["created"].integer().value_or(0));
        writeTraits(writer, answer);
        if (const JsonView usage = answer["usage"]; usage.isObject() && events.size() + 1 == count) {
            writer.key("usage");
            writer.raw(usage.raw());
        }
        writer.endObject();
        events.push_back(writer.take());
    }
    return events;
}

} // namespace patchbay::wire
