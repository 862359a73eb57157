// SPDX-License-Identifier: GPL-3.0-or-later
//
// BudgetGuard: an AttemptLedger before another one, which refuses to reserve what a hard budget has no room for. What is in
// flight counts with what was reserved for it, what ended with what it cost; an attempt without a known amount counts as
// what was reserved. One that sends calls elsewhere refuses only those that no gateway routes: the gateway asks for the detour
// before it routes. Thread-safe. Sums of what was spent before are given at the start, and by refresh() when other
// processes record into the same file.
#pragma once

#include "models/spend/spend_budget.h"
#include "providers/core/budget_detours.h"

#include <atomic>
#include <functional>
#include <mutex>
#include <unordered_map>

namespace patchbay {

class BudgetGuard final : public AttemptLedger, public BudgetDetours {
public:
    // Both outlive the guard.
    BudgetGuard(AttemptLedger &ledger, const Clock &clock, QTimeZone zone);

    // Takes the place of what was known. An empty list lets everything through. What is in flight stays held in the budgets
    // that were there before; of those whose period goes on, the higher sum counts: the guard knows of attempts that the
    // ledger's file does not have yet, and the file of other processes'.
    void refresh(const QList<BudgetState> &states);

    // As they stand now, soft ones too.
    QList<BudgetState> states();
    // Called when a budget has come to another of its steps, on the thread that ended the attempt. Set before the first one.
    void setStepped(std::function<void()> told) { m_stepped = std::move(told); }

    bool any() const override { return m_detours; }
    std::optional<BudgetDetour> detour(std::string_view model, std::span<const AttemptDraft> mayMake) override;

    Result<void> reserve(const AttemptDraft &draft) override;
    Result<void> reserveAndSend(const AttemptDraft &draft) override;
    void sent(const std::string &attemptId) override { m_ledger.sent(attemptId); }
    void settle(const std::string &attemptId, const AttemptOutcome &outcome) override;

private:
    struct Flight {
        Money reserved;
        WallTime start {};
        std::vector<std::size_t> budgets;
    };
    Result<void> take(const AttemptDraft &draft);
    void release(const std::string &attemptId, std::optional<Money> cost);
    bool countEnd(const std::string &attemptId, std::optional<Money> cost);
    bool hasRoom(std::size_t index, Money wanted) const; // with the lock held
    void roll(); // with the lock held

    AttemptLedger &m_ledger;
    const Clock &m_clock;
    const QTimeZone m_zone;
    std::function<void()> m_stepped;
    std::atomic<bool> m_detours = false;
    std::mutex m_mutex;
    QList<BudgetState> m_states;
    std::vector<Money> m_held; // in flight, of each
    std::unordered_map<std::string, Flight> m_flights;
};

// The budgets of a data directory with what its ledger says is spent of them. Where this fails nothing may be sent: what is
// left of a hard budget is not known.
Result<void> startGuard(BudgetGuard &guard, const QString &directory, WallTime now, const QTimeZone &zone);

// Whether the attempt counts for the budget.
bool isOfBudget(const AttemptDraft &draft, const SpendBudget &budget);

} // namespace patchbay
