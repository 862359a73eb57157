// SPDX-License-Identifier: GPL-3.0-or-later
//
// Drafts and outcomes for the ledger's tests.
#pragma once

#include "providers/core/attempt.h"
#include "providers/core/clock.h"

#include <QString>

namespace patchbay {

class SetClock final : public Clock {
public:
    WallTime now() const override { return wall; }
    SteadyTime steadyNow() const override { return {}; }
    // 2026-11-22 12:00:00 UTC
    WallTime wall { std::chrono::seconds(1'795'348'800) };
};

inline AttemptDraft draft(const std::string &id, WallTime start = SetClock().now())
{
    return { .attemptId = id,
             .requestId = "req_" + id,
             .parent = "run_1",
             .number = 2,
             .endpoint = "chat",
             .provider = "openai",
             .model = "gpt-4o",
             .group = "fast",
             .deployment = "dep1",
             .providerKey = "OPENAI_API_KEY",
             .virtualKey = "vk",
             .team = "team",
             .user = "user",
             .customer = "customer",
             .project = "project",
             .tags = { "a", "ü \"quoted\"" },
             .stream = true,
             .simulated = false,
             .start = start,
             .reserved = Money { 5'000 } };
}

inline AttemptOutcome outcome(std::optional<std::int64_t> nanoDollars, WallTime end = SetClock().now())
{
    AttemptOutcome made;
    made.end = end;
    made.usage.promptTokens = 12;
    made.usage.completionTokens = 0;
    made.usage.totalTokens = 12;
    made.usage.cachedTokens = 3;
    made.usage.webSearches = 1;
    made.usage.serviceTier = "flex";
    made.usage.reportedCost = "0.00123";
    made.amount.basis = nanoDollars ? Basis::Computed : Basis::Unknown;
    if (nanoDollars) {
        made.amount.money = Money { *nanoDollars };
        made.amount.priceTable = "built-in 2026-11-20";
    }
    made.httpStatus = 200;
    made.finishReason = "stop";
    made.timeToFirstToken = Microseconds(210'000);
    made.duration = Microseconds(1'234'567);
    made.bytesSent = 1'000;
    made.bytesReceived = 2'000;
    return made;
}

} // namespace patchbay
