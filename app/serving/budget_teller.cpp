// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/serving/budget_teller.h"

#include "app/shared/webhook_post.h"
#include "models/spend/budget_guard.h"

namespace patchbay::serving {

namespace {

observers::BudgetNotice noticeOf(const BudgetState &state, WallTime now)
{
    const SpendBudget &budget = state.budget;
    observers::BudgetNotice notice;
    // LiteLLM's word for everybody together.
    notice.group = budget.of ? spendDimensionName(*budget.of).toStdString() : "proxy";
    notice.id = budget.of ? budget.value.toStdString() : budget.name.toStdString();
    notice.alias = budget.name.toStdString();
    notice.spent = state.spent;
    notice.soft = Money { budget.limit.nanoDollars / 100 * state.step + budget.limit.nanoDollars % 100 * state.step / 100 };
    notice.maximum = budget.hard == BudgetHard::Stop ? std::optional(budget.limit) : std::nullopt;
    notice.at = now;
    return notice;
}

} // namespace

BudgetTeller::BudgetTeller(Parts parts)
    : m_parts(std::move(parts))
    , m_alerts(loadToldSteps(m_parts.directory))
{
    m_parts.guard.setStepped([this] { look(); });
}

void BudgetTeller::tellOn(std::function<void(const std::string &line)> say)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_say = std::make_shared<const std::function<void(const std::string &)>>(std::move(say));
    }
    look();
}

void BudgetTeller::look()
{
    const std::scoped_lock lock(m_mutex);
    if (!m_say) {
        return; // what is reached now is told when there is somebody to tell
    }
    const QByteArray before = m_alerts.remembered();
    const QList<BudgetState> reached = m_alerts.look(m_parts.guard.states());
    if (m_alerts.remembered() != before) {
        // Before anybody is told: rather once too few than again at each start.
        if (const Result<void> saved = saveToldSteps(m_parts.directory, m_alerts.remembered()); !saved) {
            (*m_say)(saved.error().message + " Steps of budgets may be told again.");
        }
    }
    for (const BudgetState &state : reached) {
        tell(state);
    }
}

void BudgetTeller::tell(const BudgetState &state)
{
    (*m_say)((alertTitle(state) + QStringLiteral(": ") + alertText(state, m_parts.zone)).toStdString());
    m_parts.observers(noticeOf(state, m_parts.clock.now()));
    if (!state.budget.webhook.isEmpty()) {
        post(state);
    }
}

void BudgetTeller::post(const BudgetState &state)
{
    if (!m_client) {
        m_client = std::make_unique<transport::HttpClient>(m_parts.runtime, m_parts.client);
    }
    postWebhook(*m_client, state.budget.webhook.toStdString(), alertBody(state, m_parts.clock.now()).toStdString(),
                [say = m_say, name = state.budget.name.toStdString()](const std::string &why) {
                    (*say)("The webhook of the budget " + name + " could not be told: " + why + ".");
                });
}

} // namespace patchbay::serving
