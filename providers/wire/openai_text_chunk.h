// SPDX-License-Identifier: GPL-3.0-or-later
//
// TextChunk: a chunk of an OpenAI stream that is a piece of one choice's text and nothing else, read in one pass.
#pragma once

#include "providers/wire/json_view.h"

#include <optional>
#include <string>
#include <string_view>

namespace patchbay::wire {

struct TextChunk {
    int choice = 0;
    JsonView content; // a string, where it stands
};

// Nothing where the text says more, less or something else, or is no JSON.
std::optional<TextChunk> readTextChunk(std::string_view text);

// The same for the chunks of one stream, which mostly differ in nothing but their words: what stands around those of the
// last one is looked for first.
class TextChunkReader {
public:
    std::optional<TextChunk> read(std::string_view text);

private:
    std::string m_before;
    std::string m_after;
    int m_choice = 0;
};

} // namespace patchbay::wire
