// SPDX-License-Identifier: GPL-3.0-or-later
//
// CompletionCall: a chat call as the engine takes it.
#pragma once

#include "providers/catalog/catalog.h"
#include "providers/core/chat_request.h"
#include "providers/core/secret.h"
#include "providers/engine/call_labels.h"
#include "providers/routing/retry.h"
#include "providers/transport/http_client.h"

#include <memory>
#include <string>
#include <vector>

namespace patchbay {

struct CompletionCall {
    ChatRequest request;
    std::string apiBase; // overrides variable and catalogue
    // Uses this key instead of looking one up; keyName names it in the ledger.
    SecretBytes key;
    std::string keyName;
    transport::Deadlines deadlines;
    RetryPolicy retry;
    std::string parent; // run or client request, for the ledger
    std::vector<std::string> tags;
    CallLabels labels;
    // Prices and abilities instead of the catalogue's; lives as long as the call.
    std::shared_ptr<const ModelEntry> model;
    // An OpenAI answer that reads like what its caller would write of it is handed over as it came
    // (CallSucceeded::relayed), calling its model this. Empty: never.
    std::string relayAs;
    bool keepWire = false; // WireRecord events carry the raw request and answer
};

} // namespace patchbay
