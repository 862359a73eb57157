// SPDX-License-Identifier: GPL-3.0-or-later
//
// Requests prepared for a codec that another one builds upon.
#pragma once

#include "providers/core/chat_request.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/parameters.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::wire {

// The request without the named extra parameters.
ChatRequest withoutParameters(const ChatRequest &request, const std::vector<std::string_view> &names);

// The request without parts that hold sound or video (or video alone), which the target has no form for:
// UnsupportedParams, or with drop_params left out. Nothing where there are none.
Result<std::optional<ChatRequest>> withoutSoundAndVideo(const ChatRequest &request, const Target &target);
Result<std::optional<ChatRequest>> withoutVideo(const ChatRequest &request, const Target &target);

// A schema that was asked for becomes a tool that has to be called; its arguments are the answer.
ChatRequest withSchemaTool(ChatRequest request);

// tool_choice "allowed_tools", for formats that do not know it: the tools are those that are allowed, and one of them has
// to be called where the mode says so.
bool asksForAllowedTools(const ChatRequest &request);
ChatRequest withAllowedTools(ChatRequest request);

// Opens an object and writes all members of `object` but the named ones; the caller adds and closes.
void reopenObject(JsonWriter &writer, std::string_view object, std::initializer_list<std::string_view> without);

} // namespace patchbay::wire
