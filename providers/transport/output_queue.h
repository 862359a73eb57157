// SPDX-License-Identifier: GPL-3.0-or-later
//
// OutputQueue: bytes that wait for the socket, in pieces. Small pieces are copied together, large
// ones are moved in, so that one gather write takes heads, chunk frames and bodies at once.
#pragma once

#include "providers/transport/socket_io.h"

#include <array>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

namespace patchbay::transport {

class OutputQueue {
public:
    bool empty() const { return m_pieces.empty(); }

    void append(std::string &&bytes)
    {
        if (bytes.empty()) {
            return;
        }
        if (!m_pieces.empty() && bytes.size() + m_pieces.back().size() <= copiedTogether) {
            m_pieces.back() += bytes;
            return;
        }
        m_pieces.push_back(std::move(bytes));
    }

    void append(OutputQueue &&other)
    {
        for (std::string &piece : other.m_pieces) {
            append(std::move(piece));
        }
        other.m_pieces.clear();
    }

    // One write; Done with what the socket took.
    IoAttempt writeTo(int socket)
    {
        std::array<std::string_view, gatheredPieces> views;
        std::size_t used = 0;
        for (const std::string &piece : m_pieces) {
            if (used == views.size()) {
                break;
            }
            views[used++] = piece;
        }
        views[0].remove_prefix(m_written);
        const IoAttempt attempt = writeSome(socket, std::span(views).first(used));
        drop(attempt.bytes);
        return attempt;
    }

    void clear()
    {
        m_pieces.clear();
        m_written = 0;
    }

private:
    static constexpr std::size_t copiedTogether = 16 * 1024;

    void drop(std::size_t count)
    {
        m_written += count;
        while (!m_pieces.empty() && m_written >= m_pieces.front().size()) {
            m_written -= m_pieces.front().size();
            m_pieces.pop_front();
        }
    }

    std::deque<std::string> m_pieces; // none of them empty
    std::size_t m_written = 0; // of the first piece
};

} // namespace patchbay::transport
