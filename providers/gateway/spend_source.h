// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendSource: the port through which admin calls read the ledger; models/gateway implements it. Thread-safe;
// calls wait for the disk, so no I/O thread makes them.
#pragma once

#include "providers/core/attempt.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace patchbay::gateway {

// What sums are grouped by. A Day is "2026-11-22", in UTC; a Status is success, failure, unknown or open. An
// attempt with two tags counts fully under each.
enum class SpendBy : std::uint8_t {
    Day,
    Model,
    Provider,
    Group,
    Deployment,
    Key,
    Team,
    User,
    Customer,
    Tag,
    Endpoint,
    Status,
    Project,
};

struct SpendWhere {
    SpendBy by = SpendBy::Key;
    std::vector<std::string> values; // one of them; none at all matches nothing
};

struct SpendFilter {
    std::optional<WallTime> from;
    std::optional<WallTime> to; // not included
    std::vector<SpendWhere> where; // all of them
    std::string request; // id of the call, of the request or of the attempt; only for rows
};

struct SpendSum {
    std::vector<std::string> values; // in the order asked for
    std::int64_t requests = 0; // of callers; one may take several attempts
    std::int64_t attempts = 0;
    std::int64_t failed = 0; // attempts
    std::int64_t promptTokens = 0;
    std::int64_t completionTokens = 0;
    std::int64_t cachedTokens = 0;
    std::int64_t cacheCreationTokens = 0;
    Money known; // sum of the known amounts
    std::int64_t unpriced = 0; // attempts without a known amount
    WallTime first {}; // when the earliest of them started
};

struct SpendEntry {
    AttemptDraft draft;
    AttemptOutcome outcome; // its state says how far it is
    std::optional<WallTime> end;
};

class SpendSource {
public:
    virtual ~SpendSource() = default;
    // In the order of the values.
    virtual Result<std::vector<SpendSum>> sums(const std::vector<SpendBy> &by, const SpendFilter &filter) = 0;
    // Newest first.
    virtual Result<std::vector<SpendEntry>> entries(const SpendFilter &filter, std::size_t offset,
                                                    std::size_t atMost) = 0;
};

} // namespace patchbay::gateway
