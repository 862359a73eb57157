// SPDX-License-Identifier: GPL-3.0-or-later
//
// CursorOutline: of a long text what decides where a cursor stands: the lines of its parents, the lines of its own map,
// and a stretch behind it. Found backwards by indentation alone, so that nothing before is read as YAML. Where a long
// text has all its lines in one map, that map is read whole.
#pragma once

#include "models/config/cursor_place.h"

namespace patchbay::document {

// placeAtCursor() of a text that is read whole.
std::optional<CursorPlace> placeInWhole(std::string_view text, std::size_t offset);

class CursorOutline {
public:
    CursorOutline(std::string_view text, std::size_t offset);

    const std::string &text() const { return m_text; }
    std::size_t offset() const { return m_offset; } // of the cursor in it
    // From a place in the outline to that in the whole text.
    void move(CursorPlace &place) const;

private:
    std::string m_text;
    std::size_t m_offset = 0;
    std::size_t m_moved = 0; // bytes that the cursor's surroundings stand further on in the whole text
    std::vector<std::size_t> m_skipped; // items before the one that is kept, of each list from the outside in
};

} // namespace patchbay::document
