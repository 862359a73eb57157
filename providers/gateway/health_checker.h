// SPDX-License-Identifier: GPL-3.0-or-later
//
// HealthChecker: asks every deployment regularly whether it works (general_settings.
// background_health_checks) and tells the router. Each check is a small chat call of its own, in the ledger
// under the tag "patchbay:health-check". Deployments of other kinds than chat are not asked.
// From any thread; checks run on I/O threads.
#pragma once

#include "providers/gateway/call_form.h"

namespace patchbay::gateway {

// What a deployment is asked: a small chat call. The snapshot may go afterwards.
CompletionCall healthCall(const GatewaySnapshot &snapshot, routing::Index index);

class HealthChecker {
public:
    // What it uses outlives it.
    explicit HealthChecker(CallServices services);
    ~HealthChecker(); // no check starts any more; those under way are cancelled

    // Checks this configuration from now on, the first time at once; nothing when it is not switched on.
    void use(std::shared_ptr<GatewaySnapshot> snapshot);

private:
    class State;
    std::shared_ptr<State> m_state;
};

} // namespace patchbay::gateway
