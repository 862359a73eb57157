// SPDX-License-Identifier: GPL-3.0-or-later
//
// Passing an OpenAI chat answer on as it came, where reading it and writing it anew would say the same: a text, a
// usage, a finish reason that everybody knows, and no member beyond OpenAI's own. Pure.
#pragma once

#include "providers/core/usage.h"

#include <optional>
#include <string>
#include <string_view>

namespace patchbay::wire {

struct RelayedAnswer {
    std::string body; // with the other model's name, otherwise byte for byte
    Usage usage;
    std::string finishReason;
    std::string serviceTier;
    std::string id;
};

// `model` is what the answer is to call its model. Nothing where the answer has to be read and written anew:
// reasoning, tool calls, foreign finish reasons, unknown members, a missing usage, bytes that are no JSON.
std::optional<RelayedAnswer> relayOpenAiAnswer(std::string_view body, std::string_view model);

} // namespace patchbay::wire
