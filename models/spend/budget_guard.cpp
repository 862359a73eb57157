// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/budget_guard.h"

#include "models/format/format.h"

#include <algorithm>
#include <utility>

namespace patchbay {

namespace {

const std::string &valueOf(const AttemptDraft &draft, SpendDimension dimension)
{
    switch (dimension) {
    case SpendDimension::Provider: return draft.provider;
    case SpendDimension::ProviderKey: return draft.providerKey;
    case SpendDimension::Key: return draft.virtualKey;
    case SpendDimension::Team: return draft.team;
    case SpendDimension::User: return draft.user;
    case SpendDimension::Customer: return draft.customer;
    case SpendDimension::Group: return draft.group;
    case SpendDimension::Project: return draft.project;
    default: return draft.model;
    }
}

bool countsTheSame(const SpendBudget &one, const SpendBudget &other)
{
    return one.of == other.of && one.value == other.value && one.period == other.period;
}

// `held`: of calls that are under way.
Error exceeded(const BudgetState &state, Money held, Money wanted)
{
    const QString of = QStringLiteral("%1 of %2 this %3")
                           .arg(format::money(state.spent), format::money(state.budget.limit), budgetPeriodName(state.budget.period));
    const QString underWay = held > Money {} ? QStringLiteral(", %1 held for calls under way").arg(format::money(held)) : QString();
    const QString elsewhere = state.budget.hard == BudgetHard::DownRoute
        ? QStringLiteral(" Only calls over a gateway can go to %1 instead.").arg(state.budget.group)
        : QString();
    const QString words = state.spent >= state.budget.limit
        ? QStringLiteral("The budget \"%1\" is spent: %2. Nothing was sent.").arg(state.budget.name, of)
        : QStringLiteral("The budget \"%1\" has no room for a call that may cost %2: %3%4. Nothing was sent.")
              .arg(state.budget.name, format::money(wanted), of, underWay);
    Error error = makeError(ErrorClass::BudgetExceeded, (words + elsewhere).toStdString());
    error.remedy = "Raise the budget, or make it a soft one: `patchbay-cli spend budget set`.";
    return error;
}

} // namespace

bool isOfBudget(const AttemptDraft &draft, const SpendBudget &budget)
{
    if (draft.simulated) {
        return false;
    }
    const std::string value = budget.value.toStdString();
    if (budget.of == SpendDimension::Tag) {
        return std::ranges::contains(draft.tags, value);
    }
    return !budget.of || valueOf(draft, *budget.of) == value;
}

BudgetGuard::BudgetGuard(AttemptLedger &ledger, const Clock &clock, QTimeZone zone)
    : m_ledger(ledger)
    , m_clock(clock)
    , m_zone(std::move(zone))
{
}

void BudgetGuard::refresh(const QList<BudgetState> &states)
{
    const std::scoped_lock lock(m_mutex);
    const QList<BudgetState> known = std::exchange(m_states, states);
    // Where each stood before. Several may count the same, a soft budget below a hard one.
    std::vector<std::optional<std::size_t>> before(static_cast<std::size_t>(m_states.size()));
    for (std::size_t index = 0; index < before.size(); ++index) {
        BudgetState &state = m_states[static_cast<qsizetype>(index)];
        const auto found = std::ranges::find_if(known, [&](const BudgetState &other) { return countsTheSame(other.budget, state.budget); });
        if (found == known.end()) {
            continue;
        }
        before[index] = static_cast<std::size_t>(found - known.begin());
        if (found->span.from == state.span.from) {
            state.spent = std::max(state.spent, found->spent);
        }
    }
    m_detours = std::ranges::any_of(m_states, [](const BudgetState &state) { return state.budget.hard == BudgetHard::DownRoute; });
    m_held.assign(before.size(), Money {});
    for (auto &[id, flight] : m_flights) {
        std::vector<std::size_t> budgets;
        for (std::size_t index = 0; index < before.size(); ++index) {
            if (before[index] && std::ranges::contains(flight.budgets, *before[index])) {
                budgets.push_back(index);
                m_held[index] += flight.reserved;
            }
        }
        flight.budgets = std::move(budgets);
    }
}

QList<BudgetState> BudgetGuard::states()
{
    const std::scoped_lock lock(m_mutex);
    roll();
    QList<BudgetState> states = m_states;
    for (BudgetState &state : states) {
        setShare(state);
        setPace(state, m_clock.now());
    }
    return states;
}

void BudgetGuard::roll()
{
    const WallTime now = m_clock.now();
    for (BudgetState &state : m_states) {
        if (now >= state.span.to) {
            state.span = budgetSpan(state.budget.period, now, m_zone);
            state.spent = {};
            setShare(state);
        }
    }
}

bool BudgetGuard::hasRoom(std::size_t index, Money wanted) const
{
    const BudgetState &state = m_states.at(static_cast<qsizetype>(index));
    const Money taken = state.spent + m_held[index];
    return taken < state.budget.limit && taken + wanted <= state.budget.limit;
}

std::optional<BudgetDetour> BudgetGuard::detour(std::string_view model, std::span<const AttemptDraft> mayMake)
{
    const std::scoped_lock lock(m_mutex);
    roll();
    for (std::size_t index = 0; index < m_held.size(); ++index) {
        const SpendBudget &budget = m_states.at(static_cast<qsizetype>(index)).budget;
        const auto hasNone = [&](const AttemptDraft &draft) { return isOfBudget(draft, budget) && !hasRoom(index, draft.reserved); };
        if (budget.hard != BudgetHard::DownRoute || !std::ranges::any_of(mayMake, hasNone)) {
            continue;
        }
        if (std::string group = budget.group.toStdString(); group != model) {
            return BudgetDetour { budget.name.toStdString(), std::move(group) };
        }
    }
    return std::nullopt;
}

Result<void> BudgetGuard::take(const AttemptDraft &draft)
{
    const std::scoped_lock lock(m_mutex);
    roll();
    Flight flight { .reserved = draft.reserved, .start = draft.start, .budgets = {} };
    for (std::size_t index = 0; index < m_held.size(); ++index) {
        const BudgetState &state = m_states.at(static_cast<qsizetype>(index));
        if (!isOfBudget(draft, state.budget)) {
            continue;
        }
        const bool hard = state.budget.hard == BudgetHard::Stop || (state.budget.hard == BudgetHard::DownRoute && draft.deployment.empty());
        if (hard && !hasRoom(index, draft.reserved)) {
            return std::unexpected(exceeded(state, m_held[index], draft.reserved));
        }
        flight.budgets.push_back(index);
    }
    for (const std::size_t index : flight.budgets) {
        m_held[index] += draft.reserved;
    }
    if (!flight.budgets.empty()) {
        m_flights.insert_or_assign(draft.attemptId, std::move(flight));
    }
    return {};
}

void BudgetGuard::release(const std::string &attemptId, std::optional<Money> cost)
{
    if (countEnd(attemptId, cost) && m_stepped) {
        m_stepped();
    }
}

// Whether a budget has come to another step by it.
bool BudgetGuard::countEnd(const std::string &attemptId, std::optional<Money> cost)
{
    const std::scoped_lock lock(m_mutex);
    const auto flight = m_flights.find(attemptId);
    if (flight == m_flights.end()) {
        return false;
    }
    bool stepped = false;
    for (const std::size_t index : flight->second.budgets) {
        m_held[index].nanoDollars -= flight->second.reserved.nanoDollars;
        BudgetState &state = m_states[static_cast<qsizetype>(index)];
        // One that began in the period before belongs there.
        if (flight->second.start >= state.span.from) {
            const int before = state.step;
            state.spent += cost.value_or(flight->second.reserved);
            setShare(state);
            stepped = stepped || state.step > before;
        }
    }
    m_flights.erase(flight);
    return stepped;
}

Result<void> BudgetGuard::reserve(const AttemptDraft &draft)
{
    return take(draft).and_then([&] {
        return m_ledger.reserve(draft).or_else([&](const Error &error) -> Result<void> {
            release(draft.attemptId, Money {});
            return std::unexpected(error);
        });
    });
}

Result<void> BudgetGuard::reserveAndSend(const AttemptDraft &draft)
{
    return take(draft).and_then([&] {
        return m_ledger.reserveAndSend(draft).or_else([&](const Error &error) -> Result<void> {
            release(draft.attemptId, Money {});
            return std::unexpected(error);
        });
    });
}

void BudgetGuard::settle(const std::string &attemptId, const AttemptOutcome &outcome)
{
    release(attemptId, outcome.state == AttemptState::Voided ? std::optional(Money {}) : outcome.amount.money);
    m_ledger.settle(attemptId, outcome);
}

} // namespace patchbay
