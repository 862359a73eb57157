// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a completion tells the ledger: drafts, outcomes, costs.
#include "providers/engine/completion_task.h"
#include "providers/engine/usage_estimate.h"

namespace patchbay {

AttemptDraft CompletionTask::draft() const
{
    AttemptDraft draft;
    draft.attemptId = m_attemptId;
    draft.requestId = m_call.labels.request.empty() ? m_requestId : m_call.labels.request;
    draft.parent = m_call.parent;
    const CallLabels &labels = m_call.labels;
    draft.number = labels.firstAttempt + m_attempt - 1;
    draft.endpoint = "chat";
    draft.group = labels.group.empty() ? m_call.request.model : labels.group;
    draft.deployment = labels.deployment;
    draft.virtualKey = labels.virtualKey;
    draft.team = labels.team;
    draft.reserved = labels.reserved;
    draft.tags = m_call.tags;
    draft.customer = labels.customer;
    draft.user = labels.user.empty() ? m_call.request.user : labels.user;
    draft.stream = m_call.request.stream;
    draft.start = m_environment.parts.clock.now();
    if (m_plan) {
        draft.provider = m_plan->model.provider->id;
        draft.model = m_plan->model.name;
        draft.providerKey = m_plan->keyName;
        draft.simulated = m_plan->model.provider->sandbox;
    } else if (const std::size_t slash = m_call.request.model.find('/'); slash != std::string::npos) {
        draft.provider = m_call.request.model.substr(0, slash);
        draft.model = m_call.request.model.substr(slash + 1);
    } else {
        draft.model = m_call.request.model;
    }
    return draft;
}

AttemptOutcome CompletionTask::outcome(const Error *error)
{
    AttemptOutcome outcome;
    outcome.end = m_environment.parts.clock.now();
    outcome.duration = m_environment.parts.clock.steadyNow() - m_attemptStart;
    outcome.bytesSent = m_exchangeTiming.bytesSent;
    outcome.bytesReceived = m_exchangeTiming.bytesReceived;
    if (error) {
        outcome.errorClass = className(error->kind);
        outcome.errorMessage = error->message;
        outcome.httpStatus = error->status;
    }
    if (!m_reader) {
        return outcome;
    }
    m_cost = costOf(error);
    outcome.amount = m_cost.amount;
    if (m_reader->answered()) {
        outcome.httpStatus = m_reader->status();
    }
    const ChatResponse &answer = m_reader->answer();
    outcome.usage = answer.usage.value_or(m_usageEstimated ? estimateUsage(m_call.request, answer) : Usage {});
    if (!answer.choices.empty()) {
        outcome.finishReason = answer.choices.front().finishReason;
    }
    if (m_timing.firstToken) {
        outcome.timeToFirstToken = *m_timing.firstToken - (m_attemptStart - m_start);
    }
    return outcome;
}

void CompletionTask::settle(const Error *error)
{
    m_environment.parts.ledger.settle(m_attemptId, outcome(error));
}

Cost CompletionTask::costOf(const Error *error)
{
    constexpr int firstErrorStatus = 400;
    m_usageEstimated = false;
    const bool refused = error && (!m_reader->answered() ? error->kind == ErrorClass::ApiConnection
                                                         : m_reader->status() >= firstErrorStatus);
    if (refused) {
        // Providers bill answers, not refusals.
        return { { Money {}, Basis::Computed, "not billed" }, {} };
    }
    const ChatResponse &answer = m_reader->answer();
    if (answer.usage && (answer.usage->promptTokens || answer.usage->completionTokens)) {
        return computeCost(m_plan->model, *answer.usage);
    }
    // What cannot be read may have been billed or not: no amount is better than an invented one.
    const bool unreadable = error && error->kind == ErrorClass::ApiResponseValidation && !m_reader->hasContent();
    if (!m_reader->answered() || unreadable) {
        return {};
    }
    m_usageEstimated = true;
    return computeCost(m_plan->model, estimateUsage(m_call.request, answer), true);
}

} // namespace patchbay
