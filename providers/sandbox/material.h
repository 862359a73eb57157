// SPDX-License-Identifier: GPL-3.0-or-later
//
// Material: what there is to say to a prompt, before a model's character decides how much of it is
// said and in which order.
#pragma once

#include "providers/core/random.h"
#include "providers/sandbox/question.h"

#include <string>
#include <vector>

namespace patchbay::sandbox {

struct Material {
    std::string lead; // the answer in one or two sentences
    std::vector<std::string> points; // what else is worth knowing, a sentence each
    std::string block; // Markdown that was asked for: code, table, list
    std::string closing;
    std::vector<std::string> thoughts; // how one gets there, for models that reason
    bool exact = false; // the lead is the whole answer, nothing may be added
};

Material materialFor(const Question &question, Random &random);

// The parts that materialFor chooses from.
std::string codeBlock(std::string_view prompt);
// Nothing when the prompt names no task for which there is code.
bool asksForCode(std::string_view lowerPrompt);
// "The capital of France is Paris." for the few facts that everybody asks a new model.
std::string knownFact(std::string_view lowerPrompt);

} // namespace patchbay::sandbox
