// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whether an attempt that failed is worth another, and after which wait. Pure.
#pragma once

#include "providers/core/random.h"
#include "providers/core/result.h"

#include <chrono>
#include <optional>

namespace patchbay {

struct RetryPolicy {
    int maximumAttempts = 3;
    std::chrono::milliseconds firstWait { 500 };
    std::chrono::milliseconds longestWait { 8'000 };
    // A provider that asks for more than this is not waited for.
    std::chrono::milliseconds longestRetryAfter { 20'000 };
};

// Rate limits (but not used-up quotas), timeouts, connection failures and the provider's own
// faults may pass; everything else fails the same way again. LiteLLM's rule: 408, 409, 429, 5xx.
bool isRetryable(const Error &error);

// The wait before attempt `finished` + 1; nothing when there is none. Honours Retry-After (never
// sooner), else doubles from firstWait with up to three quarters of jitter on top.
std::optional<std::chrono::milliseconds> retryDelay(const RetryPolicy &policy, int finished, const Error &error,
                                                    Random &random);

} // namespace patchbay
