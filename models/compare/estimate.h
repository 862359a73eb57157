// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a run will roughly take and cost, before it is started. Pure; every figure is an estimate.
#pragma once

#include "models/compare/model_directory.h"
#include "models/runs/run_record.h"

namespace patchbay {

struct RunEstimate {
    qint64 inputTokens = 0; // of one model's request
    int models = 0;
    std::optional<qint64> costNanoDollars; // of the models that have a price; nothing when none has
    int unpriced = 0;
    int pricedAfterwards = 0; // by pictures, seconds or searches, which nobody knows yet
    bool free = false; // all models are free by nature
    bool sandbox = false; // all answers are simulated
    bool operator==(const RunEstimate &) const = default;
};

// For every frame, of any model; see providers/tokens for exact counts.
qint64 estimateTokens(const QString &text);

RunEstimate estimateRun(const RunRecord &run, const ModelDirectory &directory);

} // namespace patchbay
