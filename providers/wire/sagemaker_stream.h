// SPDX-License-Identifier: GPL-3.0-or-later
//
// Decodes what SageMaker's endpoints answer: OpenAI's form, Hugging Face's text generation, JumpStart's.
#pragma once

#include "providers/wire/codec.h"

#include <memory>

namespace patchbay::wire {

std::unique_ptr<StreamDecoder> makeSageMakerStream(const Target &target, StreamLimits limits);

} // namespace patchbay::wire
