// SPDX-License-Identifier: GPL-3.0-or-later
//
// StreamBytes: a whole streamed answer, built once, with marks where its tokens end. The player
// paces and cuts it at the marks; unpaced answers go out as one piece.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::sandbox {

struct StreamBytes {
    enum class Kind : std::uint8_t {
        Frame, // bytes that cost no time: openings, pings, ends
        Reasoning,
        Text, // also tool arguments
    };
    struct Mark {
        std::size_t end = 0; // of the piece, in bytes
        int tokens = 0;
        Kind kind = Kind::Frame;
    };

    std::string bytes;
    std::vector<Mark> marks;

    // Closes the piece of everything appended to `bytes` since the last mark.
    void mark(Kind kind, int tokens) { marks.push_back({ bytes.size(), tokens, kind }); }
};

} // namespace patchbay::sandbox
