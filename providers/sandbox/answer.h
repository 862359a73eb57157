// SPDX-License-Identifier: GPL-3.0-or-later
//
// Answer: what a simulated model says to a request. Pure and deterministic: request, seed and
// options decide every byte.
#pragma once

#include "providers/core/chat_request.h"
#include "providers/sandbox/persona.h"

#include <cstdint>
#include <string>
#include <vector>

namespace patchbay::sandbox {

struct TokenCounts {
    std::int64_t prompt = 0; // all of it, cached parts included
    std::int64_t cached = 0;
    std::int64_t cacheWritten = 0;
    std::int64_t images = 0; // part of prompt
    std::int64_t reasoning = 0; // part of completion
    std::int64_t completion = 0;
};

struct Answer {
    enum class Finish : std::uint8_t { Stop, StopSequence, Length, ToolCalls };
    std::string reasoning;
    std::string text;
    std::vector<ToolCall> toolCalls;
    Finish finish = Finish::Stop;
    std::string stopSequence; // that ended it
    TokenCounts tokens;
    Pace pace;
};

// How a provider's prompt cache shows up in its usage.
enum class CacheStyle : std::uint8_t {
    None,
    Automatic, // earlier turns count as cached, in steps of 128 tokens
    Marked, // the prefix is written in the first turn and read in later ones
};

struct AnswerOptions {
    std::uint64_t seed = 1;
    int choice = 0; // of the n that were asked for
    CacheStyle cache = CacheStyle::None;
    bool reasoningAllowed = true; // the request switched it off otherwise
    bool reasoningWanted = false; // the request asks for it, whatever the model's habit
    std::string text; // a rule's own answer; empty: the model's
    int answerTokens = 0; // a rule's length; 0: the model's
};

Answer answerFor(const ChatRequest &request, const AnswerOptions &options);

} // namespace patchbay::sandbox
