// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/reference_check.h"

#include "providers/config/node_values.h"

#include <algorithm>
#include <format>
#include <map>
#include <set>

namespace patchbay::config {
namespace {

class ReferenceCheck {
public:
    ReferenceCheck(const GatewayConfig &configuration, ProblemList &problems)
        : m_config(configuration)
        , m_problems(problems)
    {
        for (const Deployment &deployment : configuration.deployments) {
            m_ids.insert(deployment.id);
            (isPattern(deployment.group) ? m_patterns : m_groups).insert(deployment.group);
        }
        for (const Alias &alias : configuration.router.aliases) {
            m_aliases[alias.name] = &alias;
        }
        m_names.assign(m_groups.begin(), m_groups.end());
        for (const auto &[name, alias] : m_aliases) {
            m_names.push_back(name);
        }
    }

    void run()
    {
        aliases();
        fallbacks(m_config.router.fallbacks, "fallbacks");
        fallbacks(m_config.router.contextWindowFallbacks, "context_window_fallbacks");
        fallbacks(m_config.router.contentPolicyFallbacks, "content_policy_fallbacks");
        cycles(m_config.router.fallbacks, "fallbacks");
        cycles(m_config.router.contextWindowFallbacks, "context_window_fallbacks");
        cycles(m_config.router.contentPolicyFallbacks, "content_policy_fallbacks");
        for (const RoutingGroup &group : m_config.router.groups) {
            for (const NamedPlace &place : group.groups) {
                require(place, "routing_groups");
            }
        }
        patchbay();
        credentials();
        duplicates();
    }

private:
    bool known(std::string_view name) const
    {
        const auto matches = [&](const std::string &pattern) { return matchesPattern(pattern, name); };
        return m_groups.contains(name) || m_aliases.contains(name) || m_ids.contains(name) || m_patterns.contains(name)
            || std::ranges::any_of(m_patterns, matches);
    }

    std::string nearest(std::string_view name) const
    {
        const std::string found = suggestion(name, m_names);
        return found.empty() ? "Add a deployment with this model_name, or remove the reference." : found;
    }

    void require(const NamedPlace &place, std::string_view where)
    {
        if (!known(place.name)) {
            m_problems
                .error(place.span, "unknown-group",
                       std::format("{} names \"{}\", which is no group of model_list.", where, place.name),
                       nearest(place.name))
                .refuses = false;
        }
    }

    void aliases()
    {
        for (const Alias &alias : m_config.router.aliases) {
            std::set<std::string_view> seen { alias.name };
            std::string_view target = alias.group;
            while (m_aliases.contains(target) && !m_groups.contains(target) && seen.insert(target).second) {
                target = m_aliases.find(target)->second->group;
            }
            if (m_aliases.contains(target) && !m_groups.contains(target)) {
                m_problems
                    .error(alias.span, "alias-cycle", std::format("The alias \"{}\" leads back to itself.", alias.name),
                           "Point one of them to a group.")
                    .refuses = false;
            } else {
                require({ std::string(target), alias.targetSpan }, "model_group_alias");
            }
            if (m_groups.contains(alias.name)) {
                m_problems.warning(alias.span, "alias-hides-group",
                                   std::format("The alias \"{}\" hides the group of the same name.", alias.name),
                                   "Rename one of them.");
            }
        }
    }

    void fallbacks(const std::vector<FallbackRule> &rules, std::string_view where)
    {
        std::map<std::string_view, std::uint32_t> lines;
        for (const FallbackRule &rule : rules) {
            if (rule.group != "*" && !known(rule.group)) {
                m_problems.warning(
                    rule.span, "unused-fallback",
                    std::format("{} has a rule for \"{}\", which is no group of model_list.", where, rule.group),
                    nearest(rule.group));
            }
            if (const auto [first, added] = lines.emplace(rule.group, rule.span.line); !added) {
                m_problems.warning(
                    rule.span, "duplicate-fallback",
                    std::format("\"{}\" has a rule in line {} already; that one counts.", rule.group, first->second),
                    "Join the two lists.");
            }
            if (rule.targets.empty()) {
                m_problems.warning(rule.span, "empty-fallback",
                                   std::format("The rule for \"{}\" names no group.", rule.group),
                                   "Name a group, or remove the rule.");
            }
            for (const NamedPlace &target : rule.targets) {
                require(target, where);
            }
        }
    }

    std::string_view resolved(std::string_view name) const
    {
        std::set<std::string_view> seen;
        while (!m_groups.contains(name) && m_aliases.contains(name) && seen.insert(name).second) {
            name = m_aliases.find(name)->second->group;
        }
        return name;
    }

