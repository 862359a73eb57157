// SPDX-License-Identifier: GPL-3.0-or-later
//
// POST /health/test_connection: one small chat call with the parameters of the body, as a deployment of the
// configuration would make it. It is billed and in the ledger under the tag "patchbay:health-check".
#pragma once

#include "providers/gateway/call_form.h"
#include "providers/gateway/key_admin.h"

namespace patchbay::gateway {

// Answers later, on an I/O thread; the call ends when the client leaves. Called inside handle().
void testConnection(const CallServices &services, const AdminRequest &request, const GatewaySnapshot &snapshot,
                    std::shared_ptr<ClientExchange> exchange);

} // namespace patchbay::gateway
