// SPDX-License-Identifier: GPL-3.0-or-later
//
// How hard a prompt looks, without asking anybody: a score from 0 (a greeting) to 1 (a proof with code),
// and what it is made of. Counts marks of difficulty in English, German, French and Spanish; knows
// nothing of meaning, so it is a hint for `patchbay.rules`, not a judge. Pure.
#pragma once

#include "providers/core/chat_request.h"

#include <string>
#include <string_view>
#include <vector>

namespace patchbay::routing {

struct ComplexityPart {
    std::string_view feature; // "length", "code", "reasoning words", …
    double points = 0; // what it adds to the score
    std::string why; // "1,240 words", "prove, step by step"
};

struct Complexity {
    double score = 0;
    std::vector<ComplexityPart> parts; // those that added something, largest first
};

// The last user message counts, with the system prompt's rules, tools and the length of the talk.
Complexity scoreComplexity(const ChatRequest &request);
Complexity scoreComplexity(std::string_view prompt);

} // namespace patchbay::routing
