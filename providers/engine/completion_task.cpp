// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/engine/completion_task.h"

#include "providers/core/ids.h"
#include "providers/engine/usage_estimate.h"

#include <utility>

namespace patchbay {
namespace {

Error cancelledError()
{
    return makeError(ErrorClass::Cancelled, "Stopped before the answer was complete.");
}

bool isContent(const StreamEvent &event)
{
    return std::holds_alternative<TextDelta>(event) || std::holds_alternative<ReasoningDelta>(event)
        || std::holds_alternative<ToolCallDelta>(event);
}

// Query credentials never stand in a URL here (transport adds them), but a caller's api_base might hold one.
std::string withoutQuery(const std::string &url)
{
    return url.substr(0, url.find('?'));
}

} // namespace

CompletionTask::CompletionTask(TaskEnvironment environment, std::string requestId, CompletionCall call, EventSink sink,
                               std::function<void()> finished)
    : m_environment(std::move(environment))
    , m_requestId(std::move(requestId))
    , m_call(std::move(call))
    , m_sink(std::move(sink))
    , m_finished(std::move(finished))
    , m_start(m_environment.parts.clock.steadyNow())
{
}

void CompletionTask::begin()
{
    Result<CallPlan> plan = planCall(m_call, m_environment.parts, *m_environment.apiBases);
    if (!plan) {
        failUnsent(plan.error());
        return;
    }
    m_plan = std::move(*plan);
    if (m_plan->exchange.credential.empty()) {
        startAttempt();
        return;
    }
    m_environment.tokens.token(m_plan->exchange, [self = shared_from_this()](Result<SecretBytes> token) {
        if (!token) {
            self->failUnsent(token.error());
            return;
        }
        self->m_plan->key = std::move(*token);
        self->startAttempt();
    });
}

void CompletionTask::cancel()
{
    m_cancelled = true;
    std::shared_ptr<transport::Exchange> exchange;
    std::shared_ptr<transport::Timer> timer;
    {
        const std::lock_guard lock(m_mutex);
        exchange = m_exchange;
        timer = std::exchange(m_retryTimer, nullptr);
    }
    if (exchange) {
        exchange->cancel();
    }
    if (timer) {
        timer->cancel();
        m_environment.parts.runtime.post([self = shared_from_this()] { self->fail(cancelledError()); });
    }
}

void CompletionTask::startAttempt()
{
    if (m_cancelled) {
        fail(cancelledError());
        return;
    }
    ++m_attempt;
    m_attemptStart = m_environment.parts.clock.steadyNow();
    {
        const std::lock_guard lock(m_environment.randomMutex);
        m_attemptId = makeId("att_", m_environment.parts.clock.now(), m_environment.random);
    }
    if (Result<void> reserved = m_environment.parts.ledger.reserve(draft()); !reserved) {
        --m_attempt;
        fail(reserved.error());
        return;
    }
    m_sink(AttemptStarted { m_attempt, m_plan->model.provider->id, m_plan->model.name, withoutQuery(m_plan->request.url),
                            sinceStart() });
    send();
}

void CompletionTask::send()
{
    const std::int64_t now
        = std::chrono::duration_cast<std::chrono::seconds>(m_environment.parts.clock.now().time_since_epoch()).count();
    m_decodeError.reset();
    m_reader = std::make_unique<AnswerReader>(
        m_plan->codec(), m_plan->target(now), m_call.request.stream, m_call.keepWire, [this](const StreamEvent &event) {
            if (!m_timing.firstToken && isContent(event)) {
                m_timing.firstToken = sinceStart();
            }
            m_sink(EngineEvent(event));
        });
    m_environment.parts.ledger.sent(m_attemptId);
    transport::ExchangeHandler handler;
    const std::shared_ptr<CompletionTask> self = shared_from_this();
    handler.onHead = [self](int status, const std::vector<HttpHeader> &headers) { self->m_reader->head(status, headers); };
    handler.onData = [self](std::string_view bytes) {
        if (self->m_decodeError) {
            return;
        }
        if (Result<void> read = self->m_reader->data(bytes); !read) {
            self->m_decodeError = read.error();
            const std::lock_guard lock(self->m_mutex);
            if (self->m_exchange) {
                self->m_exchange->cancel();
            }
        }
    };
    handler.onEnd = [self](Result<void> result, const transport::ExchangeTiming &timing) { self->onEnd(result, timing); };
    auto exchange = m_environment.client.send(m_plan->request, m_plan->key.clone(), std::move(handler), m_call.deadlines);
    {
        const std::lock_guard lock(m_mutex);
        m_exchange = exchange;
    }
    if (m_cancelled) {
        exchange->cancel();
    }
}

void CompletionTask::onEnd(const Result<void> &result, const transport::ExchangeTiming &timing)
{
    {
        const std::lock_guard lock(m_mutex);
        m_exchange.reset();
    }
    m_exchangeTiming = timing;
    if (!m_timing.connected) {
        m_timing.connected = timing.connected;
    }
    if (m_call.keepWire) {
        m_sink(WireRecord { m_attempt, m_plan->request, m_reader->wireResponse() });
    }
    if (m_cancelled) {
        attemptFailed(cancelledError());
        return;
    }
    if (m_decodeError) {
        attemptFailed(*m_decodeError);
        return;
    }
    const Result<void> read = m_reader->answered() || result ? m_reader->end(result) : result;
    if (!read) {
        attemptFailed(read.error());
        return;
    }
    succeed();
}

void CompletionTask::attemptFailed(const Error &plain)
{
    const Error error = completed(plain);
    settle(&error);
    std::optional<std::chrono::milliseconds> delay;
    // After content a repetition would say everything twice.
    if (!m_reader->hasContent() && !m_cancelled) {
        const std::lock_guard lock(m_environment.randomMutex);
        delay = retryDelay(m_call.retry, m_attempt, error, m_environment.random);
    }
    m_sink(AttemptFailed { m_attempt, error, sinceStart(), delay });
    if (!delay) {
        fail(error);
        return;
    }
    waitForRetry(*delay);
}

void CompletionTask::waitForRetry(std::chrono::milliseconds delay)
{
    // The timer's function takes the lock first, so that it never runs before the timer is stored.
    const std::lock_guard lock(m_mutex);
    if (m_cancelled) {
        m_environment.parts.runtime.post([self = shared_from_this()] { self->fail(cancelledError()); });
        return;
    }
    m_retryTimer = transport::startTimer(m_environment.parts.runtime, delay, [self = shared_from_this()] {
        {
            const std::lock_guard stored(self->m_mutex);
            self->m_retryTimer.reset();
        }
        self->startAttempt();
    });
}

void CompletionTask::succeed()
{
    settle(nullptr);
    m_timing.total = sinceStart();
    CallSucceeded done;
    done.response = m_reader->answer();
    done.cost = costOf(nullptr);
    done.usageEstimated = m_usageEstimated;
    if (m_usageEstimated) {
        done.response.usage = estimateUsage(m_call.request, done.response);
    }
    done.timing = m_timing;
    done.attempts = m_attempt;
    finish(done);
}

void CompletionTask::fail(Error error)
{
    m_timing.total = sinceStart();
    CallFailed failed;
    failed.error = completed(std::move(error));
    if (m_reader) {
        failed.partial = m_reader->answer();
        failed.cost = costOf(&failed.error);
        if (m_usageEstimated) {
            failed.partial.usage = estimateUsage(m_call.request, failed.partial);
        }
    }
    failed.usageEstimated = m_usageEstimated;
    failed.timing = m_timing;
    failed.attempts = m_attempt;
    finish(failed);
}

void CompletionTask::failUnsent(Error error)
{
    // The call never reached a provider, yet the ledger shows that it was tried.
    m_attempt = 1;
    m_attemptStart = m_start;
    {
        const std::lock_guard lock(m_environment.randomMutex);
        m_attemptId = makeId("att_", m_environment.parts.clock.now(), m_environment.random);
    }
    if (m_environment.parts.ledger.reserve(draft())) {
        AttemptOutcome voided = outcome(&error);
        voided.state = AttemptState::Voided;
        voided.amount = { Money {}, Basis::Computed, "not sent" };
        m_environment.parts.ledger.settle(m_attemptId, voided);
    }
    m_attempt = 0;
    fail(std::move(error));
}

void CompletionTask::finish(const EngineEvent &last)
{
    if (m_ended.exchange(true)) {
        return;
    }
    m_sink(last);
    m_sink = nullptr;
    m_finished();
}

AttemptDraft CompletionTask::draft() const
{
    AttemptDraft draft;
    draft.attemptId = m_attemptId;
    draft.requestId = m_requestId;
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
    outcome.amount = costOf(error).amount;
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

Microseconds CompletionTask::sinceStart() const
{
    return m_environment.parts.clock.steadyNow() - m_start;
}

Error CompletionTask::completed(Error error) const
{
    if (m_plan) {
        if (error.provider.empty()) {
            error.provider = m_plan->model.provider->id;
        }
        if (error.model.empty()) {
            error.model = m_plan->model.name;
        }
    }
    return error;
}

} // namespace patchbay
