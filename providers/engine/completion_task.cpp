// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/engine/completion_task.h"

#include "providers/core/ids.h"
#include "providers/engine/attempt_draft.h"
#include "providers/engine/sent_secret.h"
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
    gather();
}

void CompletionTask::gather()
{
    const Result<ResolvedModel> model = m_environment.parts.catalog.resolve(m_call.request.model);
    std::vector<ContentPart *> parts;
    if (model) {
        const ModelEntry *entry = m_call.model ? m_call.model.get() : model->model;
        const wire::Target target { *model->provider, model->name, entry, {}, 0 };
        const wire::ChatCodec &codec = wire::codecFor(model->family());
        if (m_call.plain && wire::takesPlainChat(m_call.request, target, codec)) {
            return plan(); // texts only
        }
        parts = partsToGather(wholeRequest(), codec, target);
    }
    if (parts.empty()) {
        return plan();
    }
    auto gathering = std::make_shared<MediaGathering>(
        m_environment.media, std::move(parts), [self = shared_from_this()](Result<void> gathered) {
            {
                const std::lock_guard lock(self->m_mutex);
                self->m_gathering.reset();
            }
            gathered ? self->plan() : self->failUnsent(std::move(gathered.error()));
        });
    {
        const std::lock_guard lock(m_mutex);
        m_gathering = gathering;
    }
    if (m_cancelled) {
        gathering->cancel();
    }
    gathering->begin();
}

ChatRequest &CompletionTask::wholeRequest()
{
    if (const std::shared_ptr<const wire::PlainChat> plain = std::exchange(m_call.plain, nullptr)) {
        m_call.request = wire::wholeRequest(*plain, m_call.request);
    }
    return m_call.request;
}

void CompletionTask::cancel()
{
    m_cancelled = true;
    std::shared_ptr<transport::Exchange> exchange;
    std::shared_ptr<transport::Timer> timer;
    std::shared_ptr<MediaGathering> gathering;
    {
        const std::lock_guard lock(m_mutex);
        exchange = m_exchange;
        gathering = m_gathering;
        timer = std::exchange(m_retryTimer, nullptr);
    }
    if (gathering) {
        gathering->cancel();
    }
    if (exchange) {
        exchange->cancel();
    }
    if (timer) {
        timer->cancel();
        m_environment.parts.runtime.post([self = shared_from_this()] { self->stop(); });
    }
}

void CompletionTask::stop()
{
    m_open ? attemptFailed(cancelledError()) : fail(cancelledError());
}

