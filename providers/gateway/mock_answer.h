// SPDX-License-Identifier: GPL-3.0-or-later
//
// LiteLLM's mock_response: a deployment that answers a fixed text without a call, or fails with a
// class that the text names ("litellm.RateLimitError").
#pragma once

#include "providers/engine/engine.h"

namespace patchbay::gateway {

// Hands over what the engine would: stream events where asked, then the end.
void playMock(const std::string &text, const ChatRequest &request, WallTime now,
              const std::function<void(const EngineEvent &)> &sink);

} // namespace patchbay::gateway
