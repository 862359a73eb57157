// SPDX-License-Identifier: GPL-3.0-or-later
//
// The fields of a virtual key in LiteLLM's JSON.
#pragma once

#include "providers/gateway/virtual_key.h"

namespace patchbay::wire {
class JsonView;
class JsonWriter;
} // namespace patchbay::wire

namespace patchbay::gateway {

// Takes over the fields that are there; null takes a limit away. checkAdminFields() has seen them.
Result<void> readKeyFields(VirtualKey &key, const wire::JsonView &json, WallTime now,
                           const std::chrono::time_zone *zone = nullptr);
// Members of an object that is open.
void writeKeyFields(wire::JsonWriter &writer, const VirtualKey &key, Money spent);
// The part of them that accounts have too: spend, budgets, limits, models, metadata, times.
void writeLimits(wire::JsonWriter &writer, const VirtualKey &key, Money spent);
// LiteLLM's litellm_budget_table of an account: an object, or null where nothing limits it.
void writeBudgetTable(wire::JsonWriter &writer, const VirtualKey &account);

} // namespace patchbay::gateway
