// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writes canonical requests as bodies of Gemini's Interactions API. `previous_interaction_id`,
// `background`, `agent` and what else it has of its own travel as extra parameters.
#pragma once

#include "providers/wire/codec.h"

#include <string>

namespace patchbay::wire {

Result<std::string> writeInteractionsRequest(const ChatRequest &request, const Target &target);

} // namespace patchbay::wire
