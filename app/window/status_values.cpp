// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/status_values.h"

#include "models/format/format.h"
#include "models/ledger/ledger_totals.h"
#include "models/spend/spend_budget.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

// What ended without a known amount is said, not added as nothing; a sum with estimates in it is marked.
QString sum(const LedgerSums &sums)
{
    const QString known = (sums.estimated == 0 ? QString() : u"≈ "_s) + format::money(sums.known);
    return sums.unknown == 0 ? known : u"%1 + %2 without a price"_s.arg(known).arg(sums.unknown);
}

} // namespace

QList<std::pair<QString, QString>> statusValues(const LedgerTotals &totals)
{
    return { { u"today"_s, sum(totals.today()) }, { u"month"_s, sum(totals.month()) } };
}

StatusItem budgetStatus(const QList<BudgetState> &states)
{
    const auto nearest = std::ranges::max_element(states, {}, &BudgetState::share);
    if (nearest == states.end()) {
        return {};
    }
    const BudgetState &state = *nearest;
    const QString detail = u"%1 of %2"_s.arg(format::money(state.spent), format::money(state.budget.limit));
    const Role dot = state.step == 100 ? Role::Bad : state.step == 80 ? Role::Warn : Role::Good;
    QStringList lines;
    for (const BudgetState &one : states) {
        lines.append(u"%1 (%2, a %3%4): %5 of %6"_s.arg(one.budget.name, budgetScope(one.budget), budgetPeriodName(one.budget.period),
                                                        one.budget.hard == BudgetHard::None ? QString() : u", "_s + budgetHardWords(one.budget),
                                                        format::money(one.spent), format::money(one.budget.limit)));
    }
    return { u"budget %1 %2 %"_s.arg(state.budget.name).arg(qRound(state.share * 100)), detail, dot, lines.join(u'\n') };
}

} // namespace patchbay
