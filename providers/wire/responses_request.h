// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writes chat requests as bodies of OpenAI's Responses API.
#pragma once

#include "providers/wire/codec.h"

#include <string>

namespace patchbay::wire {

Result<std::string> writeResponsesRequest(const ChatRequest &request, const Target &target);

} // namespace patchbay::wire
