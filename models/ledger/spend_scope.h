// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendScope: which groups of a question a context belongs to, if any: its conditions and dimensions over the numbers of
// texts. An attempt with two tags belongs to two groups where it is grouped by tag. Inside the room only.
#pragma once

#include "models/ledger/ledger_reader.h"
#include "models/ledger/spend_query.h"

#include <map>

namespace patchbay {

class SpendScope {
public:
    // The reader must know all names; it outlives this.
    SpendScope(const LedgerReader &reader, const SpendRequest &request);

    // The smallest cuboid that keeps apart all that matters.
    Cuboid cuboid() const { return m_cuboid; }
    bool hasConditions() const { return !m_conditions.empty(); }
    // Whether they let nothing through but what failed with a class of errors.
    bool wantsFailures() const;
    // Whether runs matter: a row's is told before it is asked for its groups; contexts know none.
    bool wantsRuns() const { return m_wantsRuns; }
    bool wantsOnlyRuns() const; // nothing that belongs to none
    void setRun(std::string_view run) { m_run = run.empty() ? 0 : runNumber(run); }
    bool hasRun() const { return m_run != 0; }

    // Groups by number; empty where a condition keeps the context out. Valid until the next call.
    const std::vector<std::uint32_t> &groupsOf(const ContextKey &context);
    std::size_t groupCount() const { return m_groups.size(); }
    // The group's values in the order of the request's dimensions, those of time left out.
    QStringList valuesOf(std::size_t group) const;

private:
    struct Condition {
        SpendDimension dimension;
        std::vector<std::uint32_t> values; // in order
        bool except = false;
    };
    using GroupKey = std::vector<std::uint32_t>;

    const std::vector<std::uint32_t> &tagsOf(std::uint32_t tags);
    bool passes(const Condition &condition, const ContextKey &context);
    std::uint32_t groupOf(const GroupKey &key);
    std::uint32_t runNumber(std::string_view run);
    void addGroups(const ContextKey &context, std::size_t dimension, GroupKey &key);

    const LedgerReader &m_reader;
    QList<SpendDimension> m_by; // without times
    std::vector<Condition> m_conditions;
    bool m_withSimulated = false;
    Cuboid m_cuboid = Cuboid::Full;
    std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> m_tags; // by the number of the list
    std::unordered_map<std::string, std::uint32_t> m_strangeTags; // that are no name of their own
    std::vector<std::string> m_strange;
    bool m_wantsRuns = false;
    std::map<std::string, std::uint32_t, std::less<>> m_runs;
    std::uint32_t m_run = 0; // of the row that is looked at
    std::map<GroupKey, std::uint32_t> m_numbers;
    std::vector<GroupKey> m_groups;
    std::vector<std::uint32_t> m_found;
};

} // namespace patchbay
