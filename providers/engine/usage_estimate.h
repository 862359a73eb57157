// SPDX-License-Identifier: GPL-3.0-or-later
//
// Token counts where the provider told none: an estimate, always labelled as one.
#pragma once

#include "providers/core/chat_request.h"
#include "providers/core/chat_response.h"

#include <cstdint>
#include <string_view>

namespace patchbay {

// About four bytes of Latin text a token, three bytes of other scripts, and never fewer than words.
std::int64_t estimateTokens(std::string_view text);
// Text, tools and a fixed amount per message and picture.
std::int64_t estimatePromptTokens(const ChatRequest &request);
Usage estimateUsage(const ChatRequest &request, const ChatResponse &answer);

} // namespace patchbay
