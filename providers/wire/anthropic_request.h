// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writes canonical requests as bodies of Anthropic's Messages API.
#pragma once

#include "providers/wire/codec.h"
#include "providers/wire/parameters.h"

#include <string>

namespace patchbay::wire {

struct AnthropicBody {
    std::string json;
    std::string beta; // value of anthropic-beta, empty when none is needed
};

Result<AnthropicBody> writeAnthropicRequest(const ChatRequest &request, const Target &target);

} // namespace patchbay::wire
