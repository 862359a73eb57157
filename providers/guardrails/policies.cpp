// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/guardrails/policies.h"

#include "providers/config/gateway_config.h"
#include "providers/guardrails/expression.h"

#include <algorithm>
#include <ranges>

namespace patchbay::guardrails {

using config::YamlNode;

namespace {

std::vector<std::string> textsAt(const YamlNode *node)
{
    std::vector<std::string> texts;
    if (node && node->isScalar()) {
        if (std::optional<std::string> text = node->asText(); text && !text->empty()) {
            texts.push_back(std::move(*text));
        }
    }
    for (const YamlNode &item : node ? node->items : std::vector<YamlNode>()) {
        texts.push_back(item.asText().value_or(""));
    }
    return texts;
}

std::vector<std::string> textsAt(const YamlNode &node, std::string_view key)
{
    return textsAt(node.find(key));
}

bool anyMatches(const std::vector<std::string> &patterns, const std::vector<std::string> &names)
{
    return std::ranges::any_of(patterns, [&](const std::string &pattern) {
        return std::ranges::any_of(names, [&](const std::string &name) {
            return !name.empty() && (pattern == name || config::matchesPattern(pattern, name));
        });
    });
}

void addOnce(std::vector<std::string> &list, const std::string &text)
{
    if (!std::ranges::contains(list, text)) {
        list.push_back(text);
    }
}

} // namespace

bool Policies::Policy::isFor(const std::string &model) const
{
    return models.empty() || std::ranges::any_of(models, [&](const auto &named) {
               const auto &[name, expression] = named;
               return name == model
                   || (expression && std::regex_search(model, *expression, std::regex_constants::match_continuous));
           });
}

bool Policies::Attachment::covers(const PolicyCall &call) const
{
    const bool bounded = !teams.empty() || !keys.empty() || !models.empty() || !tags.empty();
    return bounded ? (teams.empty() || anyMatches(teams, call.team)) && (keys.empty() || anyMatches(keys, call.key))
            && (models.empty() || anyMatches(models, { call.model })) && (tags.empty() || anyMatches(tags, call.tags))
                   : everywhere;
}

Policies Policies::read(const YamlNode &root)
{
    Policies made;
    const YamlNode *policies = root.find("policies");
    for (const config::YamlEntry &entry : policies ? policies->entries : std::vector<config::YamlEntry>()) {
        Policy policy;
        if (const YamlNode *base = entry.value.find("inherit")) {
            policy.base = base->asText().value_or("");
        }
        if (const YamlNode *guardrails = entry.value.find("guardrails")) {
            policy.added = guardrails->isMapping() ? textsAt(*guardrails, "add") : textsAt(guardrails);
            policy.removed = textsAt(*guardrails, "remove");
        }
        if (const YamlNode *condition = entry.value.find("condition")) {
            for (const std::string &model : textsAt(*condition, "model")) {
                policy.models.emplace_back(model, compiledExpression(model));
            }
        }
        made.m_policies[entry.key] = std::move(policy);
    }
    const YamlNode *attachments = root.find("policy_attachments");
    for (const YamlNode &item : attachments ? attachments->items : std::vector<YamlNode>()) {
        const YamlNode *policy = item.find("policy");
        const YamlNode *scope = item.find("scope");
        made.m_attachments.push_back({ policy ? policy->asText().value_or("") : std::string(), textsAt(item, "teams"), textsAt(item, "keys"),
                                       textsAt(item, "models"), textsAt(item, "tags"), scope && scope->asText() == "*" });
    }
    return made;
}

std::vector<std::string> Policies::names() const
{
    std::vector<std::string> names;
    std::ranges::copy(std::views::keys(m_policies), std::back_inserter(names));
    return names;
}

std::vector<std::string> Policies::basesOf(const std::string &policy) const
{
    std::vector<std::string> bases;
    for (std::string name = policy; !name.empty() && !std::ranges::contains(bases, name);) {
        bases.push_back(name);
        const auto found = m_policies.find(name);
        name = found == m_policies.end() ? std::string() : found->second.base;
    }
    return bases;
}

void Policies::addGuardrails(const std::string &policy, const std::string &model, std::vector<std::string> &guardrails) const
{
    std::vector<std::string> own;
    std::vector<std::string> bases = basesOf(policy);
    std::ranges::reverse(bases);
    for (const std::string &name : bases) {
        const auto found = m_policies.find(name);
        if (found != m_policies.end() && found->second.isFor(model)) {
            std::ranges::for_each(found->second.added, [&](const std::string &added) { addOnce(own, added); });
            std::erase_if(own, [&](const std::string &guardrail) { return std::ranges::contains(found->second.removed, guardrail); });
        }
    }
    std::ranges::for_each(own, [&](const std::string &name) { addOnce(guardrails, name); });
}

AppliedPolicies Policies::appliedTo(const PolicyCall &call) const
{
    AppliedPolicies applied;
    for (const Attachment &attachment : m_attachments) {
        const auto policy = m_policies.find(attachment.policy);
        if (attachment.covers(call) && (policy == m_policies.end() || policy->second.isFor(call.model))) {
            addOnce(applied.policies, attachment.policy);
        }
    }
    // What a call asks for comes on top: it takes nothing away from what is attached.
    std::vector<std::string> contained;
    for (const std::string &name : applied.policies) {
        const std::vector<std::string> bases = basesOf(name);
        contained.insert(contained.end(), bases.begin() + 1, bases.end());
    }
    for (const std::string &name : applied.policies) {
        if (!std::ranges::contains(contained, name)) {
            addGuardrails(name, call.model, applied.guardrails);
        }
    }
    for (const std::string &name : call.asked) {
        addOnce(applied.policies, name);
        addGuardrails(name, call.model, applied.guardrails);
    }
    for (const std::string &name : applied.policies) {
        for (const std::string &base : basesOf(name)) {
            applied.missing = applied.missing.empty() && !m_policies.contains(base) ? base : applied.missing;
        }
    }
    return applied;
}

} // namespace patchbay::guardrails
