// SPDX-License-Identifier: GPL-3.0-or-later
//
// What no provider can have meant: negative counts and times, more tokens than any model takes, an answer dearer than a
// million dollars. Such a value is left out of the row, and kept beside it with the reason. Pure; inside the room only.
#pragma once

#include "providers/core/attempt.h"

#include <vector>

namespace patchbay {

struct Implausible {
    std::string_view field; // the column of `attempts`
    std::int64_t told = 0;
    std::string_view reason;
};

// Takes them out of the outcome; an amount that was computed from such counts goes with them.
std::vector<Implausible> removeImplausible(AttemptOutcome &outcome);
// Whether there is anything to take out.
bool isPlausible(const AttemptOutcome &outcome);

} // namespace patchbay
