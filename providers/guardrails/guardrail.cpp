// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/guardrails/guardrail.h"

#include "providers/guardrails/schema_match.h"
#include "providers/wire/json_view.h"

#include <algorithm>

namespace patchbay::guardrails {

namespace {

bool isWord(char letter)
{
    return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z')
        || static_cast<unsigned char>(letter) >= 0x80;
}

std::vector<Finding> findWord(const std::string &word, std::string_view text)
{
    std::string small(text);
    std::ranges::transform(small, small.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    std::vector<Finding> findings;
    for (std::size_t at = small.find(word); at != std::string::npos; at = small.find(word, at + word.size())) {
        const bool begins = at == 0 || !isWord(small[at - 1]);
        const bool ends = at + word.size() == small.size() || !isWord(small[at + word.size()]);
        if (begins && ends) {
            findings.push_back({ at, word.size() });
        }
    }
    return findings;
}

std::vector<Finding> findExpression(const std::regex &expression, std::string_view text)
{
    std::vector<Finding> findings;
    const std::cregex_iterator end;
    for (std::cregex_iterator found(text.data(), text.data() + text.size(), expression); found != end; ++found) {
        if (found->length() > 0) {
            findings.push_back(
                { static_cast<std::size_t>(found->position()), static_cast<std::size_t>(found->length()) });
        }
    }
    return findings;
}

} // namespace

std::vector<Finding> findRule(const TextRule &rule, std::string_view text)
{
    return rule.pattern   ? findPattern(*rule.pattern, text)
        : rule.expression ? findExpression(*rule.expression, text)
                          : findWord(rule.word, text);
}

bool Guardrail::has(Mode mode) const
{
    return std::ranges::contains(modes, mode);
}

std::string inspectTexts(const Guardrail &guardrail, std::vector<std::string> &texts)
{
    std::size_t characters = 0;
    for (std::string &text : texts) {
        characters += text.size();
        for (const TextRule &rule : guardrail.rules) {
            if (rule.injection) {
                if (!findInjection(text).empty()) {
                    return "the text looks like an attempt to override the model's instructions";
                }
                continue;
            }
            const std::vector<Finding> findings = findRule(rule, text);
            if (findings.empty()) {
                continue;
            }
            if (rule.action == Action::Block) {
                return rule.name + " found"; // never what was found
            }
            text = masked(text, findings, "<" + rule.name + ">");
        }
    }
    if (guardrail.maximumCharacters > 0 && characters > guardrail.maximumCharacters) {
        return "the text is longer than " + std::to_string(guardrail.maximumCharacters) + " characters";
    }
    return {};
}

std::string inspectTools(const Guardrail &guardrail, const std::vector<std::string> &names)
{
    for (const std::string &name : names) {
        const auto rule = std::ranges::find_if(
            guardrail.tools, [&](const ToolRule &candidate) { return std::regex_match(name, *candidate.name); });
        const bool allowed = rule == guardrail.tools.end() ? guardrail.otherTools : rule->allow;
        if (!allowed) {
            return "the tool \"" + name + "\" is not allowed"
                + (rule == guardrail.tools.end() ? std::string() : " by the rule \"" + rule->id + "\"");
        }
    }
    return {};
}

std::string inspectSchema(const Guardrail &guardrail, std::string_view words)
{
    if (guardrail.schema.empty()) {
        return {};
    }
    const auto json = wire::parseJson(words);
    return json ? schemaFault(wire::JsonView(guardrail.schema), *json) : "the answer is not JSON";
}

Outcome inspect(const Guardrail &guardrail, std::string_view json, Side side)
{
    Outcome outcome;
    const std::vector<JsonPlace> places = textsIn(json, side);
    std::vector<std::string> texts;
    for (const JsonPlace &place : places) {
        texts.push_back(place.text);
    }
    outcome.reason = inspectTexts(guardrail, texts);
    if (outcome.reason.empty() && (!guardrail.tools.empty() || !guardrail.otherTools)) {
        outcome.reason = inspectTools(guardrail, toolsIn(json, side));
    }
    if (!outcome.reason.empty()) {
        return outcome;
    }
    const bool changed = !std::ranges::equal(texts, places, {}, {}, &JsonPlace::text);
    outcome.json = changed ? withTexts(json, places, texts) : std::string();
    return outcome;
}

} // namespace patchbay::guardrails
