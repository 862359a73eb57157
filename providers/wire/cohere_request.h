// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writes canonical requests as bodies of Cohere's v2 chat.
#pragma once

#include "providers/wire/codec.h"

#include <string>

namespace patchbay::wire {

Result<std::string> writeCohereRequest(const ChatRequest &request, const Target &target);

} // namespace patchbay::wire
