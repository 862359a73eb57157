// SPDX-License-Identifier: GPL-3.0-or-later
//
// What clients get of the headers of a provider's answer. Pure.
#pragma once

#include "providers/core/http.h"
#include "providers/gateway/header_lines.h"

#include <vector>

namespace patchbay::gateway {

struct UpstreamHeaders {
    // Under "llm_provider-": not those of the connection alone, cookies and what asks for credentials; 64 and 8 KiB at most.
    HeaderLines prefixed;
    // LiteLLM's six x-ratelimit-*, under their own names, too.
    HeaderLines requestLimits;
    HeaderLines tokenLimits;
};
UpstreamHeaders upstreamHeaders(const std::vector<HttpHeader> &received);

} // namespace patchbay::gateway
