// SPDX-License-Identifier: GPL-3.0-or-later
//
// StreamWindow: guardrails over a streamed answer while it comes: lets through what can no longer be part of a
// finding, and holds back the rest, so that a word that comes in pieces is masked or blocks before any of it leaves.
// Pure. Lines are passed on in their order; a line waits until all of its words may go.
//
//   StreamWindow::Step step = window.feed(bytes);   // step.bytes may leave
//   if (!step.reason.empty()) … nothing more may
#pragma once

#include "providers/guardrails/guardrail_config.h"
#include "providers/guardrails/json_texts.h"

#include <deque>

namespace patchbay::guardrails {

class StreamWindow {
public:
    struct Step {
        std::string bytes; // may leave
        std::string guardrail {}; // that blocks the rest; empty: none
        std::string reason {}; // why
    };

    // False for one that must see the whole answer: a schema, a service, one that cannot decide.
    static bool covers(const Guardrail &guardrail);
    explicit StreamWindow(Guardrails guardrails);

    Step feed(std::string_view bytes);
    Step finish();
    std::size_t held() const { return m_held; } // bytes

private:
    // Words that belong together: one field of one choice or block.
    struct Slot {
        std::string name;
        std::string before; // the end of what has left: what spans it cannot be masked any more
        std::string waiting; // words that may not leave yet
        std::string ready; // words that may, with masks
        std::size_t came = 0; // of all words so far, in bytes
        std::size_t cleared = 0;
        bool ended = false; // nothing more is expected
    };
    struct Piece {
        std::size_t slot = 0;
        std::size_t end = 0; // of its words in the slot
    };
    struct Line {
        std::string text;
        std::size_t begin = 0; // of the JSON; nothing: no words
        std::size_t size = 0;
        std::vector<JsonPlace> places;
        std::vector<Piece> pieces; // one for each place
    };

    bool add(std::string line);
    void take(Line &line);
    void endOthers(const Line &line, std::string_view json);
    std::size_t slotOf(const std::string &name);
    void clear(Slot &slot);
    std::string release();
    Step step();
    void block(const Guardrail &guardrail, std::string reason);

    const Guardrails m_guardrails;
    std::size_t m_window = 0;
    std::string m_line; // not whole yet
    std::deque<Line> m_lines;
    std::vector<Slot> m_slots;
    std::size_t m_characters = 0;
    std::size_t m_held = 0;
    std::string m_blockedBy;
    std::string m_reason;
};

} // namespace patchbay::guardrails
