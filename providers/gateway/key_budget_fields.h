// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a call's JSON says about the money of a key or an account: budgets, soft budgets, windows, models, fallbacks.
#pragma once

#include "providers/gateway/virtual_key.h"
#include "providers/wire/json_view.h"

namespace patchbay::gateway {

// A number, or a text that is one: LiteLLM takes "10" for 10.
std::optional<double> numberIn(const wire::JsonView &value);

// Fields that are not there change nothing. BadRequest naming the field that cannot be read.
Result<void> readBudgetFields(VirtualKey &key, const wire::JsonView &json, WallTime now,
                              const std::chrono::time_zone *zone);

} // namespace patchbay::gateway
