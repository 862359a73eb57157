// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/engine/kind_task.h"

#include "providers/core/ids.h"
#include "providers/engine/kind_transcript.h"
#include "providers/engine/kind_usage.h"
#include "providers/engine/sent_secret.h"

#include <utility>

namespace patchbay {
namespace {

constexpr int firstErrorStatus = 400;
constexpr int firstRedirectStatus = 300;

std::int64_t seconds(WallTime time)
{
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

Result<KindAnswer> cancelled()
{
    return failure(ErrorClass::Cancelled, "Stopped before the answer was complete.");
}

bool isType(const HttpResponse &response, std::string_view type)
{
    return headerValue(response.headers, "content-type").starts_with(type);
}

} // namespace

KindTask::KindTask(TaskEnvironment environment, std::string requestId, KindCall call, KindSink sink,
                   std::function<void()> finished)
    : m_environment(std::move(environment))
    , m_requestId(std::move(requestId))
    , m_call(std::move(call))
    , m_sink(std::move(sink))
    , m_finished(std::move(finished))
{
}

void KindTask::begin()
{
    Result<CallPlan> plan = planKind(m_call, m_environment.parts, *m_environment.apiBases);
    if (!plan) {
        failUnsent(plan.error());
        return;
    }
    begin(std::move(*plan));
}

void KindTask::begin(CallPlan plan)
{
    m_plan = std::move(plan);
    if (m_plan->exchange.credential.empty()) {
        attempt();
        return;
    }
    m_environment.exchangeKey(*m_plan, [self = shared_from_this()](const Result<void> &done) {
        if (!done) {
            self->m_attempt == 0 ? self->failUnsent(done.error()) : self->finish(std::unexpected(done.error()));
            return;
        }
        self->attempt();
    });
}

void KindTask::cancel()
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
        m_environment.parts.runtime.post([self = shared_from_this()] { self->stop(); });
    }
}

void KindTask::stop()
{
    Result<KindAnswer> stopped = cancelled();
    if (m_open) {
        settle(stopped);
    }
    finish(std::move(stopped));
}

void KindTask::hold(bool held)
{
    const std::lock_guard lock(m_mutex);
    m_held = held;
    if (m_exchange) {
        m_exchange->hold(held);
    }
}

void KindTask::attempt()
{
    if (m_cancelled) {
        return finish(cancelled());
    }
    ++m_attempt;
    m_attemptStart = m_environment.parts.clock.steadyNow();
    {
        const std::lock_guard lock(m_environment.randomMutex);
        m_attemptId = makeId("att_", m_environment.parts.clock.now(), m_environment.random);
    }
    if (Result<void> reserved = m_environment.parts.ledger.reserveAndSend(draft()); !reserved) {
        finish(std::unexpected(reserved.error()));
        return;
    }
    m_open = true;
    m_abandon.reset();
    m_firstEvent.reset();
    m_response = {};
    m_stream.reset();
    m_readError.reset();
    send(m_plan->request);
}

