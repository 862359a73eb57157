// SPDX-License-Identifier: GPL-3.0-or-later
//
// What Gemini says about an answer beside its parts: grounding, log probabilities, safety.
#pragma once

#include "providers/core/chat_response.h"
#include "providers/wire/json_view.h"

namespace patchbay::wire {

// Annotations, log probabilities and provider-specific fields of a candidate.
MessageFields readGeminiFields(const JsonView &candidate, int choice);

// The event for a part that is no text and no call: a picture, a sound, a tool that Google ran.
MessageFields readGeminiPart(const JsonView &part, int choice);

} // namespace patchbay::wire
