// SPDX-License-Identifier: GPL-3.0-or-later
//
// Decodes streams of Bedrock: ConverseStream and InvokeModelWithResponseStream.
#pragma once

#include "providers/wire/codec.h"

namespace patchbay::wire {

std::unique_ptr<StreamDecoder> makeBedrockStream(const Target &target, StreamLimits limits);

} // namespace patchbay::wire
