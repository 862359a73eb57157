// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/fallback_cycles.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace patchbay::config {
namespace {

enum class Seen : std::uint8_t { New, OnPath, Done };

struct Group {
    const FallbackRule *rule = nullptr; // the first one; others do not count
    Seen seen = Seen::New;
};

// Depth first, without recursion: a file may chain as many groups as it likes.
class CycleSearch {
public:
    CycleSearch(const std::vector<FallbackRule> &rules, const GroupNames &names)
        : m_names(names)
    {
        for (const FallbackRule &rule : rules) {
            if (rule.group != "*") {
                m_groups.try_emplace(names.resolved(rule.group), Group { &rule });
            }
        }
    }

    std::vector<FallbackCycle> run(const std::vector<FallbackRule> &rules)
    {
        for (const FallbackRule &rule : rules) {
            if (rule.group != "*") {
                visit(m_names.resolved(rule.group));
            }
        }
        return std::move(m_cycles);
    }

private:
    struct Step {
        std::string_view name;
        std::size_t next = 0; // of the rule's targets
    };

    void visit(std::string_view start)
    {
        enter(start);
        while (!m_path.empty()) {
            Step &step = m_path.back();
            Group &group = m_groups.find(step.name)->second;
            if (step.next == group.rule->targets.size()) {
                group.seen = Seen::Done;
                m_path.pop_back();
                continue;
            }
            enter(m_names.resolved(group.rule->targets[step.next++].name));
        }
    }

    void enter(std::string_view name)
    {
        const auto found = m_groups.find(name);
        if (found == m_groups.end() || found->second.seen == Seen::Done) {
            return;
        }
        if (found->second.seen == Seen::OnPath) {
            close(name);
            return;
        }
        found->second.seen = Seen::OnPath;
        m_path.push_back({ name });
    }

    void close(std::string_view name)
    {
        const auto from = std::ranges::find(m_path, name, &Step::name);
        FallbackCycle cycle { m_groups.find(name)->second.rule, {} };
        bool told = false;
        for (const Step &step : std::ranges::subrange(from, m_path.end())) {
            told = told || m_told.contains(step.name);
            cycle.names.push_back(step.name);
        }
        if (!told) {
            m_told.insert(cycle.names.begin(), cycle.names.end());
            m_cycles.push_back(std::move(cycle));
        }
    }

    const GroupNames &m_names;
    std::unordered_map<std::string_view, Group> m_groups;
    std::vector<Step> m_path;
    std::unordered_set<std::string_view> m_told;
    std::vector<FallbackCycle> m_cycles;
};

} // namespace

std::vector<FallbackCycle> findCycles(const std::vector<FallbackRule> &rules, const GroupNames &names)
{
    return CycleSearch(rules, names).run(rules);
}

} // namespace patchbay::config
