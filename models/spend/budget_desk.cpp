// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/budget_desk.h"

#include "models/spend/spend_desk.h"

#include <QPointer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int soonMilliseconds = 3'000;

SpendBudget sampleBudget(const QString &name, const QString &scope, std::int64_t dollars)
{
    SpendBudget budget = budgetFromScope(scope).value_or(SpendBudget { .name = name, .limit = {} });
    budget.name = name;
    budget.limit = Money { dollars * 1'000'000'000 };
    return budget;
}

} // namespace

BudgetDesk::Store BudgetDesk::fileStore(const QString &directory)
{
    return { [directory] { return loadBudgets(directory); },
             [directory](const QList<SpendBudget> &budgets) { return saveBudgets(directory, budgets); } };
}

BudgetDesk::Store BudgetDesk::sampleStore()
{
    auto budgets = std::make_shared<QList<SpendBudget>>();
    budgets->append(sampleBudget(u"Everything"_s, u"everything"_s, 50));
    budgets->append(sampleBudget(u"Platform team"_s, u"team=Platform"_s, 16));
    budgets->append(sampleBudget(u"gpt-4o"_s, u"model=gpt-4o"_s, 9));
    budgets->append(sampleBudget(u"Nightly batch"_s, u"key=batch-nightly"_s, 6));
    budgets->last().hard = BudgetHard::Stop;
    return { [budgets]() -> Result<QList<SpendBudget>> { return *budgets; },
             [budgets](const QList<SpendBudget> &changed) -> Result<void> {
                 *budgets = changed;
                 return {};
             } };
}

Result<void> putBudget(QList<SpendBudget> &budgets, const QString &replaced, const SpendBudget &budget)
{
    const auto named = [](const QString &name) { return [name](const SpendBudget &other) { return other.name == name; }; };
    if (budget.name != replaced && std::ranges::any_of(budgets, named(budget.name))) {
        return failure(ErrorClass::BadRequest, "There is a budget \"" + budget.name.toStdString() + "\" already.");
    }
    const auto place = replaced.isEmpty() ? budgets.end() : std::ranges::find_if(budgets, named(replaced));
    if (place == budgets.end()) {
        budgets.append(budget);
    } else {
        *place = budget;
    }
    return {};
}

BudgetDesk::BudgetDesk(SpendDesk &desk, Store store, bool sample, const QTimeZone &zone, QObject *parent)
    : QObject(parent)
    , m_desk(desk)
    , m_store(std::make_shared<const Store>(std::move(store)))
    , m_sample(sample)
    , m_zone(zone)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(soonMilliseconds);
    connect(&m_soon, &QTimer::timeout, this, &BudgetDesk::refresh);
}

void BudgetDesk::refresh()
{
    work({}, this, {});
}

void BudgetDesk::refreshSoon()
{
    if (!m_soon.isActive()) {
        m_soon.start();
    }
}

void BudgetDesk::put(const QString &replaced, const SpendBudget &budget, QObject *context, Done done)
{
    work([replaced, budget](QList<SpendBudget> &budgets) { return putBudget(budgets, replaced, budget); }, context, std::move(done));
}

void BudgetDesk::remove(const QString &name, QObject *context, Done done)
{
    const auto edit = [name](QList<SpendBudget> &budgets) -> Result<void> {
        if (budgets.removeIf([&](const SpendBudget &budget) { return budget.name == name; }) == 0) {
            return failure(ErrorClass::BadRequest, "There is no budget \"" + name.toStdString() + "\".");
        }
        return {};
    };
    work(edit, context, std::move(done));
}

// The list is read anew each time: `patchbay-cli spend budget` writes the same file.
void BudgetDesk::work(Edit edit, QObject *context, Done done)
{
    struct Found {
        Result<void> edited;
        Result<QList<BudgetState>> states;
    };
    auto found = std::make_shared<Found>();
    ++m_pending;
    const auto ask = [found, edit, store = m_store, now = m_desk.now(), zone = m_zone, sample = m_sample](const Result<SpendQuery *> &query) {
        Result<QList<SpendBudget>> budgets = store->load();
        if (!budgets) {
            found->edited = std::unexpected(budgets.error());
            found->states = std::unexpected(budgets.error());
            return;
        }
        if (edit) {
            QList<SpendBudget> changed = *budgets;
            found->edited = edit(changed).and_then([&] { return store->save(changed); });
            budgets = found->edited ? changed : *budgets;
        }
        if (!query) {
            found->states = std::unexpected(query.error());
        } else if (*query != nullptr) {
            found->states = readBudgets(**query, *budgets, now, zone, sample);
        } else {
            for (const SpendBudget &budget : std::as_const(*budgets)) {
                found->states->append({ .budget = budget, .span = budgetSpan(budget.period, now, zone), .spent = {} });
            }
        }
    };
    m_desk.run(m_sample, ask, this, [this, found, alive = QPointer<QObject>(context), isEdit = bool(edit), done = std::move(done)] {
        --m_pending;
        m_read = true;
        m_problem = found->states ? std::nullopt : std::optional(found->states.error());
        m_states = found->states.value_or(m_states);
        Q_EMIT changed();
        if (isEdit && found->edited) {
            Q_EMIT edited();
        }
        if (done && alive) {
            done(found->edited);
        }
    });
}

void BudgetDesk::replay(const SpendBudget &budget, int back, QObject *context, std::function<void(const Result<BudgetReplay> &)> done)
{
    auto found = std::make_shared<Result<BudgetReplay>>();
    const BudgetSpan span = budgetSpan(budget.period, m_desk.now(), m_zone, back);
    **found = BudgetReplay { .span = span, .spent = {}, .reached = {}, .moneyBehind = {} };
    const auto ask = [found, budget, span, zone = m_zone, sample = m_sample](const Result<SpendQuery *> &query) {
        if (!query) {
            *found = std::unexpected(query.error());
        } else if (*query != nullptr) {
            *found = replayBudget(**query, budget, span, zone, sample);
        }
    };
    m_desk.run(m_sample, ask, context, [found, done = std::move(done)] { done(*found); });
}

} // namespace patchbay
