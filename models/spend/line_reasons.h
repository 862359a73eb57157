// SPDX-License-Identifier: GPL-3.0-or-later
//
// Why a line of a bill differs from the ledger: each reason takes what its figures can account for, and no more. Pure;
// inside the room only.
#pragma once

#include "models/spend/reconciliation.h"

namespace patchbay {

// Tokens are the same where they differ by less than a two-hundredth: providers count some words otherwise.
bool closeTo(qint64 left, qint64 right);
// Fills `parts` with what the line alone tells of its difference, and `counts` with the tokens and calls that differ where
// no amount shows it.
void explainLine(ReconciledLine &line);

} // namespace patchbay
