// SPDX-License-Identifier: GPL-3.0-or-later
//
// Attempts of a made-up company over a year, for the ledger's benchmark: thirty models of eight providers, sixty virtual keys of
// twelve teams with a few models each, three hundred users, ten tags; days and nights, retries and fallbacks. In order
// of time; the same seed gives the same rows.
#pragma once

#include "providers/core/attempt.h"
#include "providers/core/random.h"

namespace patchbay::cli {

class LedgerGenerator {
public:
    struct Row {
        AttemptDraft draft;
        AttemptOutcome outcome;
    };
    // `rows` attempts between the two moments.
    LedgerGenerator(std::int64_t rows, WallTime from, WallTime to);
    Row next();

private:
    int draw(int below);
    void begin();
    void end(Row &row);

    SeededRandom m_random;
    WallTime m_time;
    double m_step; // microseconds from one attempt to the next, on average
    AttemptDraft m_call; // the one that goes on while its attempts fail
    bool m_again = false;
};

} // namespace patchbay::cli
