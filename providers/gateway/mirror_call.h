// SPDX-License-Identifier: GPL-3.0-or-later
//
// A copy of a call for another group (patchbay.mirrors): sent after the call itself, its answer thrown
// away, its cost in the ledger under the tag "patchbay:mirror" and no key. It has no retries and
// no fallbacks, and nobody waits for it.
#pragma once

#include "providers/gateway/call_form.h"

namespace patchbay::gateway {

struct MirrorOrder {
    CallServices services;
    std::shared_ptr<GatewaySnapshot> snapshot;
    routing::RequestFacts facts; // of the call
    routing::Index group = routing::none; // that gets the copy
    std::string parent; // x-litellm-call-id of the call
};

void sendMirror(MirrorOrder order, CallForm &form);

} // namespace patchbay::gateway
