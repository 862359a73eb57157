// SPDX-License-Identifier: GPL-3.0-or-later
//
// CompletionCall: a chat call as the engine takes it.
#pragma once

#include "providers/catalog/catalog.h"
#include "providers/core/chat_request.h"
#include "providers/engine/call_envelope.h"
#include "providers/routing/retry.h"
#include "providers/wire/plain_chat.h"

#include <memory>
#include <string>
#include <vector>

namespace patchbay {

struct CompletionCall : CallEnvelope {
    ChatRequest request;
    // Has the request's messages: the caller's own body, which goes on as it is where the provider takes it.
    std::shared_ptr<const wire::PlainChat> plain;
    RetryPolicy retry;
    // Prices and abilities instead of the catalogue's; lives as long as the call.
    std::shared_ptr<const ModelEntry> model;
    // An OpenAI answer that reads like what its caller would write of it is handed over as it came
    // (CallSucceeded::relayed), calling its model this. Empty: never.
    std::string relayAs;
    HeadersTold onHeaders; // of each answer, on an I/O thread; may be empty
    bool keepWire = false; // WireRecord events carry the raw request and answer
};

} // namespace patchbay
