// SPDX-License-Identifier: GPL-3.0-or-later
//
// Draft: an answer before limits, stop sequences and counting.
#pragma once

#include "providers/core/random.h"
#include "providers/sandbox/persona.h"
#include "providers/sandbox/question.h"

#include <string>
#include <vector>

namespace patchbay::sandbox {

struct Draft {
    std::string reasoning;
    std::string text;
    std::vector<ToolCall> toolCalls;
};

// Prose in the model's manner: triage answers and answers to everything else.
Draft proseDraft(const Question &question, const Persona &persona, Random &random);
Draft triageDraft(const Question &question, const Persona &persona);
// About `tokens` tokens of sections on the prompt's subject.
std::string longText(const Question &question, std::int64_t tokens, Random &random);

// Whether the model calls a tool now, and the call that it makes.
bool callsTool(const ChatRequest &request, const Question &question, const Persona &persona);
ToolCall toolCallFor(const ChatRequest &request, const Question &question, std::uint64_t seed);
// What the tools told, in a sentence or a list; empty without results.
std::string toolFindings(const Question &question);
// An incident or ticket number in the tools' results, such as INC-2291; empty without.
std::string incidentIn(const Question &question);

} // namespace patchbay::sandbox
