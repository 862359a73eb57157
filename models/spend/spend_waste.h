// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendWaste: money that bought nothing, by kinds that the ledger's columns can tell. Each kind has the request whose
// rows it is. What the ledger cannot tell (the same prompt twice where no gateway keeps answers) is not here: it keeps no
// prompts. That a discount for cached prompts was not taken is told from lengths alone, and is an estimate.
#pragma once

#include "models/ledger/spend_query.h"

namespace patchbay {

class Catalog;

struct SpendWaste {
    SpendTrait trait = SpendTrait::RetriedBilled;
    SpendRequest rows;
    SpendRow sum; // of the rows
    // Of the sum. For Short: what the rows cost more than they would have with the average of `reference`. For Uncached: what
    // the prompts would have cost less from the cache, were they the same.
    Money wasted;
    QString reference {};
    bool isEstimate = false; // by its nature
    bool operator==(const SpendWaste &) const = default;
};

// "Retries that were billed"
QString wasteTitle(SpendTrait trait);
// What happened, in one sentence: "…"
QString wasteDetail(const SpendWaste &waste);
// What could be done about it.
QString wasteAdvice(const SpendWaste &waste);

// A model is dear for short questions where it costs at least this many times the cheapest one's average.
inline constexpr int dearFactor = 5;
// An average of fewer rows says nothing.
inline constexpr qint64 enoughRows = 20;

// Of the rows of Short grouped by model: those that are dear, and against which one. Pure.
struct DearModels {
    QStringList models;
    QString reference; // empty: none
    Money averageNano {}; // of the reference, a row
};
DearModels dearModels(const QList<SpendRow> &shortByModel);

// Dearest first; kinds without any row are left out. `by` of the request does not matter. Without price lists it is not told
// what caches would have saved.
Result<QList<SpendWaste>> readWaste(SpendQuery &query, const SpendRequest &request, const Catalog *catalog = nullptr);

} // namespace patchbay
