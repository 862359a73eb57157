// SPDX-License-Identifier: GPL-3.0-or-later
//
// ThinkSplitter: takes a leading <think>…</think> (or <thinking>) out of a text, piece by piece.
//
// White space before the tag is allowed, anything else means that there is none. A tag that is
// never closed makes the whole rest reasoning.
#pragma once

#include <string>
#include <string_view>

namespace patchbay::wire {

class ThinkSplitter {
public:
    struct Pieces {
        std::string reasoning;
        std::string text;
    };
    Pieces add(std::string_view piece);
    // What was held back because it might have been a tag.
    Pieces finish();
    // The same of a text that is here as a whole; it is not copied.
    static Pieces split(std::string text);
    // True where the next text passes unchanged.
    bool idle() const { return m_state == State::Text; }

private:
    enum class State { Before, Reasoning, Text };
    void takeBefore(Pieces &pieces);
    void takeReasoning(Pieces &pieces);

    State m_state = State::Before;
    std::string m_held;
    std::string m_closing;
};

} // namespace patchbay::wire
