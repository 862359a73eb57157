// SPDX-License-Identifier: GPL-3.0-or-later
//
// Decodes what SageMaker's endpoints answer: OpenAI's form, Hugging Face's text generation, JumpStart's.
#pragma once

#include "providers/wire/codec.h"
#include "providers/wire/json_view.h"

#include <optional>

namespace patchbay::wire {

std::unique_ptr<StreamDecoder> makeSageMakerStream(const Target &target, StreamLimits limits);

// "generated_text", "generation" or "outputs", in an object or a list of them; nothing where there is none.
std::optional<ChatResponse> readGeneratedText(const JsonView &json, const Target &target);

} // namespace patchbay::wire
