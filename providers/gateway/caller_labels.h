// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whom a call belongs to, as the ledger and observers are told: one list of the fields for calls that are sent, refused or
// answered from the cache. Pure.
#pragma once

#include "providers/core/attempt.h"
#include "providers/engine/call_labels.h"
#include "providers/gateway/key_book.h"

namespace patchbay::gateway {

CallLabels labelsOf(const Caller &caller);

// The caller's part of a draft, its tags too; ids, model and times are the call's to add.
AttemptDraft draftOf(const Caller &caller);

} // namespace patchbay::gateway
