// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where a configuration says its fallbacks: one place for each name of a list. Of router_settings and
// litellm_settings the one counts that the configuration's reader takes.
#pragma once

#include "models/bay/picture.h"

namespace patchbay::bay {

struct FallbackPlace {
    std::string group {}; // "*": every group
    std::string target {}; // empty: a rule without targets
    int order = 0; // from 1, among the group's
    std::string path {}; // of the target's name; empty: not written in this file
    std::string rule {}; // path of the item or key that holds the targets
    std::size_t neighbours = 0; // targets of the same rule
    config::SourceSpan span {};
};

std::vector<FallbackPlace> fallbackPlaces(const document::ConfigDocument &document, CableKind kind);
// "router_settings.fallbacks", or where the file has that list already.
std::string fallbackList(const document::ConfigDocument &document, CableKind kind);

} // namespace patchbay::bay
