// SPDX-License-Identifier: GPL-3.0-or-later
//
// Decodes Replicate's predictions, whole and streamed. A stream's text stands bare in its events.
#pragma once

#include "providers/wire/codec.h"
#include "providers/wire/json_view.h"

namespace patchbay::wire {

std::unique_ptr<StreamDecoder> makeReplicateStream(const Target &target, StreamLimits limits);

// Of a checked prediction: failed ones, and those that are not done, are errors.
Result<ChatResponse> readPrediction(const JsonView &json, const Target &target);

bool isPredictionRunning(const JsonView &json);

} // namespace patchbay::wire
