// SPDX-License-Identifier: GPL-3.0-or-later
//
// Response objects of OpenAI's Responses API, told from other values and made of chat answers.
#pragma once

#include "providers/core/chat_response.h"
#include "providers/wire/json_view.h"

#include <string>

namespace patchbay::wire {

bool isResponseObject(const JsonView &json);

// The Response that a chat answer would have been: reasoning, message and calls as output items.
std::string writeResponseObject(const ChatResponse &answer);

} // namespace patchbay::wire
