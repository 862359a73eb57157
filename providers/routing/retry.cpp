// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/retry.h"

#include <algorithm>

namespace patchbay {

bool isRetryable(const Error &error)
{
    if (error.quotaExhausted || error.permanent) {
        return false;
    }
    switch (error.kind) {
    case ErrorClass::RateLimit:
    case ErrorClass::Timeout:
    case ErrorClass::InternalServer:
    case ErrorClass::ApiConnection:
    case ErrorClass::BadGateway:
    case ErrorClass::ServiceUnavailable: return true;
    case ErrorClass::Cancelled:
    case ErrorClass::LedgerUnavailable:
    case ErrorClass::ApiResponseValidation:
    case ErrorClass::BudgetExceeded: return false;
    default: return error.status == 409 || error.status >= 500;
    }
}

std::optional<std::chrono::milliseconds> retryDelay(const RetryPolicy &policy, int finished, const Error &error,
                                                    Random &random)
{
    using std::chrono::milliseconds;
    if (finished >= policy.maximumAttempts || !isRetryable(error)) {
        return std::nullopt;
    }
    if (error.retryAfter && *error.retryAfter > policy.longestRetryAfter) {
        return std::nullopt;
    }
    constexpr int largestShift = 20;
    const milliseconds doubled = policy.firstWait * (1 << std::min(finished - 1, largestShift));
    const milliseconds wait = std::min(doubled, policy.longestWait);
    constexpr double jitter = 0.75;
    const auto jittered = milliseconds(
        static_cast<milliseconds::rep>(static_cast<double>(wait.count()) * (1 + jitter * random.nextUnit())));
    return error.retryAfter ? std::max(*error.retryAfter, milliseconds(0)) + (jittered - wait) : jittered;
}

} // namespace patchbay
