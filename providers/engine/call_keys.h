// SPDX-License-Identifier: GPL-3.0-or-later
//
// The key of a call whose plan knows where it goes: of the configuration, of a source of keys, or of one account of a
// source. Making no request, touching no socket.
#pragma once

#include "providers/core/account_source.h"
#include "providers/engine/call_plan.h"

namespace patchbay {

// Into the plan. Errors say what is missing and how to supply it.
Result<void> findKey(CallPlan &plan, const GivenKey &given, const EngineParts &parts);
// All that an account of `parts.keys` has for this call, and nothing of another's. "bound_elsewhere" where the account's
// secrets do not go to the plan's origin.
Result<void> findInAccount(CallPlan &plan, const GivenKey &given, const EngineParts &parts, const KeyAccount &account);

// What a source may know the key as: NAME of "os.environ/NAME", "patchbay/vault:NAME" as it is; else empty.
std::string_view referenceIn(std::string_view name);
// A service account's key file tells itself from a token.
bool isJsonObject(const SecretBytes &key);

} // namespace patchbay
