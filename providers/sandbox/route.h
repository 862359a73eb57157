// SPDX-License-Identifier: GPL-3.0-or-later
//
// Route: which family a path belongs to and what is asked there.
#pragma once

#include "providers/core/http.h"

#include <string_view>
#include <vector>

namespace patchbay::sandbox {

struct Route {
    enum class What : std::uint8_t { Chat, ModelList, OneModel, Greeting, Version, Scenario, Log, Index, Nothing };
    What what = What::Nothing;
    std::string_view family; // empty for the sandbox's own pages
    std::string_view target; // path and query behind the family's prefix
    std::string_view model; // with OneModel, and Chat where the path names it
};

// Views into the target. The headers decide between openai and anthropic at /v1/models.
Route routeOf(std::string_view target, const std::vector<HttpHeader> &headers);

} // namespace patchbay::sandbox
