// SPDX-License-Identifier: GPL-3.0-or-later
//
// How many tokens a text is: exactly for OpenAI's encodings, elsewhere an estimate that says so.
//
// The rank tables (resources/tokens) are unpacked when they are first asked for, about 20 ms and 8 MB
// for o200k_base, and stay. From any thread.
#pragma once

#include "providers/tokens/splitter.h"

#include <optional>

namespace patchbay::tokens {

struct TokenCount {
    std::int64_t tokens = 0;
    bool exact = false;
    std::string_view method; // "o200k_base", "cl100k_base", "estimate"
};

// The encoding of a model of OpenAI's, whoever serves it; nothing for other families.
std::optional<Encoding> encodingOf(std::string_view model);
std::string_view encodingName(Encoding encoding);

std::vector<std::uint32_t> encode(Encoding encoding, std::string_view text);
std::int64_t countTokens(Encoding encoding, std::string_view text);

// `model` with or without its provider. Other families: o200k_base's count times what the family's own
// tokenizer needs beside it.
TokenCount countTokens(std::string_view model, std::string_view text);

// Cheap enough for every frame: about four bytes of Latin text a token, three bytes of other scripts,
// and never fewer than words.
std::int64_t roughTokens(std::string_view text);

} // namespace patchbay::tokens
