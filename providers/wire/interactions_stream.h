// SPDX-License-Identifier: GPL-3.0-or-later
//
// Decodes interactions of Gemini's Interactions API, streamed and whole.
#pragma once

#include "providers/wire/codec.h"
#include "providers/wire/json_view.h"

namespace patchbay::wire {

std::unique_ptr<StreamDecoder> makeInteractionsStream(const Target &target, StreamLimits limits);

// Of a checked answer; the interaction's own failure is the error.
Result<ChatResponse> decodeInteraction(const JsonView &json, const Target &target);

} // namespace patchbay::wire
