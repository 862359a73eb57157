// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a call besides chat tells the ledger: drafts and outcomes.
#include "providers/core/answer_digest.h"
#include "providers/core/ids.h"
#include "providers/engine/attempt_draft.h"
#include "providers/engine/kind_task.h"
#include "providers/engine/kind_usage.h"

namespace patchbay {

void KindTask::settle(const Result<KindAnswer> &answer)
{
    m_open = false;
    AttemptOutcome outcome;
    outcome.end = m_environment.parts.clock.now();
    outcome.duration = m_environment.parts.clock.steadyNow() - m_attemptStart;
    outcome.httpStatus = m_response.status;
    outcome.bytesSent = m_timing.bytesSent;
    outcome.bytesReceived = m_timing.bytesReceived;
    if (answer) {
        outcome.usage = usageOfKind(m_call.request, wire::JsonView(std::string_view(answer->json)));
        outcome.amount = computeCost(m_plan->model, outcome.usage).amount;
        outcome.answerId = answerDigest(wire::JsonView(std::string_view(answer->json))["id"].string());
    } else {
        outcome.errorClass = className(answer.error().kind);
        outcome.errorMessage = answer.error().message;
        outcome.httpStatus = m_response.status != 0 ? m_response.status : answer.error().status;
        if (costsNothing({ answer.error().kind, m_response.status, m_timing.requestSent.has_value(),
                           m_abandon.has_value() })) {
            outcome.amount = unbilled();
        }
    }
    outcome.timeToFirstToken = m_firstEvent;
    m_environment.parts.ledger.settle(m_attemptId, outcome);
    if (m_sink.onSettled) {
        m_sink.onSettled(outcome.amount);
    }
    if (!answer) {
        m_environment.forgetToken(answer.error(), *m_plan);
    }
    if (m_cancelled || (!answer && answer.error().kind == ErrorClass::Timeout)) {
        m_environment.abandon(m_abandon, *m_plan);
    }
}

void KindTask::failUnsent(Error error)
{
    // The call never reached a provider, yet the ledger shows that it was tried.
    m_attempt = 1;
    m_attemptStart = m_environment.parts.clock.steadyNow();
    {
        const std::lock_guard lock(m_environment.randomMutex);
        m_attemptId = makeId("att_", m_environment.parts.clock.now(), m_environment.random);
    }
    if (m_environment.parts.ledger.reserve(draft())) {
        m_environment.parts.ledger.settle(m_attemptId, unsentOutcome(error, m_environment.parts.clock.now()));
    }
    m_attempt = 0;
    finish(std::unexpected(std::move(error)));
}

AttemptDraft KindTask::draft()
{
    AttemptDraft draft = draftOf(m_call, m_call.request.model, m_plan ? &*m_plan : nullptr);
    draft.attemptId = m_attemptId;
    draft.requestId = draft.requestId.empty() ? m_requestId : draft.requestId;
    draft.number += m_attempt - 1;
    draft.endpoint = callKindName(m_call.request.kind);
    draft.stream = m_call.request.stream;
    draft.start = m_environment.parts.clock.now();
    return draft;
}

} // namespace patchbay
