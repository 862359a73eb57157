// SPDX-License-Identifier: GPL-3.0-or-later
//
// What can be said about the word at a place of a configuration's text: the schema's sentence, type and default of
// a key, what a reference points to, what the catalogue knows of a model.
#pragma once

#include "models/bay/completion.h"

namespace patchbay::bay {

struct TextHelp {
    std::size_t begin = 0; // the word, in bytes
    std::size_t end = 0;
    std::string title {}; // "num_retries", "support-backup"
    std::string facts {}; // "whole number, default 2"; "group of 2"
    std::string sentence {};
    std::vector<std::string> lines {}; // what is behind a name
};

std::optional<TextHelp> helpAt(std::string_view text, std::size_t offset, const CompletionSource &source);

} // namespace patchbay::bay