    // A rule whose targets lead back to its group. Each cycle is told once, at its first rule.
    void cycles(const std::vector<FallbackRule> &rules, std::string_view where)
    {
        std::set<std::string_view> told;
        for (const FallbackRule &rule : rules) {
            std::vector<std::string_view> path { resolved(rule.group) };
            if (rule.group != "*" && !told.contains(path.front()) && leadsBack(rules, path)) {
                std::string text;
                for (const std::string_view name : path) {
                    told.insert(name);
                    text += std::string(name) + " → ";
                }
                m_problems
                    .error(rule.span, "fallback-cycle",
                           std::format("{} form a cycle: {}{}.", where, text, path.front()),
                           "Remove one of the steps; Patchbay tries each group once.")
                    .refuses = false;
            }
        }
    }

    bool leadsBack(const std::vector<FallbackRule> &rules, std::vector<std::string_view> &path) const
    {
        for (const FallbackRule &rule : rules) {
            if (rule.group == "*" || resolved(rule.group) != path.back()) {
                continue;
            }
            for (const NamedPlace &target : rule.targets) {
                const std::string_view next = resolved(target.name);
                if (next == path.front()) {
                    return true;
                }
                if (std::ranges::contains(path, next)) {
                    continue;
                }
                path.push_back(next);
                if (leadsBack(rules, path)) {
                    return true;
                }
                path.pop_back();
            }
        }
        return false;
    }

    void patchbay()
    {
        const PatchbaySettings &settings = m_config.patchbay;
        for (const auto &[name, group] : settings.groups) {
            require({ name, group.span }, "patchbay.groups");
        }
        for (const RoutingRule &rule : settings.rules) {
            require(rule.use, "patchbay.rules");
        }
        for (const TrafficSplit &split : settings.splits) {
            double sum = 0;
            for (const auto &[place, share] : split.variants) {
                require(place, "patchbay.splits");
                sum += share;
                if (share < 0) {
                    m_problems.error(place.span, "negative-share",
                                     std::format("The share of \"{}\" is negative.", place.name),
                                     "Write 0 for no traffic.");
                }
            }
            if (sum <= 0) {
                m_problems
                    .error(split.group.span, "empty-split", "The shares of this split add up to nothing.",
                           "Give its variants shares above 0.")
                    .refuses = false;
            }
        }
        for (const TrafficMirror &mirror : settings.mirrors) {
            require(mirror.target, "patchbay.mirrors");
        }
    }

    void credentials()
    {
        std::set<std::string> names;
        std::vector<std::string_view> views;
        for (const YamlNode &item : child(m_config.root, "credential_list").items) {
            names.insert(child(item, "credential_name").asText().value_or(""));
        }
        views.assign(names.begin(), names.end());
        for (const Deployment &deployment : m_config.deployments) {
            const YamlNode &name = child(deployment.parameters, "litellm_credential_name");
            if (const std::optional<std::string> text = name.asText(); text && !names.contains(*text)) {
                m_problems.error(
                    name.span, "unknown-credential", std::format("\"{}\" is not in credential_list.", *text),
                    suggestion(*text, views).empty() ? "Add it to credential_list." : suggestion(*text, views));
            }
        }
    }

    void duplicates()
    {
        std::map<std::string, std::uint32_t> ids;
        for (const YamlNode &item : child(m_config.root, "model_list").items) {
            const YamlNode &id = child(child(item, "model_info"), "id");
            if (const std::optional<std::string> text = id.asText()) {
                if (const auto [first, added] = ids.emplace(*text, id.span.line); !added) {
                    m_problems.error(id.span, "duplicate-id",
                                     std::format("The id \"{}\" is taken in line {}.", *text, first->second),
                                     "Give each deployment its own id.");
                }
            }
        }
        std::map<std::string, std::uint32_t> texts;
        for (const Deployment &deployment : m_config.deployments) {
            const std::string text = deployment.group + '\n' + toJson(deployment.parameters);
            if (const auto [first, added] = texts.emplace(text, deployment.span.line);
                !added && !deployment.info.find("id")) {
                m_problems.warning(deployment.span, "duplicate-deployment",
                                   std::format("This deployment of \"{}\" is the same as the one in line {}.",
                                               deployment.group, first->second),
                                   "Remove one, or use weight to give it more traffic.");
            }
        }
    }

    const GatewayConfig &m_config;
    ProblemList &m_problems;
    std::set<std::string, std::less<>> m_groups;
    std::set<std::string, std::less<>> m_patterns;
    std::set<std::string, std::less<>> m_ids;
    std::map<std::string, const Alias *, std::less<>> m_aliases;
    std::vector<std::string_view> m_names;
};

} // namespace

void checkReferences(const GatewayConfig &configuration, ProblemList &problems)
{
    ReferenceCheck(configuration, problems).run();
}

} // namespace patchbay::config
