// SPDX-License-Identifier: GPL-3.0-or-later
//
// The names under which a model's facts may stand, besides the one that it is called by.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

// The most exact first, the given name itself left out: "us.anthropic.claude-…" of Bedrock is priced as
// "anthropic.claude-…", "ft:gpt-4o:org::id" as "ft:gpt-4o", "llama3.2:1b" of Ollama as "llama3.2".
std::vector<std::string> otherNamesOf(std::string_view provider, std::string_view name);

} // namespace patchbay
