// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/group_names.h"

#include <algorithm>
#include <format>

namespace patchbay::config {

GroupNames::GroupNames(const GatewayConfig &configuration)
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

bool GroupNames::known(std::string_view name) const
{
    const auto matches = [&](std::string_view pattern) { return matchesPattern(pattern, name); };
    return m_groups.contains(name) || m_aliases.contains(name) || m_ids.contains(name) || m_patterns.contains(name)
        || std::ranges::any_of(m_patterns, matches);
}

bool GroupNames::anyMatches(std::string_view pattern) const
{
    const auto matches = [&](std::string_view name) { return matchesPattern(pattern, name); };
    return std::ranges::any_of(m_names, matches) || std::ranges::any_of(m_patterns, matches);
}

const Alias *GroupNames::alias(std::string_view name) const
{
    const auto found = m_aliases.find(name);
    return found == m_aliases.end() ? nullptr : found->second;
}

std::string_view GroupNames::resolved(std::string_view name) const
{
    std::set<std::string_view> seen;
    while (!m_groups.contains(name) && m_aliases.contains(name) && seen.insert(name).second) {
        name = m_aliases.find(name)->second->group;
    }
    return name;
}

void GroupNames::require(ProblemList &problems, const NamedPlace &place, std::string_view where) const
{
    if (!known(place.name)) {
        problems
            .error(place.span, "unknown-group",
                   std::format("{} names \"{}\", which is no group of model_list.", where, place.name),
                   remedy(place.name))
            .refuses = false;
    }
}

std::string GroupNames::remedy(std::string_view name) const
{
    const std::string found = suggestion(name, m_names);
    return found.empty() ? "Add a deployment with this model_name, or remove the reference." : found;
}

} // namespace patchbay::config
