// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is made of a configuration's text: document, problems, picture. Pure, and for a large text slow: on any thread.
#pragma once

#include "models/bay/picture.h"

namespace patchbay::bay {

// How much a text can be given, by its size.
enum class TextEffort : std::uint8_t {
    AtOnce, // read between two frames
    Aside, // read on another thread; all else is as usual
    TextOnly, // read likewise, but it has no picture and no edits of one
    NotRead, // not even checked
};
TextEffort effortFor(std::string_view text);

// More problems than this are no list to read: the last says how many there are.
inline constexpr std::size_t mostProblems = 1'000;

struct TabReading {
    std::optional<document::ConfigDocument> document {}; // nothing: it cannot be read, or is not
    std::optional<config::Problem> unreadable {}; // why
    std::vector<config::Problem> problems {};
    Picture picture {};
};

// The catalogue may be null.
TabReading readTab(const std::string &text, const std::string &name, const Catalog *catalog);

// The problems of a document, as many as a list shows.
std::vector<config::Problem> shownProblems(const document::ConfigDocument &document, const Catalog *catalog);

} // namespace patchbay::bay
