// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the models behind Bedrock take and what not.
#pragma once

#include "providers/core/chat_request.h"
#include "providers/wire/bedrock_model.h"

#include <string_view>
#include <vector>

namespace patchbay::wire {

// OpenAI parameters that cannot be expressed for the model and that the request sets.
std::vector<std::string_view> bedrockRefused(const ChatRequest &request, const BedrockModel &model);

bool choosesTools(const BedrockModel &model);
bool isGptOss(const BedrockModel &model);
bool isNovaTwo(const BedrockModel &model);

} // namespace patchbay::wire
