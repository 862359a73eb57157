// SPDX-License-Identifier: GPL-3.0-or-later
//
// A whole answer as the events of a stream that would fold to it.
#pragma once

#include "providers/core/chat_response.h"

#include <vector>

namespace patchbay::wire {

// Everything but the usage, which a decoder reports last.
void appendEvents(const ChatResponse &response, std::vector<StreamEvent> &events);

// Appends the event unless it carries nothing.
void appendUnlessEmpty(MessageFields fields, std::vector<StreamEvent> &events);

} // namespace patchbay::wire
