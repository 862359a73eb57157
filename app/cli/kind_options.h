// SPDX-License-Identifier: GPL-3.0-or-later
//
// The commands for calls besides chat, and the options that each of them takes.
#pragma once

#include "app/cli/arguments.h"
#include "providers/core/call_kind.h"

#include <string>
#include <string_view>
#include <vector>

namespace patchbay::cli {

struct KindVerb {
    std::string_view name; // "embed"
    CallKind kind;
    std::string_view synopsis; // what has to be given
    std::string_view does;
};

// Nothing where no verb has that name.
const KindVerb *kindVerb(std::string_view name);

// In the order in which a help text shows them.
std::vector<Option> optionsOf(const KindVerb &verb);

// What is missing or cannot be, as a sentence; empty where the call can be made.
std::string usageProblem(const Result<Arguments> &arguments, const KindVerb &verb);

} // namespace patchbay::cli
