// SPDX-License-Identifier: GPL-3.0-or-later
//
// Conversations as one text, for models that complete a prompt.
#pragma once

#include "providers/core/chat_request.h"

#include <string>

namespace patchbay::wire {

// Llama 3's own frame around turns.
std::string llamaPrompt(const ChatRequest &request);

// One turn is its text alone; several are a transcript that the assistant continues. System messages stand
// before it, unless they go elsewhere.
std::string transcriptPrompt(const ChatRequest &request, bool withSystem);

// System messages, joined.
std::string systemText(const ChatRequest &request);

} // namespace patchbay::wire
