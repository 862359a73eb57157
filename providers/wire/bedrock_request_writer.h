// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writes canonical requests as bodies of Bedrock's Converse API.
#pragma once

#include "providers/core/chat_request.h"
#include "providers/core/result.h"
#include "providers/wire/bedrock_model.h"
#include "providers/wire/parameters.h"

#include <string>
#include <string_view>
#include <vector>

namespace patchbay::wire {

// OpenAI parameters that Converse cannot express for the model and that the request sets.
std::vector<std::string_view> bedrockRefused(const ChatRequest &request, const BedrockModel &model);

// `notSent` are parameters that went elsewhere (the address) or were dropped. UnsupportedParams for
// content that Bedrock takes only as bytes but that came as an address.
Result<std::string> writeConverseRequest(const ChatRequest &request, const BedrockModel &model,
                                         const DroppedParameters &notSent);

// The thinking budget in tokens for "low", "medium"…; 0 for "none".
std::int64_t thinkingBudget(std::string_view effort);

} // namespace patchbay::wire
