// SPDX-License-Identifier: GPL-3.0-or-later
//
// Three-way merge of configurations by their items: a key of a map or an item of a list that only one side changed
// is that side's bytes, comments and all. What both changed differently is a conflict, as small as the item that
// holds both changes. Where one side did not change, the result is the other side, byte for byte.
#pragma once

#include "models/config/yaml_spans.h"

#include <string>
#include <vector>

namespace patchbay::document {

struct MergeSides {
    std::string_view base; // what both began with
    std::string_view mine;
    std::string_view theirs;
};

struct MergeConflict {
    std::string place {}; // "model_list › triage (openai/gpt-4o) › litellm_params › rpm"; empty: the whole file
    std::string base {}; // the item's lines; empty: it is not there
    std::string mine {};
    std::string theirs {};
};

enum class MergeChoice : std::uint8_t { Mine, Theirs };

struct MergeResult {
    struct Piece {
        std::string text {};
        std::optional<std::size_t> conflict {}; // instead of the text: of `conflicts`
    };
    std::vector<Piece> pieces {};
    std::vector<MergeConflict> conflicts {};
    int taken = 0; // items that only they changed
    int kept = 0; // items that only I changed

    // One choice for each conflict; those that are missing are Mine.
    std::string text(const std::vector<MergeChoice> &choices) const;
};

// Texts that cannot be read, and merges that could not be read, are one conflict of the whole file.
MergeResult mergeTexts(const MergeSides &sides);

} // namespace patchbay::document
