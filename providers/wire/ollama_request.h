// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writes canonical requests as bodies of Ollama's /api/chat.
#pragma once

#include "providers/wire/codec.h"

#include <string>

namespace patchbay::wire {

Result<std::string> writeOllamaRequest(const ChatRequest &request, const Target &target);

} // namespace patchbay::wire
