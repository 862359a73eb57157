// SPDX-License-Identifier: GPL-3.0-or-later
//
// Splits text into the pieces within which byte pairs are merged: the patterns of OpenAI's encodings,
// matched by hand. Bytes that are no UTF-8 count as U+FFFD.
#pragma once

#include "providers/tokens/character_class.h"

#include <functional>

namespace patchbay::tokens {

enum class Encoding : std::uint8_t { Cl100k, O200k };

// `take` gets each piece in order; together they are the text (with U+FFFD where bytes were wrong).
void splitText(std::string_view text, Encoding encoding, const CharacterClasses &classes,
               const std::function<void(std::string_view piece)> &take);

} // namespace patchbay::tokens
