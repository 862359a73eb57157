// SPDX-License-Identifier: GPL-3.0-or-later
//
// How many tokens a model may think where the caller names an effort: one rule for every family with budgets.
#pragma once

#include "providers/core/chat_request.h"
#include "providers/core/result.h"

#include <cstdint>
#include <string_view>

namespace patchbay::wire {

// As LiteLLM counts; 0 for "none" and words that are no effort.
std::int64_t thinkingBudget(std::string_view effort);

// The limit of an answer covers its thinking: a budget that does not fit under the caller's limit shrinks, down to
// the smallest that the model takes. Where that does not fit either: UnsupportedParams, or 0 with drop_params.
Result<std::int64_t> budgetWithinLimit(std::int64_t budget, std::int64_t smallest, const ChatRequest &request);

} // namespace patchbay::wire
