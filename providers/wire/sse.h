// SPDX-License-Identifier: GPL-3.0-or-later
//
// Server-sent events, cut anywhere: bytes in, events out (WHATWG HTML, 9.2.5–9.2.6).
#pragma once

#include "providers/core/result.h"
#include "providers/wire/codec.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace patchbay::wire {

struct SseEvent {
    std::string_view event; // empty is "message"
    std::string_view data;  // lines joined by \n; valid until the next call
};

class SseParser {
public:
    explicit SseParser(StreamLimits limits = {}) : m_limits(limits) {}

    // Calls handle(const SseEvent &) → Result<void> for each complete event; stops at its first error.
    template <typename Handle>
    Result<void> feed(std::string_view bytes, Handle &&handle)
    {
        while (!bytes.empty()) {
            if (m_afterReturn && bytes.front() == '\n') {
                m_afterReturn = false;
                ++m_offset;
                bytes.remove_prefix(1);
                continue;
            }
            m_afterReturn = false;
            const std::size_t length = lineLength(bytes);
            if (Result<void> kept = keep(bytes.substr(0, length)); !kept) {
                return kept;
            }
            if (length == bytes.size()) {
                return {};
            }
            m_afterReturn = bytes[length] == '\r';
            ++m_offset;
            bytes.remove_prefix(length + 1);
            if (Result<void> handled = m_line.empty() ? dispatch(handle) : takeLine(); !handled) {
                return handled;
            }
        }
        return {};
    }

    // Bytes fed so far: the offset for error reports.
    std::uint64_t offset() const { return m_offset; }
    // Some servers end without the last blank line: hands that event over.
    template <typename Handle>
    Result<void> finish(Handle &&handle)
    {
        if (!m_line.empty()) {
            if (Result<void> taken = takeLine(); !taken) {
                return taken;
            }
        }
        return dispatch(handle);
    }

private:
    // Length of the text before the next line end, all of it where there is none.
    static std::size_t lineLength(std::string_view bytes)
    {
        const std::size_t feed = std::min(bytes.find('\n'), bytes.size());
        return std::min(bytes.substr(0, feed).find('\r'), feed);
    }
    // Appends to the unfinished line.
    Result<void> keep(std::string_view part);
    Result<void> takeLine();
    void keepData(std::string_view value);
    Result<void> tooLong(std::string_view what) const;

    template <typename Handle>
    Result<void> dispatch(Handle &&handle)
    {
        Result<void> result;
        if (m_hasData) {
            result = handle(SseEvent { m_event, m_data });
        }
        m_event.clear();
        if (m_data.capacity() > large) {
            m_data = {}; // the next is hardly as large
        }
        m_data.clear();
        m_hasData = false;
        return result;
    }

    static constexpr std::size_t large = 64 * 1024;
    StreamLimits m_limits;
    std::string m_line;
    std::string m_event;
    std::string m_data;
    std::uint64_t m_offset = 0;
    bool m_hasData = false;
    bool m_afterReturn = false;
    bool m_started = false;
};

} // namespace patchbay::wire
