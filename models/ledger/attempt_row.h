// SPDX-License-Identifier: GPL-3.0-or-later
//
// What readers of the ledger get: rows, filters and sums. Plain values.
#pragma once

#include "providers/core/attempt.h"

#include <QDate>

namespace patchbay {

struct AttemptRow {
    std::int64_t sequence = 0; // in the order of reservation, whatever the clock said
    AttemptState state = AttemptState::Reserved;
    AttemptDraft draft;
    AttemptOutcome outcome; // outcome.state repeats state
    std::optional<WallTime> sentAt;
    std::optional<WallTime> endedAt;
};

// Empty fields match everything.
struct AttemptFilter {
    std::optional<WallTime> from {};
    std::optional<WallTime> to {}; // not included
    std::string provider {};
    std::string model {};
    std::string parent {};
    std::string requestId {};
    std::string anyId {}; // of the attempt, its request, its parent, or the one that the provider gave the answer
    std::string tag {};
    // One of several; empty lists match everything.
    std::vector<std::string> models {};
    std::vector<std::string> virtualKeys {};
    std::vector<std::string> teams {};
    std::vector<std::string> users {};
    std::vector<std::string> customers {};
    std::optional<AttemptState> state {};
    bool onlyFailed = false; // with an error class
    bool withSimulated = true;
};

// Over a span of start times; simulated and voided attempts are not in it.
struct LedgerSums {
    Money known; // sum of the known amounts
    std::int64_t attempts = 0;
    std::int64_t estimated = 0; // in `known`, but estimated from the text, not reported or computed from usage
    std::int64_t unknown = 0; // ended, amount not known: never counted as 0
    std::int64_t inFlight = 0; // reserved or sent
    bool operator==(const LedgerSums &) const = default;
};

struct LedgerDay {
    QDate date;
    LedgerSums sums;
    bool operator==(const LedgerDay &) const = default;
};

} // namespace patchbay
