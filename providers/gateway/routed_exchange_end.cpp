// SPDX-License-Identifier: GPL-3.0-or-later
//
// RoutedExchange: what its headers say, and how it ends.
#include "providers/gateway/routed_exchange.h"

#include "providers/core/ids.h"
#include "providers/gateway/answer_headers.h"
#include "providers/gateway/caller_labels.h"
#include "providers/gateway/refusal.h"

namespace patchbay::gateway {

HeaderLines RoutedExchange::answerHead(bool stream)
{
    AnswerFacts facts;
    facts.callId = m_setup.id;
    facts.group =
        m_progress.group == routing::none ? m_asked : m_setup.snapshot->table->groups()[m_progress.group].name;
    if (m_choice.deployment != routing::none) {
        const routing::DeploymentDetails &details = m_setup.snapshot->table->details(m_choice.deployment);
        facts.deployment = details.id;
        facts.region = details.region;
        facts.apiBase = m_setup.snapshot->access[m_choice.deployment].apiBase;
        facts.retries = std::max(0, m_choice.number - 1 - m_choice.fallbacks);
        facts.fallbacks = m_choice.fallbacks;
        constexpr std::chrono::seconds usual { 6'000 }; // LiteLLM's, which nobody asked for
        if (m_choice.timeouts.total && *m_choice.timeouts.total < usual) {
            facts.timeout = m_choice.timeouts.total;
        }
        const config::RouterSettings &settings = m_setup.snapshot->table->settings();
        facts.maximumRetries = details.retries.value_or(m_facts.retries.value_or(settings.retries));
        facts.maximumFallbacks = settings.maximumFallbacks;
    }
    if (m_costKnown && !m_costUnknown && !stream) {
        facts.cost = m_cost;
    }
    facts.duration = m_services.clock.steadyNow() - m_start;
    const Microseconds waiting = m_attempt ? m_services.clock.steadyNow() - m_attemptStart : Microseconds(0);
    facts.overhead = std::max(Microseconds(0), facts.duration - m_waited - waiting);
    facts.figures = m_services.keys.figures(m_setup.caller, m_asked);
    facts.upstream = std::exchange(m_upstream, {});
    return answerHeaders(facts);
}

// A row of a call that nobody was asked for: it cost nothing.
void RoutedExchange::recordRefusal(const Error &error, bool leavesRow) const
{
    AttemptLedger *ledger = leavesRow ? m_services.ledger : nullptr;
    if (!ledger && !m_services.refused) {
        return;
    }
    SeededRandom random(systemSeed());
    AttemptDraft draft = draftOf(m_setup.caller);
    draft.start = m_services.clock.now();
    draft.attemptId = makeId("att_", draft.start, random);
    draft.requestId = m_setup.id;
    draft.parent = m_setup.id;
    draft.endpoint = m_setup.endpoint;
    draft.model = draft.group = m_asked;
    const AttemptOutcome outcome = refusedOutcome(error, refusalStatus(*m_setup.snapshot, error), draft.start);
    if (m_services.refused) {
        (*m_services.refused)(draft, outcome);
    }
    // Where the ledger is full, what is sent is refused as well.
    if (ledger && ledger->reserve(draft)) {
        ledger->settle(draft.attemptId, outcome);
    }
}

// Before the client has the last of the answer: whoever asks at once again finds its place free.
void RoutedExchange::settle()
{
    if (!std::exchange(m_settled, true)) {
        m_services.keys.settle(std::exchange(m_hold, {}), m_counted, m_end.promptTokens + m_end.completionTokens);
    }
}

void RoutedExchange::end(int status)
{
    if (std::exchange(m_done, true)) {
        return;
    }
    m_end.status = status;
    m_end.fallbacks = m_choice.fallbacks;
    m_end.cost = m_cost;
    m_end.duration = m_services.clock.steadyNow() - m_start;
    m_end.key = m_setup.caller.keyId;
    m_end.team = m_setup.caller.team;
    m_end.user = m_setup.caller.user;
    if (m_choice.deployment != routing::none) {
        const routing::DeploymentDetails &details = m_setup.snapshot->table->details(m_choice.deployment);
        m_end.deployment = details.id;
        m_end.provider = details.provider;
        m_end.model = details.model.substr(details.model.find('/') + 1);
    }
    if (m_progress.ticket != 0) {
        const std::scoped_lock lock(m_setup.snapshot->routerMutex);
        m_setup.snapshot->router.leave(m_progress);
    }
    settle();
    endGate();
    m_setup.exchange.reset();
    m_ended(this, m_end);
}

} // namespace patchbay::gateway
