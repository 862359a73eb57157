// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads answers of Bedrock's Converse API.
#pragma once

#include "providers/core/chat_response.h"
#include "providers/wire/codec.h"
#include "providers/wire/json_view.h"

namespace patchbay::wire {

Usage readConverseUsage(const JsonView &usage);

// The answer in a Converse object; the caller sees to id, time and model.
ChatResponse readConverseResponse(const JsonView &json);

// Tools that the service ran itself come with this type and are not the client's.
bool isServerTool(const JsonView &toolUse);

// {"server_tool_use": [...]} around one block.
JsonText serverToolField(std::string_view block);

} // namespace patchbay::wire
