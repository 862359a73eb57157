// SPDX-License-Identifier: GPL-3.0-or-later
//
// What reports and observers call an attempt, in LiteLLM's words.
#pragma once

#include "providers/core/attempt.h"

namespace patchbay {

// "acompletion", "aembedding", "aimage_generation", … of AttemptDraft::endpoint.
std::string callTypeOf(std::string_view endpoint);
// The status of a failed attempt; of its class where the provider's was none of a failure, as of a stream that was cut.
int failureStatus(const AttemptOutcome &outcome);

} // namespace patchbay
