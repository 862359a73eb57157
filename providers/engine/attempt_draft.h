// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "providers/core/attempt.h"
#include "providers/engine/call_plan.h"

namespace patchbay {

// What the ledger is told of an attempt by any call. `asked` is the model as the caller wrote it; without a plan it is
// all that is known. The id, the request's own id, the number, the kind of call and the time are the caller's to add.
AttemptDraft draftOf(const CallEnvelope &call, const std::string &asked, const CallPlan *plan);

// Whether a call that ended so may cost something: it was sent, and nobody said that it was refused.
bool maybeBilled(ErrorClass kind);

// How an attempt ends that never reached a provider.
AttemptOutcome unsentOutcome(const Error &error, WallTime end);

} // namespace patchbay
