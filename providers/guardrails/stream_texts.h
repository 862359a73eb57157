// SPDX-License-Identifier: GPL-3.0-or-later
//
// The words of a streamed answer: pieces of server-sent events joined to what they say, and the same stream with
// other words. Pure. Where words change, all of them stand in the first of their pieces.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace patchbay::guardrails {

class StreamTexts {
public:
    // `stream` outlives this.
    explicit StreamTexts(std::string_view stream);

    const std::vector<std::string> &texts() const { return m_texts; }
    std::vector<std::string> tools() const;
    // `texts` has one for each of texts().
    std::string with(const std::vector<std::string> &texts) const;

private:
    struct Event {
        std::size_t begin = 0; // of the JSON in the stream
        std::size_t size = 0;
    };
    std::string_view json(const Event &event) const { return m_stream.substr(event.begin, event.size); }

    std::string_view m_stream;
    std::vector<Event> m_events;
    std::vector<std::string> m_texts;
    std::vector<std::string> m_slots; // of the texts
};

} // namespace patchbay::guardrails
