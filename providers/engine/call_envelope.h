// SPDX-License-Identifier: GPL-3.0-or-later
//
// CallEnvelope: what every call says besides what it asks, of whatever kind it is.
#pragma once

#include "providers/core/http.h"
#include "providers/core/secret.h"
#include "providers/engine/call_labels.h"
#include "providers/transport/http_client.h"

#include <functional>
#include <string>
#include <vector>

namespace patchbay {

// Told the headers of a provider's answer, cleaned of the key that was sent, before anything of its body.
using HeadersTold = std::function<void(const std::vector<HttpHeader> &headers)>;

// Runs a function on a thread that may be kept busy.
using WorkPoster = std::function<void(std::move_only_function<void()> work)>;

struct CallEnvelope {
    std::string apiBase; // overrides variable and catalogue
    // Used instead of looking one up; keyName names it in the ledger.
    SecretBytes key;
    std::string keyName;
    // Sent along, instead of what the provider's format says under the same name; the second as a header set
    // (header_set.h), treated as the key is.
    std::vector<HttpHeader> headers {};
    SecretBytes secretHeaders {};
    transport::Deadlines deadlines;
    std::string parent; // run or client request, for the ledger
    std::vector<std::string> tags;
    CallLabels labels;
    WorkPoster beginsOn; // where the request is written, if it is large; empty: an I/O thread
};

} // namespace patchbay
