// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which OpenAI parameters a request sets, and what happens to those that its target refuses.
#pragma once

#include "providers/core/chat_request.h"
#include "providers/core/result.h"
#include "providers/wire/codec.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace patchbay::wire {

struct DroppedParameters {
    std::vector<std::string_view> names;
    bool has(std::string_view name) const { return std::ranges::find(names, name) != names.end(); }
};

// True where the request asks for something with the parameter: n = 1 or tool_choice "auto" do not.
bool isSet(const ChatRequest &request, std::string_view name);

// Of the names that the target refuses (its own, the provider's and the model's rows), those that the request sets:
// UnsupportedParams, or with drop_params the list of what to leave out. LiteLLM's options of a call ("timeout"…) are
// always in the list: they are no provider's matter; so are "user" and the usual "service_tier" where refused.
Result<DroppedParameters> refuseParameters(const ChatRequest &request, const Target &target,
                                           std::vector<std::string_view> refused);

// True for LiteLLM's options of a call, and for what else is for whoever makes it: "timeout", "extra_headers"… They reach
// no provider, whatever the kind of call.
bool isCallOption(std::string_view name);

// max_completion_tokens, else max_tokens.
std::optional<std::int64_t> tokenLimit(const ChatRequest &request);

} // namespace patchbay::wire