void KindTask::send(HttpRequest request)
{
    transport::ExchangeHandler handler;
    const std::shared_ptr<KindTask> self = shared_from_this();
    handler.onHead = [self](int status, const std::vector<HttpHeader> &headers) { self->head(status, headers); };
    handler.onData = [self](std::string_view bytes) {
        if (Result<void> taken = self->data(bytes); !taken && !self->m_readError) {
            self->m_readError = taken.error();
            const std::lock_guard lock(self->m_mutex);
            if (self->m_exchange) {
                self->m_exchange->cancel();
            }
        }
    };
    handler.onEnd = [self](Result<void> result, const transport::ExchangeTiming &timing) { self->onEnd(result, timing); };
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

void KindTask::head(int status, const std::vector<HttpHeader> &headers)
{
    m_response.status = status;
    m_response.headers = headers;
    if (m_call.onHeaders) {
        m_plan->sent().tell(headers, m_call.onHeaders);
    }
    // A stream of another kind than asked for is read as what it is.
    const bool streams = m_call.request.stream && status < firstRedirectStatus && !isType(m_response, "application/json")
        && !isType(m_response, "text/html");
    if (!streams) {
        return;
    }
    Result<wire::KindStream> stream = wire::KindStream::make(
        m_call.request.kind, m_plan->target(seconds(m_environment.parts.clock.now())), m_plan->codec());
    if (stream) {
        m_stream.emplace(std::move(*stream));
    }
}

Result<void> KindTask::data(std::string_view bytes)
{
    if (!m_stream) {
        m_response.body += bytes;
        return {};
    }
    std::vector<std::string> events;
    Result<void> fed = m_stream->feed(bytes, events);
    deliver(events);
    return fed;
}

void KindTask::deliver(std::vector<std::string> &events)
{
    for (const std::string &event : events) {
        m_delivered = true;
        if (!m_firstEvent) {
            m_firstEvent = m_environment.parts.clock.steadyNow() - m_attemptStart;
        }
        if (m_sink.onEvent) {
            m_sink.onEvent(event);
        }
    }
    events.clear();
}

void KindTask::onEnd(const Result<void> &result, const transport::ExchangeTiming &timing)
{
    {
        const std::lock_guard lock(m_mutex);
        m_exchange.reset();
    }
    m_timing = timing;
    if (result && !m_cancelled && !m_readError && wantsMore()) {
        return;
    }
    Result<KindAnswer> answer = m_cancelled
        ? cancelled()
        : m_readError ? std::unexpected(*m_readError)
                      : read(result);
    if (!answer) {
        Error &error = answer.error();
        error.provider = m_plan->model.provider->id;
        error.model = m_plan->model.name;
        error = m_plan->sent().cleaned(std::move(error));
    }
    settle(answer);
    retryOrFinish(std::move(answer));
}

bool KindTask::wantsMore()
{
    if (m_stream || m_response.status >= firstRedirectStatus) {
        return false;
    }
    const wire::Target target = m_plan->target(seconds(m_environment.parts.clock.now()));
    Result<std::optional<wire::FollowUp>> next = m_plan->codec().followUp(m_response, target, false);
    if (!next) {
        m_readError = next.error();
        return false;
    }
    const bool late = *next
        && m_environment.parts.clock.steadyNow() - m_attemptStart + (**next).delay > m_call.deadlines.total;
    if (late) {
        m_readError = makeError(ErrorClass::Timeout, "The provider was still at work when the time was over.");
    }
    m_abandon = *next ? std::move((**next).abandon) : std::nullopt;
    if (!*next || late) {
        return false;
    }
    const std::lock_guard lock(m_mutex);
    if (m_cancelled) {
        m_environment.parts.runtime.post([self = shared_from_this()] { self->stop(); });
        return true;
    }
    m_retryTimer = transport::startTimer(
        m_environment.parts.runtime, (**next).delay, [self = shared_from_this(), request = (**next).request] {
            {
                const std::lock_guard stored(self->m_mutex);
                self->m_retryTimer.reset();
            }
            self->m_response = {};
            self->m_cancelled ? self->stop() : self->send(request);
        });
    return true;
}

Result<KindAnswer> KindTask::read(const Result<void> &result)
{
    const wire::Target target = m_plan->target(seconds(m_environment.parts.clock.now()));
    if (m_response.status >= firstErrorStatus) {
        return std::unexpected(m_plan->codec().decodeError(m_response, target));
    }
    if (!result) {
        return std::unexpected(result.error());
    }
    if (m_response.status >= firstRedirectStatus) {
        return failure(ErrorClass::ApiResponseValidation, "The provider redirects elsewhere; redirects are not followed.");
    }
    if (m_stream) {
        return readStream();
    }
    Result<std::string> json = wire::translateAnswer(m_call.request.kind, m_response, target, m_plan->codec());
    if (!json) {
        return std::unexpected(json.error());
    }
    KindAnswer answer;
    answer.json = std::move(*json);
    if (m_call.request.kind == CallKind::Embeddings
        && wire::JsonView(m_call.request.body)["encoding_format"].is("base64")) {
        answer.json = wire::vectorsAsBase64(std::move(answer.json));
    }
    if (m_call.request.kind == CallKind::Speech) {
        const bool bare = wire::JsonView(m_call.request.body)["response_format"].string().starts_with("pcm");
        Result<wire::Sound> sound = wire::readSound(m_response, target, bare);
        if (!sound) {
            return std::unexpected(sound.error());
        }
        answer.bytes = std::move(sound->bytes);
        answer.mediaType = std::move(sound->mediaType);
    }
    if (m_call.request.kind == CallKind::Transcription) {
        addTranscript(m_call.request, m_response, answer);
    }
    return answer;
}

Result<KindAnswer> KindTask::readStream()
{
    std::vector<std::string> events;
    Result<void> finished = m_stream->finish(events);
    deliver(events);
    if (m_stream->error()) {
        return std::unexpected(*m_stream->error());
    }
    if (!finished) {
        return std::unexpected(finished.error());
    }
    KindAnswer answer;
    answer.json = m_stream->folded();
    return answer;
}

void KindTask::retryOrFinish(Result<KindAnswer> answer)
{
    if (answer || m_delivered || m_cancelled) {
        finish(std::move(answer));
        return;
    }
    if (KeyTurns::mayHelp(*m_plan, m_response.status)) {
        // Another key of the pool instead of the one that was refused.
        Result<CallPlan> fresh = planKind(m_call, m_environment.parts, *m_environment.apiBases);
        if (m_keys.take(*m_plan, fresh)) {
            begin(std::move(*fresh));
            return;
        }
    }
    std::optional<std::chrono::milliseconds> delay;
    {
        const std::lock_guard lock(m_environment.randomMutex);
        delay = retryDelay(m_call.retry, m_attempt - m_keys.taken(), answer.error(), m_environment.random);
    }
    if (!delay) {
        finish(std::move(answer));
        return;
    }
    // The timer's function takes the lock first, so that it never runs before the timer is stored.
    const std::lock_guard lock(m_mutex);
    if (m_cancelled) {
        m_environment.parts.runtime.post([self = shared_from_this()] { self->stop(); });
        return;
    }
    m_retryTimer = transport::startTimer(m_environment.parts.runtime, *delay, [self = shared_from_this()] {
        {
            const std::lock_guard stored(self->m_mutex);
            self->m_retryTimer.reset();
        }
        self->attempt();
    });
}

void KindTask::finish(Result<KindAnswer> answer)
{
    if (!m_sink.onDone) {
        return;
    }
    if (answer) {
        answer->attempts = m_attempt;
        answer->usage = usageOfKind(m_call.request, wire::JsonView(std::string_view(answer->json)));
        answer->cost = computeCost(m_plan->model, answer->usage);
        answer->wireRequest = m_plan->request;
        answer->wireResponse = m_plan->sent().cleaned(m_response);
    }
    std::exchange(m_sink, {}).onDone(std::move(answer));
    m_finished();
}

} // namespace patchbay
