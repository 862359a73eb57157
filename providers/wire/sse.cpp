// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/sse.h"

#include <utility>

namespace patchbay::wire {

Result<void> SseParser::keep(std::string_view part)
{
    const std::size_t room = m_limits.maximumLine - std::min(m_limits.maximumLine, m_line.size());
    if (part.size() > room) {
        m_offset += room + 1;
        return tooLong("a line");
    }
    m_offset += part.size();
    m_line += part;
    return {};
}

Result<void> SseParser::takeLine()
{
    std::string_view line = m_line;
    // A byte order mark may open the stream.
    if (!m_started) {
        m_started = true;
        if (line.starts_with("\xEF\xBB\xBF")) {
            line.remove_prefix(3);
        }
    }
    const std::size_t colon = line.find(':');
    const std::string_view field = line.substr(0, colon);
    std::string_view value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
    if (value.starts_with(' ')) {
        value.remove_prefix(1);
    }
    if (field == "data") {
        keepData(value);
        m_hasData = true;
    } else if (field == "event") {
        m_event = value;
    }
    m_line.clear();
    if (m_data.size() > m_limits.maximumEvent) {
        return tooLong("an event");
    }
    return {};
}

// A picture comes as one long line: that is moved instead of copied.
void SseParser::keepData(std::string_view value)
{
    if (m_hasData) {
        m_data += '\n';
        m_data += value;
    } else if (value.size() > large) {
        m_line.erase(0, m_line.size() - value.size());
        m_data = std::exchange(m_line, {});
        m_data.shrink_to_fit();
    } else {
        m_data += value;
    }
}

Result<void> SseParser::tooLong(std::string_view what) const
{
    Error error = makeError(ErrorClass::ApiResponseValidation,
                            "The provider's stream holds " + std::string(what) + " that is too long.");
    error.offset = m_offset;
    return std::unexpected(std::move(error));
}

} // namespace patchbay::wire
