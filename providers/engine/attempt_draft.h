// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "providers/core/attempt.h"
#include "providers/engine/call_plan.h"

namespace patchbay {

// What the ledger is told of an attempt by any call. `asked` is the model as the caller wrote it; without a plan it is
// all that is known. The id, the request's own id, the number, the kind of call and the time are the caller's to add.
AttemptDraft draftOf(const CallEnvelope &call, const std::string &asked, const CallPlan *plan);

// How an attempt failed, as far as a bill depends on it.
struct AttemptFate {
    ErrorClass error = ErrorClass::Api;
    int status = 0;        // of the provider's answer; 0 where none began
    bool sent = false;     // the whole request left
    bool underWay = false; // the provider had taken the work and was asked how far it is
};

// Whether it certainly costs nothing: it was refused, or never arrived. Providers bill answers, not refusals. Otherwise
// nobody knows: the ledger says so, and budgets count what was reserved.
bool costsNothing(const AttemptFate &fate);

// The amount of an attempt that costs nothing.
Amount unbilled();

// How an attempt ends that never reached a provider.
AttemptOutcome unsentOutcome(const Error &error, WallTime end);

} // namespace patchbay
