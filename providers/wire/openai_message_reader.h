// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads OpenAI-shaped messages, content parts and tool calls into canonical values.
#pragma once

#include "providers/core/chat_request.h"
#include "providers/core/result.h"
#include "providers/wire/json_view.h"

#include <string>

namespace patchbay::wire {

// BadRequest that names the field: "messages[2].role".
Error badField(std::string field, std::string_view what);

// Where a message stands, for error messages: written out only when there is one.
struct MessagePlace {
    std::size_t number = 0;
    std::string path() const { return "messages[" + std::to_string(number) + "]"; }
};

Result<Message> readMessage(const JsonView &json, const MessagePlace &place);

// Understands functions, custom tools, and arguments written as an object instead of a text.
ToolCall readToolCall(const JsonView &json);

ContentPart readContentPart(const JsonView &json);

// The members of an object that are not in the list, as an object; empty when there are none.
JsonText remainingMembers(const JsonView &object, std::initializer_list<std::string_view> known);

} // namespace patchbay::wire
