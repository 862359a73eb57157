// SPDX-License-Identifier: GPL-3.0-or-later
//
// Decodes event streams of OpenAI's Responses API into chat events.
#pragma once

#include "providers/wire/codec.h"

namespace patchbay::wire {

std::unique_ptr<StreamDecoder> makeResponsesStream(const Target &target, StreamLimits limits);

} // namespace patchbay::wire
