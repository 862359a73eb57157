// SPDX-License-Identifier: GPL-3.0-or-later
//
// Decodes streams of chat.completion.chunk objects.
#pragma once

#include "providers/wire/codec.h"

namespace patchbay::wire {

std::unique_ptr<StreamDecoder> makeOpenAiStream(const Target &target, StreamLimits limits);

} // namespace patchbay::wire
