// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a completion tells the ledger: drafts, outcomes, costs.
#include "providers/core/answer_digest.h"
#include "providers/core/plausible_usage.h"
#include "providers/engine/attempt_draft.h"
#include "providers/engine/aws_signing.h"
#include "providers/engine/completion_task.h"
#include "providers/engine/usage_estimate.h"
#include "providers/wire/json_view.h"

#include <cstring>
#include <utility>

namespace patchbay {

AttemptDraft CompletionTask::draft() const
{
    AttemptDraft draft = draftOf(m_call, m_call.request.model, m_plan ? &*m_plan : nullptr);
    draft.attemptId = m_attemptId;
    draft.requestId = draft.requestId.empty() ? m_requestId : draft.requestId;
    draft.number += m_attempt - 1;
    draft.endpoint = m_call.labels.endpoint.empty() ? "chat" : m_call.labels.endpoint;
    draft.user = draft.user.empty() ? m_call.request.user : draft.user;
    draft.stream = m_call.request.stream;
    draft.start = m_environment.parts.clock.now();
    return draft;
}

namespace {

// Of a role's credential only the secret parts: its name and the keys' id are what the error is about.
Error withoutSecrets(const ExchangeableKey &key, Error error)
{
    if (key.exchange != wire::TokenExchange::AwsRole) {
        return SentSecret(key.credential).cleaned(std::move(error));
    }
    const wire::JsonView object(std::string_view(key.credential.bytes().data(), key.credential.bytes().size()));
    for (const char *name : { "aws_secret_access_key", "aws_session_token", "aws_web_identity_token" }) {
        std::string text = object[name].string();
        const SecretBytes part = SecretBytes::copyOf(text);
        explicit_bzero(text.data(), text.size());
        error = SentSecret(part).cleaned(std::move(error));
    }
    return error;
}

constexpr int firstErrorStatus = 400;

// OpenAI tells the tier, which has a price of its own, beside the counts.
std::optional<Usage> countedIn(const ChatResponse &answer)
{
    std::optional<Usage> usage = answer.usage;
    if (usage && usage->serviceTier.empty()) {
        usage->serviceTier = answer.serviceTier;
    }
    return usage;
}

} // namespace

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
    outcome.answerId = answerDigest(answer.id);
    outcome.usage = countedIn(answer).value_or(m_usageEstimated ? estimateUsage(wholeRequest(), answer) : Usage {});
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
    m_open = false;
    m_environment.parts.ledger.settle(m_attemptId, outcome(error));
}

void TaskEnvironment::abandon(std::optional<HttpRequest> &request, const CallPlan &plan) const
{
    constexpr std::chrono::milliseconds patience { 5'000 };
    if (std::optional<HttpRequest> last = std::exchange(request, std::nullopt)) {
        SecretBytes secret = plan.secretFor(*last);
        client.send(std::move(*last), std::move(secret), {},
                    { .connect = patience, .firstByte = patience, .idle = patience, .total = patience });
    }
}

void TaskEnvironment::exchangeKey(CallPlan &plan, std::function<void(Result<void>)> done) const
{
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(parts.clock.now().time_since_epoch()).count();
    tokens.token(plan.exchange, [&plan, now, done = std::move(done)](Result<SecretBytes> issued) {
        done(issued ? takeIssued(plan, std::move(*issued), now)
                    : Result<void>(std::unexpected(withoutSecrets(plan.exchange, issued.error()))));
    });
}

void TaskEnvironment::forgetToken(const Error &error, const CallPlan &plan) const
{
    if (error.kind == ErrorClass::Authentication && !plan.exchange.credential.empty()) {
        tokens.forget(plan.exchange);
    }
}

Cost CompletionTask::costOf(const Error *error)
{
    m_usageEstimated = false;
    const bool answerBegan = m_reader->answered() && m_reader->status() < firstErrorStatus; // its content says more
    const int status = m_reader->answered() ? m_reader->status() : 0;
    if (error && !answerBegan && costsNothing({ error->kind, status, m_exchangeTiming.requestSent.has_value() })) {
        return { unbilled(), {} };
    }
    const ChatResponse &answer = m_reader->answer();
    const std::optional<Usage> usage = countedIn(answer);
    if (usage && isPlausible(*usage) && (usage->promptTokens || usage->completionTokens)) {
        return computeCost(m_plan->model, *usage);
    }
    // What cannot be read may have been billed or not: no amount is better than an invented one. Budgets count what was
    // reserved for it.
    const bool nothing = error && !m_reader->hasContent();
    const bool unreadable = nothing && (error->kind == ErrorClass::ApiResponseValidation || !m_call.request.stream);
    if (!m_reader->answered() || unreadable) {
        return {};
    }
    m_usageEstimated = true;
    return computeCost(m_plan->model, estimateUsage(wholeRequest(), answer), true);
}

} // namespace patchbay
