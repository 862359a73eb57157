// SPDX-License-Identifier: GPL-3.0-or-later
//
// Model names of Amazon Bedrock: which route, which maker, which region.
#pragma once

#include <string>
#include <string_view>

namespace patchbay::wire {

// "invoke/us-east-1/us.anthropic.claude-…": route, region, geography, maker, model.
struct BedrockModel {
    enum class Route { Converse, Invoke };
    Route route = Route::Converse;
    std::string id; // as it goes into the address: "us.anthropic.claude-…" or an ARN
    std::string region; // where the name tells one, else empty
    std::string maker; // "anthropic", "amazon", "meta", "mistral", "cohere"…; empty for a bare ARN
    std::string name; // what follows the maker

    bool is(std::string_view someMaker) const { return maker == someMaker; }
    bool isNova() const { return maker == "amazon" && name.starts_with("nova"); }
    // Claude models that can think: 3.7 and from 4 on.
    bool isThinkingClaude() const;
};

// Understands LiteLLM's spellings: "converse/…", "invoke/…", a region as a segment of its own,
// "us.", "eu.", "apac.", "global."… before the maker, and an ARN with a maker before it.
BedrockModel parseBedrockModel(std::string_view name);

} // namespace patchbay::wire
