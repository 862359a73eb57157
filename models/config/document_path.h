// SPDX-License-Identifier: GPL-3.0-or-later
//
// Paths into a configuration, as people write them:
//
//   .                                                   the whole file
//   router_settings.num_retries                         keys; one with dots may be quoted: a."gpt-3.5".b
//   model_list[3], model_list[-1]                       an item, the last one
//   model_list[model_name=gpt-4o].litellm_params.rpm    the item with this value
//   model_list[model_name=gpt-4o,1]                     the second such item
//   model_list[litellm_params.model=openai/gpt-4o]      by a value further in
//   fallbacks[gpt-4o]                                   the item that is this text, or has this key
#pragma once

#include "models/config/yaml_spans.h"
#include "providers/core/result.h"

namespace patchbay::document {

struct PathStep {
    enum class Kind : std::uint8_t { Key, Index, Match };
    Kind kind = Kind::Key;
    std::string key {}; // of a Key; of a Match without conditions: the text or key looked for
    bool quoted = false; // a Key in quotes is not joined with what follows
    long index = 0; // below 0 from the end
    std::vector<std::pair<std::string, std::string>> conditions {};
    std::optional<long> which {}; // of a Match
    std::string text {}; // as written, for messages
};

using Path = std::vector<PathStep>;

// Errors of paths carry the code "path" ("ambiguous" for a selector that matches several).
Result<Path> parsePath(std::string_view text);

// One step of a path that was found.
struct PlaceStep {
    bool isKey = false;
    std::string key {};
    std::size_t index = 0; // of an item
    std::size_t child = 0; // in SpanNode::children, where it stands in the text
};

// What a path leads to. Points into the trees it was looked up in.
struct Place {
    std::vector<PlaceStep> steps {};
    const YamlNode *node = nullptr; // what it means; null when steps are missing
    // From the root down; shorter than the steps + 1 where the value is not written at this place.
    std::vector<const SpanNode *> spans {};
    // Keys (or one index past the end of a list) that are not there yet.
    Path missing {};
    // Why it cannot be edited here: comes through an alias, a merge, an included file. Empty: it can.
    std::string barrier {};

    bool exists() const { return missing.empty(); }
    bool editable() const { return barrier.empty() && spans.size() == steps.size() + 1; }
    const SpanNode *span() const { return editable() ? spans.back() : nullptr; }
    const SpanNode *parent() const { return spans.size() > 1 && editable() ? spans[spans.size() - 2] : nullptr; }
};

Result<Place> findPlace(const SpanText &document, const Path &path);

// "model_list[0].litellm_params.rpm"; keys that need it in quotes.
std::string toText(const std::vector<PlaceStep> &steps);
std::string keyText(std::string_view key);

Error pathError(std::string message, std::string remedy = {});

} // namespace patchbay::document
