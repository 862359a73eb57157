// SPDX-License-Identifier: GPL-3.0-or-later
//
// Decodes streams of Anthropic's Messages API.
#pragma once

#include "providers/wire/codec.h"

namespace patchbay::wire {

std::unique_ptr<StreamDecoder> makeAnthropicStream(const Target &target, StreamLimits limits);

} // namespace patchbay::wire
