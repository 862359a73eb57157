// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bedrock's exceptions, by HTTP or inside a stream, in LiteLLM's classes.
#pragma once

#include "providers/core/http.h"
#include "providers/core/result.h"
#include "providers/wire/codec.h"

#include <string>
#include <string_view>

namespace patchbay::wire {

// The exception's name is in the header x-amzn-errortype, or in the body's __type.
Error bedrockError(const HttpResponse &response, const Target &target);

// Of an exception message in an event stream, which has a name ("throttlingException") and no status.
Error bedrockStreamError(std::string_view exception, std::string body, const Target &target);

} // namespace patchbay::wire
