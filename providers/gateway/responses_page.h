// SPDX-License-Identifier: GPL-3.0-or-later
//
// GET, DELETE and cancel of a Response: from the gateway's own store, else at the provider that answered it,
// whose deployment stands in the id.
#pragma once

#include "providers/gateway/pass_through.h"
#include "providers/gateway/response_store.h"

namespace patchbay::gateway {

enum class ResponseAction : std::uint8_t { Get, Delete, Cancel, InputItems };

struct ResponseCall {
    ResponseAction action = ResponseAction::Get;
    std::string id; // as the client has it
    std::string owner;
};

// Either the answer, or where to ask.
std::variant<HttpResponse, PassThroughTarget> answerResponseCall(const ResponseCall &call, ResponseStore &store,
                                                                 const GatewaySnapshot &snapshot);

} // namespace patchbay::gateway
