// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/core/attempt.h"

namespace patchbay {

std::string_view attemptStateName(AttemptState state)
{
    switch (state) {
    case AttemptState::Reserved: return "reserved";
    case AttemptState::Sent: return "sent";
    case AttemptState::Settled: return "settled";
    case AttemptState::Voided: return "voided";
    case AttemptState::Unknown: break;
    }
    return "unknown";
}

} // namespace patchbay
