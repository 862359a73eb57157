// SPDX-License-Identifier: GPL-3.0-or-later
//
// ReadBuffer: bytes received and not yet parsed. Kept for the life of a connection, so that reading
// does not allocate; grows only while a head does not fit.
#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace patchbay::transport {

class ReadBuffer {
public:
    explicit ReadBuffer(std::size_t capacity)
        : m_bytes(capacity)
    {
    }

    std::string_view data() const { return { m_bytes.data() + m_begin, m_end - m_begin }; }

    // Room for the next read; never empty. Moves the unparsed rest to the front, or doubles.
    std::span<char> room()
    {
        if (m_begin == m_end) {
            m_begin = m_end = 0;
        } else if (m_bytes.size() - m_end < m_bytes.size() / 4 && m_begin > 0) {
            std::memmove(m_bytes.data(), m_bytes.data() + m_begin, m_end - m_begin);
            m_end -= m_begin;
            m_begin = 0;
        }
        if (m_end == m_bytes.size()) {
            m_bytes.resize(m_bytes.size() * 2);
        }
        return std::span(m_bytes).subspan(m_end);
    }

    // For whoever found the room full: more for the next read, once what is here was parsed.
    void growTo(std::size_t capacity)
    {
        if (m_bytes.size() < capacity && m_begin == m_end) {
            m_begin = m_end = 0;
            m_bytes = std::vector<char>(capacity);
        }
    }

    // Gives back what was needed for more, once it is parsed.
    void shrinkTo(std::size_t capacity)
    {
        if (m_bytes.size() > capacity && m_begin == m_end) {
            explicit_bzero(m_bytes.data(), m_written < m_bytes.size() ? m_written : m_bytes.size());
            m_begin = m_end = m_written = 0;
            m_bytes = std::vector<char>(capacity);
        }
    }

    void filled(std::size_t count)
    {
        m_end += count;
        m_written = m_end > m_written ? m_end : m_written;
    }
    void consumed(std::size_t count) { m_begin += count; }

    // Forgets what was read and parsed: an answer may hold what should not stand about while a connection waits.
    void wipe()
    {
        if (m_begin == m_end) {
            explicit_bzero(m_bytes.data(), m_written < m_bytes.size() ? m_written : m_bytes.size());
            m_begin = m_end = m_written = 0;
        }
    }

private:
    std::vector<char> m_bytes;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    std::size_t m_written = 0; // bytes from the start that hold something
};

} // namespace patchbay::transport
