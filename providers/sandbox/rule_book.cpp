// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/rule_book.h"

#include "providers/sandbox/dialect.h"

#include <algorithm>

namespace patchbay::sandbox {

namespace {

constexpr int flakyPeriod = 3;

std::size_t familyIndex(std::string_view family)
{
    const std::span<const Dialect> all = dialects();
    for (std::size_t index = 0; index < all.size(); ++index) {
        if (all[index].family == family) {
            return index;
        }
    }
    return 0;
}

} // namespace

RuleBook::RuleBook(Scenario scenario)
{
    replace(std::move(scenario));
}

void RuleBook::replace(Scenario scenario)
{
    auto next = std::make_shared<const Scenario>(std::move(scenario));
    const std::scoped_lock lock(m_mutex);
    m_counts.assign(next->rules.size(), 0);
    m_flakyCounts = {};
    m_requests = 0;
    m_scenario = std::move(next);
}

std::shared_ptr<const Scenario> RuleBook::scenario() const
{
    const std::scoped_lock lock(m_mutex);
    return m_scenario;
}

const Rule *RuleBook::firstFitting(std::string_view family, std::string_view model)
{
    for (std::size_t index = 0; index < m_scenario->rules.size(); ++index) {
        const Rule &rule = m_scenario->rules[index];
        const RuleMatch &match = rule.match;
        const bool meant =
            (match.family.empty() || match.family == family) && (match.model.empty() || match.model == model);
        if (!meant) {
            continue;
        }
        const int count = ++m_counts[index];
        if ((match.first == 0 || count <= match.first) && count % std::max(match.every, 1) == 0) {
            return &rule;
        }
    }
    return nullptr;
}

Decision RuleBook::decide(std::string_view family, std::string_view model)
{
    const std::scoped_lock lock(m_mutex);
    Decision decision;
    decision.scenario = m_scenario;
    decision.number = m_requests++;
    decision.rule = firstFitting(family, model);
    decision.fault = decision.rule ? decision.rule->fault : Fault();
    if (decision.fault.kind == Fault::Kind::None && personaFor(model).character == Character::Flaky) {
        int &count = m_flakyCounts[familyIndex(family)];
        if (count++ % flakyPeriod == 0) {
            decision.fault = { Fault::Kind::Status, 429, "rate", 1, 0 };
        }
    }
    return decision;
}

} // namespace patchbay::sandbox
