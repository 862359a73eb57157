// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/json_stream_decoder.h"

#include "providers/wire/answer_limits.h"
#include "providers/wire/error_mapping.h"

#include <utility>

namespace patchbay::wire {
namespace {

constexpr std::string_view space = " \t\r\n";

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(space);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(space) - first + 1);
}

} // namespace

JsonStreamDecoder::JsonStreamDecoder(const Target &target, StreamLimits limits, Framing framing)
    : m_target(target)
    , m_limits(limits)
    , m_framing(framing)
    , m_parser(limits)
{
}

void JsonStreamDecoder::fail(Error error, std::vector<StreamEvent> &events)
{
    if (!m_ended) {
        m_ended = true;
        close(false, events);
        events.push_back(StreamFailed { std::move(error) });
    }
}

void JsonStreamDecoder::end(std::vector<StreamEvent> &events)
{
    if (!m_ended) {
        m_ended = true;
        close(true, events);
    }
}

Result<void> JsonStreamDecoder::feed(std::string_view bytes, std::vector<StreamEvent> &events)
{
    if (m_failure) {
        return std::unexpected(*m_failure);
    }
    const std::size_t before = events.size();
    Result<void> result;
    if (m_mode == Mode::Unknown) {
        result = detect(bytes);
    }
    if (result && m_mode == Mode::Whole) {
        result = keep(bytes, m_limits.maximumEvent);
    } else if (result && m_framing == Framing::Lines) {
        result = feedLines(bytes, events);
    } else if (result) {
        result = m_parser.feed(bytes, [&](const SseEvent &event) {
            Result<void> taken = takeData(event.data, event.event, events);
            m_eventStart = m_parser.offset();
            return taken;
        });
    }
    m_any = m_any || events.size() > before;
    m_fed += bytes.size();
    if (!result) {
        m_failure = result.error();
        m_failure->provider = m_target.provider.id;
        m_failure->model = m_target.model;
        return std::unexpected(*m_failure);
    }
    return {};
}

// Some servers answer with a page, or with the whole answer as one JSON value.
Result<void> JsonStreamDecoder::detect(std::string_view bytes)
{
    const std::size_t first = bytes.find_first_not_of(space);
    if (first == std::string_view::npos) {
        return {};
    }
    if (bytes[first] == '<') {
        return std::unexpected(malformedAnswer(m_target, "it is a web page, no stream", m_fed + first));
    }
    const bool json = bytes[first] == '{' || bytes[first] == '[';
    m_mode = json && m_framing == Framing::ServerSentEvents ? Mode::Whole : Mode::Events;
    return {};
}

Result<void> JsonStreamDecoder::keep(std::string_view bytes, std::size_t limit)
{
    if (m_held.size() + bytes.size() > limit) {
        return std::unexpected(malformedAnswer(m_target, "the stream holds a line that is too long", m_fed));
    }
    m_held += bytes;
    return {};
}

Result<void> JsonStreamDecoder::feedLines(std::string_view bytes, std::vector<StreamEvent> &events)
{
    std::uint64_t offset = m_fed;
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        if (Result<void> kept = keep(bytes.substr(0, end), m_limits.maximumLine); !kept) {
            return kept;
        }
        if (end == std::string_view::npos) {
            return {};
        }
        offset += end + 1;
        bytes.remove_prefix(end + 1);
        std::string line = std::exchange(m_held, {});
        line.shrink_to_fit();
        if (Result<void> taken = takeData(line, {}, events); !taken) {
            return taken;
        }
        m_eventStart = offset;
    }
    return {};
}

Result<void> JsonStreamDecoder::takeData(std::string_view data, std::string_view eventName,
                                         std::vector<StreamEvent> &events)
{
    const std::string_view text = trimmed(data);
    if (m_ended || text.empty()) {
        return {};
    }
    if (text == "[DONE]") {
        end(events);
        return {};
    }
    if (eventName.empty() && takeAtOnce(text, events)) {
        return {};
    }
    const std::expected<JsonView, JsonError> json = parseJson(text);
    if (!json) {
        const std::uint64_t label = m_framing == Framing::Lines ? 0 : std::string_view("data: ").size();
        return std::unexpected(
            malformedAnswer(m_target, json.error().what, m_eventStart + label + json.error().offset));
    }
    if (holdsTooMuch(*json)) {
        return std::unexpected(malformedAnswer(m_target, "an event consists of too many parts", m_eventStart));
    }
    take(*json, eventName, events);
    return {};
}

Result<void> JsonStreamDecoder::takeWhole(std::vector<StreamEvent> &events)
{
    const std::expected<JsonView, JsonError> json = parseJson(m_held);
    if (!json) {
        return {}; // reported as a cut
    }
    if (holdsTooMuch(*json) || json->size() > maximumParts) {
        return std::unexpected(malformedAnswer(m_target, "it consists of too many parts", 0));
    }
    if (json->isObject()) {
        take(*json, {}, events);
    }
    for (const JsonView item : json->items()) {
        take(item, {}, events);
    }
    return {};
}

Result<void> JsonStreamDecoder::finish(std::vector<StreamEvent> &events)
{
    if (m_failure) {
        return std::unexpected(*m_failure);
    }
    const std::size_t before = events.size();
    Result<void> last;
    if (m_mode == Mode::Whole) {
        last = takeWhole(events);
    } else if (m_framing == Framing::Lines) {
        last = takeData(m_held, {}, events);
    } else {
        last = m_parser.finish([&](const SseEvent &event) { return takeData(event.data, event.event, events); });
    }
    m_held.clear();
    const bool whole = m_ended || complete();
    if (!m_ended) {
        m_ended = true;
        close(whole, events);
    }
    m_any = m_any || events.size() > before;
    if (whole && m_any) {
        return {};
    }
    m_failure = whole && last ? malformedAnswer(m_target, "the stream ended without an answer", m_fed)
                              : cutStream(m_target, m_fed);
    return std::unexpected(*m_failure);
}

} // namespace patchbay::wire
