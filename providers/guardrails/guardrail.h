// SPDX-License-Identifier: GPL-3.0-or-later
//
// Guardrail: one check of what goes to models and comes from them, as the configuration says it. A value, immutable
// once read, shared between threads; what it decides is a function of the text alone. A guardrail that asks a
// service over HTTP only says which: the gateway asks.
#pragma once

#include "providers/core/json_text.h"
#include "providers/guardrails/json_texts.h"
#include "providers/guardrails/text_findings.h"

#include <memory>
#include <optional>
#include <regex>

namespace patchbay::guardrails {

enum class Mode : std::uint8_t { PreCall, DuringCall, PostCall, LoggingOnly };
enum class Action : std::uint8_t { Block, Mask };

// One of: a pattern, an expression, a word. An empty one is an attempt at injection.
struct TextRule {
    std::string name; // for messages and masks
    Action action = Action::Block;
    std::optional<Pattern> pattern {};
    std::shared_ptr<const std::regex> expression {};
    std::string word {}; // small letters; whole words only
    bool injection = false;
};

struct ToolRule {
    std::string id;
    std::shared_ptr<const std::regex> name;
    bool allow = false;
};

// A service that decides: LiteLLM's generic guardrail API.
struct HttpCheck {
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers; // os.environ/NAME filled in
    JsonText parameters; // additional_provider_specific_params
};

struct Guardrail {
    std::string name;
    std::vector<Mode> modes;
    bool defaultOn = false;
    bool failOpen = false; // where it cannot decide, what it looks at passes
    std::string unsupported {}; // why it cannot decide at all; empty: it can
    std::vector<TextRule> rules {};
    std::vector<ToolRule> tools {};
    bool otherTools = true; // of tools that no rule names
    JsonText schema {}; // of answers
    std::size_t maximumCharacters = 0; // of all texts together; 0: no limit
    std::optional<HttpCheck> http {};

    bool has(Mode mode) const;
};

// Where a rule of words finds something; nothing for one of injections.
std::vector<Finding> findRule(const TextRule &rule, std::string_view text);

// What became of a body.
struct Outcome {
    std::string reason; // why it is blocked; empty: it is not
    std::string json; // with masks, where some were put in; else empty
};

// The local part of a guardrail over a whole JSON body.
Outcome inspect(const Guardrail &guardrail, std::string_view json, Side side);
// Over texts: masks in place; the reason where they are blocked.
std::string inspectTexts(const Guardrail &guardrail, std::vector<std::string> &texts);
// The reason why one of the tools may not be used.
std::string inspectTools(const Guardrail &guardrail, const std::vector<std::string> &names);
// Why an answer's words are not JSON as the guardrail's schema wants it.
std::string inspectSchema(const Guardrail &guardrail, std::string_view words);

} // namespace patchbay::guardrails
