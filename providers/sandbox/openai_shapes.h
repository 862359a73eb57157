// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pieces of OpenAI's request shape that Ollama borrowed: tools, tool calls, content parts.
// Inside the room only: it brings Boost.JSON.
#pragma once

#include "providers/core/chat_request.h"

#include <boost/json.hpp>

#include <string>
#include <vector>

namespace patchbay::sandbox {

std::vector<ContentPart> openAiContent(const boost::json::value &content);
// tool_calls, or the older function_call.
std::vector<ToolCall> openAiToolCalls(const boost::json::object &message);
// tools, or the older functions.
std::vector<ToolDefinition> openAiTools(const boost::json::object &body);
ToolChoice openAiToolChoice(const boost::json::object &body);
ResponseFormat openAiResponseFormat(const boost::json::object &body);
std::vector<std::string> stringOrList(const boost::json::value &value);
// "data:image/png;base64,…" or an address.
MediaSource mediaFromUrl(std::string_view url);

} // namespace patchbay::sandbox
