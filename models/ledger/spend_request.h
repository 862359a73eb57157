// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is asked of the ledger's sums, and what comes back. Plain values.
#pragma once

#include "models/ledger/attempt_row.h"
#include "providers/core/clock.h"
#include "providers/core/money.h"

#include <QList>
#include <QStringList>
#include <QTimeZone>

namespace patchbay {

enum class SpendDimension {
    Model, Provider, Group, Deployment, Key, ProviderKey, Team, User, Customer, Project, Tag, Status, Endpoint, Failure, Run, TagList,
    Hour, Day, Week, Month,
};
// TagList: all tags of an attempt together, as a JSON array, so that each attempt counts once.
// Run: a comparison's or evaluation's attempts together, by the run's id; "" for calls that belong to none.
// "model", "provider", "key" (the virtual key), "provider_key", …, "month".
QString spendDimensionName(SpendDimension dimension);
std::optional<SpendDimension> spendDimensionFromName(QStringView name);
QStringList spendDimensionNames();

// Rows whose value of the dimension is one of these, or none of them; an empty list matches nothing, or everything.
// Not of times. An attempt without tags has the tag "".
struct SpendCondition {
    SpendDimension dimension;
    QStringList values;
    bool except = false;
    bool operator==(const SpendCondition &) const = default;
};

// What was paid for nothing; the conditions stand in docs/spend.md.
enum class SpendTrait {
    RetriedBilled, // failed with an amount, and tried again
    FailedBilled, // failed with an amount, and that was the end
    Cancelled, // with an amount; the reader left before the answer ended
    Short, // a small question with a small answer, no reasoning
    Repeated, // with an amount, under a cache key that an answer of the 24 hours before has
    Uncached, // a long prompt, none of it from the provider's cache, soon after one of the same caller and model and of about its length
};

struct SpendRequest {
    QList<SpendDimension> by {}; // none: one row with the total
    std::optional<WallTime> from {};
    std::optional<WallTime> to {}; // not included
    QTimeZone zone = QTimeZone::utc(); // of hours, days, weeks (from Monday) and months
    bool withSimulated = false;
    QList<SpendCondition> where {}; // all of them
    std::optional<SpendTrait> trait {};
    bool withLatency = false; // percentiles; not together with hours
    bool withFirst = false; // when the earliest attempt of each group started; not together with times
    bool outside = false; // instead, what started before `from`, or at `to` or later; without percentiles
    std::optional<int> hourOfWeek {}; // only what started in this hour of the zone's weeks; models/ledger/spend_sum.h
    bool operator==(const SpendRequest &) const = default;
};

// The questions that one of what lies outside is made of, the newer rows first.
QList<SpendRequest> partsOutside(const SpendRequest &request);

struct SpendRow {
    // One for each dimension of the request. Hours are "2026-11-22T14:00+01:00", days "2026-11-22", weeks
    // "2026-W47", months "2026-11"; status is success, failure, unknown or open. Empty where nothing is known.
    QStringList values;
    // Of callers: attempts that were the first of their request to end. One request may take several attempts, and counts
    // where that first one does, so that groups add up to their total.
    qint64 requests = 0;
    qint64 attempts = 0;
    qint64 failed = 0; // attempts
    qint64 succeeded = 0; // attempts that ended without an error
    qint64 promptTokens = 0;
    qint64 completionTokens = 0;
    qint64 cachedTokens = 0;
    qint64 cacheCreationTokens = 0;
    qint64 reasoningTokens = 0;
    std::optional<Money> known; // nothing when no amount is known
    Money estimated; // in `known`, but estimated, neither reported nor computed from usage
    qint64 unpriced = 0; // attempts that ended without a known amount
    QString basis; // reported, computed, estimated, unknown, or mixed
    qint64 estimatedRows = 0; // with an amount, estimated
    qint64 open = 0; // in flight
    qint64 cacheHits = 0;
    qint64 duration = 0; // of the successes together, microseconds
    qint64 firstToken = 0; // of those that streamed together, microseconds
    qint64 firstTokens = 0; // how many those are
    std::optional<Microseconds> median {}; // of successes; where asked for
    std::optional<Microseconds> p95 {};
    WallTime first {}; // where asked for; else the beginning of what was asked
    bool operator==(const SpendRow &) const = default;
};

} // namespace patchbay
