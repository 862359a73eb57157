// SPDX-License-Identifier: GPL-3.0-or-later
//
// What one attempt counts in sums. The one place that says it: cells and sums over rows both ask here. Inside the room only.
#pragma once

#include "models/ledger/ledger_keys.h"
#include "models/ledger/spend_figures.h"
#include "providers/core/attempt.h"

#include <optional>

namespace patchbay {

// What sums need of a row.
struct RowFacts {
    SpendStatus status = SpendStatus::Success;
    bool failed = false; // has an error class
    bool counts = false; // the first of its request to end
    bool cacheHit = false;
    std::optional<std::int64_t> amount {};
    Basis basis = Basis::Unknown;
    std::int64_t prompt = 0;
    std::int64_t completion = 0;
    std::int64_t cached = 0;
    std::int64_t cacheCreation = 0;
    std::int64_t reasoning = 0;
    std::int64_t duration = 0;
    std::optional<std::int64_t> firstToken {};
};

SpendFigures figuresOf(const RowFacts &row);
SpendFigures figuresOf(const AttemptOutcome &outcome, SpendStatus status, bool counts);
// What the amount alone adds: for one that is replaced.
SpendFigures amountFigures(const std::optional<std::int64_t> &amount, Basis basis);

} // namespace patchbay
