// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a call of the Responses API says that a chat has no word for.
#pragma once

#include "providers/catalog/catalog.h"
#include "providers/wire/json_view.h"

#include <string>
#include <vector>

namespace patchbay::wire {

// Names of what the call asks for and no chat of the family can do; those that only concern OpenAI's own
// storage, cache and accounting are not among them (docs/compatibility.md).
std::vector<std::string> withoutCounterpart(const JsonView &body, ApiFamily family);

// The same of a text completion: what it asks for that no chat can do.
std::vector<std::string> onlyOfCompletions(const JsonView &body);

// OpenAI's web search in any of its versions: a chat has web_search_options for it.
bool isWebSearchTool(const JsonView &tool);
// A tool that OpenAI runs itself, or that a chat has no form for.
bool isHostedTool(const JsonView &tool);

} // namespace patchbay::wire
