// SPDX-License-Identifier: GPL-3.0-or-later
//
// GroupNames: every name that a request or another part of the configuration may use for a group: groups,
// patterns, aliases, deployments' ids. Views into the configuration, which outlives it. Inside the room only.
#pragma once

#include "providers/config/gateway_config.h"
#include "providers/config/schema_check.h"

#include <map>
#include <set>

namespace patchbay::config {

class GroupNames {
public:
    explicit GroupNames(const GatewayConfig &configuration);

    bool known(std::string_view name) const;
    bool isGroup(std::string_view name) const { return m_groups.contains(name); }
    // Whether some group or alias fits a text in which * stands for anything.
    bool anyMatches(std::string_view pattern) const;
    const Alias *alias(std::string_view name) const;
    // What a chain of aliases ends at; a name in a circle where it never ends.
    std::string_view resolved(std::string_view name) const;
    // Tells of a name that is unknown; `where` is the key that names it.
    void require(ProblemList &problems, const NamedPlace &place, std::string_view where) const;
    // "Did you mean x?", or what else can be done about a name that is unknown.
    std::string remedy(std::string_view name) const;

private:
    std::set<std::string_view> m_groups;
    std::set<std::string_view> m_patterns;
    std::set<std::string_view> m_ids;
    std::map<std::string_view, const Alias *> m_aliases;
    std::vector<std::string_view> m_names;
};

} // namespace patchbay::config
