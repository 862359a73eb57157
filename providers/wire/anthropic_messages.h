// SPDX-License-Identifier: GPL-3.0-or-later
//
// The messages of a request in Anthropic's form: system texts apart, turns merged, tool results
// inside user turns.
#pragma once

#include "providers/core/chat_request.h"
#include "providers/wire/json_writer.h"

namespace patchbay::wire {

// Members "messages" and, where there are system texts or an instruction of our own, "system".
void writeAnthropicMessages(JsonWriter &writer, const ChatRequest &request, std::string_view instruction);

} // namespace patchbay::wire
