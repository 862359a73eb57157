// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writes canonical requests as bodies of Anthropic's Messages API.
#pragma once

#include "providers/wire/codec.h"
#include "providers/wire/parameters.h"

#include <string>
#include <vector>

namespace patchbay::wire {

struct AnthropicBody {
    std::string json;
    std::vector<std::string> betas; // that the request needs or asks for
};

Result<AnthropicBody> writeAnthropicRequest(const ChatRequest &request, const Target &target);
// As the header anthropic-beta, where there are any; betas that the provider's row asks for stay.
void addBetas(HttpRequest &request, const std::vector<std::string> &betas);

} // namespace patchbay::wire
