// SPDX-License-Identifier: GPL-3.0-or-later
//
// Token counts where the provider told none: an estimate, always labelled as one.
#pragma once

#include "providers/core/chat_request.h"
#include "providers/core/chat_response.h"

#include <cstdint>

namespace patchbay {

// The tokens of text and tools (providers/tokens), and a fixed amount per message and picture.
std::int64_t estimatePromptTokens(const ChatRequest &request);
Usage estimateUsage(const ChatRequest &request, const ChatResponse &answer);

} // namespace patchbay
