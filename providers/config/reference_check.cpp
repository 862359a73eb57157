// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/reference_check.h"

#include "providers/config/fallback_cycles.h"
#include "providers/config/fallback_keys.h"
#include "providers/config/group_names.h"
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
        , m_names(configuration)
    {
    }

    void run()
    {
        aliases();
        for (const FallbackKey &list : fallbackKeys) {
            fallbacks(m_config.router.*list.rules, list.key);
        }
        for (const FallbackKey &list : fallbackKeys) {
            cycles(m_config.router.*list.rules, list.key);
        }
        for (const RoutingGroup &group : m_config.router.groups) {
            for (const NamedPlace &place : group.groups) {
                m_names.require(m_problems, place, "routing_groups");
            }
        }
        for (const auto &[name, group] : m_config.patchbay.groups) {
            m_names.require(m_problems, { name, group.span }, "patchbay.groups");
        }
        duplicates();
    }

private:
    void aliases()
    {
        for (const Alias &alias : m_config.router.aliases) {
            const std::string_view target = m_names.resolved(alias.group);
            if (m_names.alias(target) && !m_names.isGroup(target)) {
                m_problems
                    .error(alias.span, "alias-cycle", std::format("The alias \"{}\" leads back to itself.", alias.name),
                           "Point one of them to a group.")
                    .refuses = false;
            } else {
                m_names.require(m_problems, { std::string(target), alias.targetSpan }, "model_group_alias");
            }
            if (m_names.isGroup(alias.name)) {
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
            if (rule.group != "*" && !m_names.known(rule.group)) {
                m_problems.warning(
                    rule.span, "unused-fallback",
                    std::format("{} has a rule for \"{}\", which is no group of model_list.", where, rule.group),
                    m_names.remedy(rule.group));
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
                m_names.require(m_problems, target, where);
            }
        }
    }

    // Rules whose targets lead back to their group. Each is told once, at its first rule.
    void cycles(const std::vector<FallbackRule> &rules, std::string_view where)
    {
        for (const FallbackCycle &cycle : findCycles(rules, m_names)) {
            std::string text;
            for (const std::string_view name : cycle.names) {
                text += std::string(name) + " → ";
            }
            m_problems
                .error(cycle.first->span, "fallback-cycle",
                       std::format("{} form a cycle: {}{}.", where, text, cycle.names.front()),
                       "Remove one of the steps; Patchbay tries each group once.")
                .refuses = false;
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
    GroupNames m_names;
};

} // namespace

void checkReferences(const GatewayConfig &configuration, ProblemList &problems)
{
    ReferenceCheck(configuration, problems).run();
}

} // namespace patchbay::config
