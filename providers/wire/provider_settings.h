// SPDX-License-Identifier: GPL-3.0-or-later
//
// Regions, projects and what else belongs to an account: where a request's address takes them from.
#pragma once

#include "providers/core/chat_request.h"
#include "providers/wire/codec.h"

#include <string>
#include <string_view>
#include <vector>

namespace patchbay::wire {

// The call's own parameter, else the target's value, else the row's fallback; may be empty.
std::string settingOf(const ChatRequest &request, const Target &target, std::string_view name);

// The same; BadRequest naming the variable where there is none.
Result<std::string> needSetting(const ChatRequest &request, const Target &target, std::string_view name);

// The target's address with every {name} filled in.
Result<std::string> filledAddress(const ChatRequest &request, const Target &target);

// The parameters that set settings or name credentials: they are not sent in the body.
std::vector<std::string_view> settingParameters(const Target &target);

} // namespace patchbay::wire
