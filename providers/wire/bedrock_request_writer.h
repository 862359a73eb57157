// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writes canonical requests as bodies of Bedrock's Converse API.
#pragma once

#include "providers/core/chat_request.h"
#include "providers/core/result.h"
#include "providers/wire/bedrock_model.h"
#include "providers/wire/parameters.h"

#include <string>

namespace patchbay::wire {

// `notSent` are parameters that went elsewhere (the address) or were dropped. UnsupportedParams for
// content that Bedrock takes only as bytes but that came as an address, and for thinking that the limit has no room for.
Result<std::string> writeConverseRequest(const ChatRequest &request, const BedrockModel &model,
                                         const DroppedParameters &notSent);

} // namespace patchbay::wire
