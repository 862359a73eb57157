// SPDX-License-Identifier: GPL-3.0-or-later
//
// Budgets over the ledger: of everything, or of one provider, model, key, team, user, tag or project; by day, week or month of
// a zone. They warn at 50, 80 and 100 percent; a hard one stops calls (models/spend/budget_guard.h). They stand in
// budgets.json in the data directory; the gateway's keys and teams have budgets of their own.
#pragma once

#include "models/ledger/spend_query.h"

namespace patchbay {

enum class BudgetPeriod { Day, Week, Month };
// Stop: calls are refused. DownRoute: a gateway sends them to another group of models, and calls without one are refused.
enum class BudgetHard { None, Stop, DownRoute };

struct SpendBudget {
    QString name;
    std::optional<SpendDimension> of {}; // nothing: everything
    QString value {};
    Money limit;
    BudgetPeriod period = BudgetPeriod::Month;
    BudgetHard hard = BudgetHard::None;
    bool notify = true; // by the desktop, at each step
    QString webhook {}; // told of each step; empty: nobody is
    QString group {}; // of DownRoute: where calls go
    bool operator==(const SpendBudget &) const = default;
};

inline constexpr int budgetSteps[] = { 50, 80, 100 };

struct BudgetSpan {
    WallTime from {};
    WallTime to {};
};
// The period that the moment lies in; `back` periods before it.
BudgetSpan budgetSpan(BudgetPeriod period, WallTime now, const QTimeZone &zone, int back = 0);

struct BudgetState {
    SpendBudget budget;
    BudgetSpan span;
    Money spent;
    qint64 unpriced = 0; // attempts that it cannot count
    double share = 0; // of the limit
    int step = 0; // the last of the steps that was reached; 0 for none
    std::optional<WallTime> runsOut {}; // at the pace of the period so far, within it
};
// Simulated attempts count for the sample ledger alone.
Result<QList<BudgetState>> readBudgets(SpendQuery &query, const QList<SpendBudget> &budgets, WallTime now, const QTimeZone &zone,
                                      bool withSimulated = false);

// Share and step by what is spent.
void setShare(BudgetState &state);
// When it runs out at the pace so far.
void setPace(BudgetState &state, WallTime now);

// What a budget would have done in a period that is over.
struct BudgetReplay {
    BudgetSpan span;
    Money spent;
    std::optional<WallTime> reached[std::size(budgetSteps)];
    qint64 attemptsBehind = 0; // that started when all was spent
    Money moneyBehind;
};
Result<BudgetReplay> replayBudget(SpendQuery &query, const SpendBudget &budget, const BudgetSpan &span, const QTimeZone &zone,
                                  bool withSimulated = false);

// No file is no budgets. An Error names the entry that cannot be read.
Result<QList<SpendBudget>> loadBudgets(const QString &directory);
Result<void> saveBudgets(const QString &directory, const QList<SpendBudget> &budgets);
// "team=red", "model=gpt-4o", "everything"; nothing where a dimension has no budgets.
std::optional<SpendBudget> budgetFromScope(const QString &scope);
QString budgetScope(const SpendBudget &budget);
std::optional<BudgetPeriod> budgetPeriodFromName(QStringView name); // "day", "week", "month"
QString budgetPeriodName(BudgetPeriod period);
// "refuses calls when it is spent", "sends calls to cheap when it is spent", "warns only".
QString budgetHardWords(const SpendBudget &budget);
// Why the budget cannot send calls to a group; nothing where it can, or does not.
std::optional<QString> wrongDownRoute(const SpendBudget &budget);
// What a budget can be of.
QList<SpendDimension> budgetDimensions();
// "12.50": dollars above 0, exact.
std::optional<Money> budgetLimitFrom(const QString &written);
// Why this cannot be told of steps; nothing where it can, or is empty. https, or http on this computer.
std::optional<QString> wrongWebhook(const QString &address);
SpendRequest budgetRequest(const SpendBudget &budget, const BudgetSpan &span, const QTimeZone &zone, bool withSimulated = false);

} // namespace patchbay
