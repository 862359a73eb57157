// SPDX-License-Identifier: GPL-3.0-or-later
//
// RuleBook: the scenario in force and its counters. From any thread.
#pragma once

#include "providers/sandbox/sandbox.h"

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace patchbay::sandbox {

// What is to happen to one request.
struct Decision {
    std::shared_ptr<const Scenario> scenario; // shared: keeps the rule alive while the answer plays
    const Rule *rule = nullptr; // null: no rule fits
    Fault fault; // the rule's, or the model's own
    std::uint64_t number = 0; // of the request since the scenario began
};

class RuleBook {
public:
    explicit RuleBook(Scenario scenario);

    void replace(Scenario scenario);
    std::shared_ptr<const Scenario> scenario() const;
    Decision decide(std::string_view family, std::string_view model);

private:
    const Rule *firstFitting(std::string_view family, std::string_view model);

    mutable std::mutex m_mutex;
    std::shared_ptr<const Scenario> m_scenario;
    std::vector<int> m_counts; // per rule
    std::array<int, 4> m_flakyCounts {}; // per family
    std::uint64_t m_requests = 0;
};

} // namespace patchbay::sandbox
