// SPDX-License-Identifier: GPL-3.0-or-later
//
// A usage object as callers have it: OpenAI's chat, Responses, image and audio shapes, LiteLLM's
// additions, and the units of calls that are not billed by the token.
#pragma once

#include "providers/core/result.h"
#include "providers/core/usage.h"

#include <string_view>

namespace patchbay::cli {

// BadRequest for anything but an object, and for a count that is negative or no number.
Result<Usage> readUsage(std::string_view json);

} // namespace patchbay::cli
