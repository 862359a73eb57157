// SPDX-License-Identifier: GPL-3.0-or-later
//
// LeadingThink: takes a leading <think>…</think> out of a text, piece by piece, but only a closed one.
//
// For services that report reasoning by themselves, where an opened tag is more likely the answer's
// own text than reasoning without end. What may be a tag is held back until it is certain.
#pragma once

#include <string>
#include <string_view>

namespace patchbay::wire {

class LeadingThink {
public:
    struct Pieces {
        std::string reasoning;
        std::string text;
    };
    Pieces add(std::string_view piece);
    Pieces finish();

private:
    bool m_decided = false;
    std::string m_held;
    std::size_t m_searched = 0; // of m_held without leading space: no closing tag begins before
};

} // namespace patchbay::wire
