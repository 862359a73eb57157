// SPDX-License-Identifier: GPL-3.0-or-later
//
// Credentials of a call to Amazon: a bearer key where there is one, else a signature.
#pragma once

#include "providers/engine/call_plan.h"

namespace patchbay {

// Signs plan.request with the keys that the source has for its origin, or makes it carry the bearer
// key. A session token becomes the plan's key, to be written like any other. The signature holds
// for five minutes from `now`, seconds since 1970. Authentication where there are no keys.
// Where the given key names a role (wire/aws_role.h) the plan gets that to exchange; its own keys are the given ones, else
// the source's.
Result<void> signForAws(CallPlan &plan, const GivenKey &given, const KeySource &keys, std::int64_t now);

// Puts what was issued for plan.exchange into the request: keys sign it, a token is carried. Once, before the first attempt.
Result<void> takeIssued(CallPlan &plan, SecretBytes issued, std::int64_t now);

} // namespace patchbay
