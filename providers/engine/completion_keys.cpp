// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which key a completion carries: planned, exchanged for a token where that is its kind, and another one where the
// provider refuses it.
#include "providers/engine/completion_task.h"

#include "providers/engine/sent_secret.h"

#include <utility>

namespace patchbay {

void CompletionTask::plan()
{
    Result<CallPlan> plan = planCall(m_call, m_environment.parts, *m_environment.apiBases);
    plan ? begin(std::move(*plan)) : failUnsent(plan.error());
}

void CompletionTask::begin(CallPlan plan)
{
    m_plan = std::move(plan);
    if (m_plan->exchange.credential.empty()) {
        startAttempt();
        return;
    }
    m_environment.exchangeKey(*m_plan, [self = shared_from_this()](const Result<void> &done) {
        if (!done) {
            self->m_attempt == 0 ? self->failUnsent(done.error()) : self->fail(done.error());
            return;
        }
        self->startAttempt();
    });
}

bool CompletionTask::tryNextKey(const Error &error)
{
    if (m_cancelled || m_reader->hasContent() || !KeyTurns::mayHelp(*m_plan, m_reader->status())) {
        return false;
    }
    // By now the source knows what the provider said of the key.
    Result<CallPlan> fresh = planCall(m_call, m_environment.parts, *m_environment.apiBases);
    if (!m_keys.take(*m_plan, fresh)) {
        return false;
    }
    m_sink(AttemptFailed { m_attempt, error, sinceStart(), std::chrono::milliseconds(0) });
    begin(std::move(*fresh));
    return true;
}

} // namespace patchbay
