// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/guardrails/stream_texts.h"

#include "providers/guardrails/json_texts.h"

#include <algorithm>

namespace patchbay::guardrails {

StreamTexts::StreamTexts(std::string_view stream)
    : m_stream(stream)
{
    // Lines "data: {…}"; a stream that is one JSON array (Gemini without alt=sse) has its objects a line each too.
    for (std::size_t begin = 0; begin < stream.size();) {
        const std::size_t end = std::min(stream.find('\n', begin), stream.size());
        std::string_view line = stream.substr(begin, end - begin);
        const std::size_t brace = line.find('{');
        const bool data =
            line.starts_with("data:") || line.starts_with('[') || line.starts_with(',') || line.starts_with('{');
        if (data && brace != std::string_view::npos) {
            const std::size_t close = line.rfind('}');
            if (close != std::string_view::npos && close > brace) {
                m_events.push_back({ begin + brace, close + 1 - brace });
            }
        }
        begin = end + 1;
    }
    for (const Event &event : m_events) {
        for (const JsonPlace &place : textsIn(json(event), Side::Answer)) {
            const auto slot = std::ranges::find(m_slots, place.slot);
            if (slot == m_slots.end()) {
                m_slots.push_back(place.slot);
                m_texts.push_back(place.text);
            } else {
                m_texts[static_cast<std::size_t>(slot - m_slots.begin())] += place.text;
            }
        }
    }
}

std::vector<std::string> StreamTexts::tools() const
{
    std::vector<std::string> names;
    for (const Event &event : m_events) {
        for (std::string &name : toolsIn(json(event), Side::Answer)) {
            if (!name.empty()) {
                names.push_back(std::move(name));
            }
        }
    }
    return names;
}

std::string StreamTexts::with(const std::vector<std::string> &texts) const
{
    std::vector<bool> said(m_slots.size(), false);
    std::string made;
    std::size_t from = 0;
    for (const Event &event : m_events) {
        const std::vector<JsonPlace> places = textsIn(json(event), Side::Answer);
        std::vector<std::string> fresh;
        for (const JsonPlace &place : places) {
            const auto slot = static_cast<std::size_t>(std::ranges::find(m_slots, place.slot) - m_slots.begin());
            if (texts[slot] == m_texts[slot]) {
                fresh.push_back(place.text);
            } else {
                fresh.push_back(said[slot] ? std::string() : texts[slot]);
                said[slot] = true;
            }
        }
        made += m_stream.substr(from, event.begin - from);
        made += withTexts(json(event), places, fresh);
        from = event.begin + event.size;
    }
    made += m_stream.substr(from);
    return made;
}

} // namespace patchbay::guardrails
