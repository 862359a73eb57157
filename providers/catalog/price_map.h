// SPDX-License-Identifier: GPL-3.0-or-later
//
// LiteLLM's model_prices_and_context_window.json, as it is: some thousand entries written by many hands.
// What cannot be read is reported entry by entry; the rest is taken.
#pragma once

#include "providers/catalog/model_entry.h"
#include "providers/core/result.h"

#include <map>

namespace patchbay {

struct PriceMapProblem {
    std::string entry;
    std::string field; // empty: the whole entry is left out
    std::string message;

    bool operator==(const PriceMapProblem &) const = default;
};

struct PriceMap {
    std::vector<ModelEntry> models; // one per provider and name; pictures' sizes are variants of one model
    std::size_t entries = 0;        // in the file, its sample left out
    std::vector<PriceMapProblem> problems;
    std::map<std::string, std::size_t> unread; // price fields that mean nothing to us → entries that have them
};

// BadRequest when the text is no JSON object at all or passes the limits (64 MB, 200,000 entries).
// `source` and `date` are put on every model.
Result<PriceMap> parsePriceMap(std::string_view json, const std::string &source, const std::string &date);

// "vertex_ai-anthropic_models" is "vertex_ai" here; most ids stay.
std::string providerOfPriceMap(std::string_view litellmProvider);

} // namespace patchbay
