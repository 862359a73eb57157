// SPDX-License-Identifier: GPL-3.0-or-later
//
// The sample ledger: a made-up quarter of three teams and nine models in a file of its own, for a first look and for
// pictures. Every row is marked as simulated, so that it would not count even if it came into a real ledger.
//
// Drawn from a fixed seed: the same day gives the same rows. In it: weeks and weekends, slow growth, one model without a
// price, an outage of a provider with fallbacks, a price that is halved, and one day of a key that retries without end.
#pragma once

#include "models/ledger/attempt_row.h"

#include <QString>

#include <functional>

namespace patchbay {

struct SampleAttempt {
    AttemptDraft draft;
    AttemptOutcome outcome;
};

// The quarter that ends at `now`, in order of time. Pure.
void drawSample(WallTime now, const std::function<void(const SampleAttempt &)> &row);

// Nothing happens where the file is there and not older than two days. On a thread that may wait: a second's work.
Result<void> makeSampleLedger(const QString &file, WallTime now);

} // namespace patchbay