void CompletionTask::hold(bool held)
{
    const std::lock_guard lock(m_mutex);
    m_held = held;
    if (m_exchange) {
        m_exchange->hold(held);
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
    if (Result<void> reserved = m_environment.parts.ledger.reserveAndSend(draft()); !reserved) {
        --m_attempt;
        fail(reserved.error());
        return;
    }
    m_open = true;
    m_abandon.reset();
    m_sink(AttemptStarted { m_attempt, m_plan->model.provider->id, m_plan->model.name, withoutQuery(m_plan->request.url),
                            sinceStart() });
    // Prompts may be long and streams last: one that is not sent again is not kept.
    const bool last = m_attempt - m_keys.taken() >= m_call.retry.maximumAttempts && !m_call.keepWire;
    send(last ? std::move(m_plan->request) : m_plan->request);
}

void CompletionTask::send(HttpRequest request)
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
    m_reader->relayAs(m_call.relayAs);
    transport::ExchangeHandler handler;
    const std::shared_ptr<CompletionTask> self = shared_from_this();
    handler.onHead = [self](int status, const std::vector<HttpHeader> &headers) {
        if (self->m_call.onHeaders) {
            self->m_plan->sent().tell(headers, self->m_call.onHeaders);
        }
        self->m_reader->head(status, headers);
    };
    handler.onData = [self](std::string_view bytes) {
        if (self->m_decodeError) {
            return;
        }
        if (Result<void> read = self->m_reader->data(bytes); !read) {
            self->m_decodeError = std::make_unique<Error>(std::move(read.error()));
            const std::lock_guard lock(self->m_mutex);
            if (self->m_exchange) {
                self->m_exchange->cancel();
            }
        }
    };
    handler.onEnd = [self](Result<void> result, const transport::ExchangeTiming &timing) { self->onEnd(result, timing); };
    // A follow-up elsewhere says that the key is not for it.
    SecretBytes secret = m_plan->secretFor(request);
    auto exchange =
        m_environment.client.send(std::move(request), std::move(secret), std::move(handler), m_call.deadlines);
    {
        const std::lock_guard lock(m_mutex);
        m_exchange = exchange;
        m_exchange->hold(m_held);
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
        m_sink(WireRecord { m_attempt, m_plan->request, m_plan->sent().cleaned(m_reader->wireResponse()) });
    }
    if (m_cancelled) {
        attemptFailed(cancelledError());
        return;
    }
    if (m_decodeError) {
        attemptFailed(*m_decodeError);
        return;
    }
    if (result && wantsMore()) {
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
    m_environment.forgetToken(error, *m_plan);
    if (m_cancelled || error.kind == ErrorClass::Timeout) {
        m_environment.abandon(m_abandon, *m_plan);
    }
    if (tryNextKey(error)) {
        return;
    }
    std::optional<std::chrono::milliseconds> delay;
    // After content a repetition would say everything twice.
    if (!m_reader->hasContent() && !m_cancelled) {
        const std::lock_guard lock(m_environment.randomMutex);
        delay = retryDelay(m_call.retry, m_attempt - m_keys.taken(), error, m_environment.random);
    }
    m_sink(AttemptFailed { m_attempt, error, sinceStart(), delay });
    if (!delay) {
        fail(error);
        return;
    }
    waitThen(*delay, [self = shared_from_this()] { self->startAttempt(); });
}

bool CompletionTask::wantsMore()
{
    Result<std::optional<wire::FollowUp>> next = m_reader->followUp();
    if (!next) {
        attemptFailed(next.error());
    } else if (*next) {
        goOn(std::move(**next));
    }
    return !next || *next;
}

void CompletionTask::goOn(wire::FollowUp next)
{
    m_abandon = std::move(next.abandon);
    if (sinceStart() + next.delay > m_call.deadlines.total) {
        return attemptFailed(makeError(ErrorClass::Timeout, "The provider was still at work when the time was over."));
    }
    waitThen(next.delay, [self = shared_from_this(), request = std::move(next.request)] {
        self->m_cancelled ? self->attemptFailed(cancelledError()) : self->send(request);
    });
}

void CompletionTask::waitThen(std::chrono::milliseconds delay, std::function<void()> then)
{
    // The timer's function takes the lock first, so that it never runs before the timer is stored.
    const std::lock_guard lock(m_mutex);
    if (m_cancelled) {
        m_environment.parts.runtime.post([self = shared_from_this()] { self->stop(); });
        return;
    }
    m_retryTimer = transport::startTimer(
        m_environment.parts.runtime, delay, [self = shared_from_this(), then = std::move(then)] {
            {
                const std::lock_guard stored(self->m_mutex);
                self->m_retryTimer.reset();
            }
            then();
        });
}

void CompletionTask::succeed()
{
    settle(nullptr);
    m_timing.total = sinceStart();
    CallSucceeded done;
    done.response = m_reader->answer();
    done.relayed = m_reader->takeRelayed();
    done.cost = m_cost;
    done.usageEstimated = m_usageEstimated;
    if (m_usageEstimated) {
        done.response.usage = estimateUsage(wholeRequest(), done.response);
    }
    done.timing = m_timing;
    done.attempts = m_attempt;
    finish(std::move(done));
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
            failed.partial.usage = estimateUsage(wholeRequest(), failed.partial);
        }
    }
    failed.usageEstimated = m_usageEstimated;
    failed.timing = m_timing;
    failed.attempts = m_attempt;
    finish(std::move(failed));
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
        m_environment.parts.ledger.settle(m_attemptId, unsentOutcome(error, m_environment.parts.clock.now()));
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
        return m_plan->sent().cleaned(std::move(error));
    }
    return error;
}

} // namespace patchbay
