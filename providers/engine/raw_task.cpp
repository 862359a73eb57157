// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/engine/raw_task.h"

#include "providers/core/ids.h"
#include "providers/engine/attempt_draft.h"
#include "providers/engine/sent_secret.h"

#include <algorithm>
#include <cctype>

namespace patchbay {
namespace {

constexpr int firstErrorStatus = 400;
constexpr int firstRedirectStatus = 300;
constexpr std::size_t errorBodyAtMost = 256 * 1024;
constexpr std::string_view contentLength = "content-length";

} // namespace

RawTask::RawTask(TaskEnvironment environment, std::string requestId, RawCall call, RawSink sink,
                 std::function<void()> finished)
    : m_environment(std::move(environment))
    , m_requestId(std::move(requestId))
    , m_call(std::move(call))
    , m_sink(std::move(sink))
    , m_finished(std::move(finished))
    , m_start(m_environment.parts.clock.steadyNow())
{
}

void RawTask::begin()
{
    Result<CallPlan> plan = planRaw(m_call, m_environment.parts, *m_environment.apiBases);
    if (!plan) {
        failUnsent(plan.error());
        return;
    }
    begin(std::move(*plan));
}

void RawTask::begin(CallPlan plan)
{
    m_plan = std::move(plan);
    if (m_plan->exchange.credential.empty()) {
        send();
        return;
    }
    m_environment.exchangeKey(*m_plan, [self = shared_from_this()](const Result<void> &done) {
        if (!done) {
            self->failUnsent(done.error());
            return;
        }
        self->send();
    });
}

void RawTask::cancel()
{
    m_cancelled = true;
    std::shared_ptr<transport::Exchange> exchange;
    {
        const std::lock_guard lock(m_mutex);
        exchange = m_exchange;
    }
    if (exchange) {
        exchange->cancel();
    }
}

void RawTask::hold(bool held)
{
    const std::lock_guard lock(m_mutex);
    m_held = held;
    if (m_exchange) {
        m_exchange->hold(held);
    }
}

void RawTask::send()
{
    if (m_cancelled) {
        failUnsent(makeError(ErrorClass::Cancelled, "Stopped before it was sent."));
        return;
    }
    {
        const std::lock_guard lock(m_environment.randomMutex);
        m_attemptId = makeId("att_", m_environment.parts.clock.now(), m_environment.random);
    }
    if (Result<void> reserved = m_environment.parts.ledger.reserveAndSend(draft()); !reserved) {
        finish({ reserved.error(), {}, {}, {} });
        return;
    }
    transport::ExchangeHandler handler;
    const std::shared_ptr<RawTask> self = shared_from_this();
    handler.onHead = [self](int status, const std::vector<HttpHeader> &headers) { self->head(status, headers); };
    handler.onData = [self](std::string_view bytes) { self->data(bytes); };
    handler.onEnd = [self](Result<void> result, const transport::ExchangeTiming &timing) { self->onEnd(result, timing); };
    m_isSettled = false;
    HttpRequest request = std::move(m_plan->request);
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

// The call never reached a provider, yet the ledger shows that it was tried.
void RawTask::failUnsent(Error error)
{
    {
        const std::lock_guard lock(m_environment.randomMutex);
        m_attemptId = makeId("att_", m_environment.parts.clock.now(), m_environment.random);
    }
    if (m_environment.parts.ledger.reserve(draft())) {
        m_environment.parts.ledger.settle(m_attemptId, unsentOutcome(error, m_environment.parts.clock.now()));
    }
    RawEnd end;
    end.error = std::move(error);
    finish(std::move(end));
}

void RawTask::head(int status, const std::vector<HttpHeader> &headers)
{
    // Headers go on as they are, but for the operator's key, which a provider may echo.
    m_response = m_plan->sent().cleaned(HttpResponse { status, headers, {} });
    if (status >= firstErrorStatus) {
        // The body is handed on cleaned, and may have another length then.
        std::erase_if(m_response.headers, [](const HttpHeader &header) {
            return header.name.size() == contentLength.size()
                && std::ranges::equal(header.name, contentLength, {}, [](unsigned char letter) { return std::tolower(letter); });
        });
    }
    m_isHeadHeld = KeyTurns::mayHelp(*m_plan, status);
    if (!m_isHeadHeld) {
        tellHead();
    }
}

void RawTask::tellHead()
{
    m_isHeadHeld = false;
    m_sink.onHead(m_response.status, m_response.headers);
    if (m_response.status < firstErrorStatus) {
        m_response.headers.clear();
    }
}

bool RawTask::tryNextKey()
{
    Result<CallPlan> fresh = planRaw(m_call, m_environment.parts, *m_environment.apiBases);
    if (!m_keys.take(*m_plan, fresh)) {
        return false;
    }
    m_isHeadHeld = false;
    m_response = {};
    m_readError.reset();
    m_firstByte.reset();
    begin(std::move(*fresh));
    return true;
}

void RawTask::data(std::string_view bytes)
{
    if (!m_firstByte) {
        m_firstByte = m_environment.parts.clock.steadyNow() - m_start;
    }
    if (m_response.status >= firstErrorStatus) {
        m_response.body += bytes.substr(0, errorBodyAtMost - std::min(errorBodyAtMost, m_response.body.size()));
        return;
    }
    handOn(bytes);
}

void RawTask::handOn(std::string_view bytes)
{
    if (m_readError) {
        return;
    }
    if (Result<void> taken = m_sink.onData(bytes); !taken) {
        m_readError = taken.error();
        const std::lock_guard lock(m_mutex);
        if (m_exchange) {
            m_exchange->cancel();
        }
    }
}

void RawTask::onEnd(const Result<void> &result, const transport::ExchangeTiming &timing)
{
    {
        const std::lock_guard lock(m_mutex);
        m_exchange.reset();
    }
    RawEnd end;
    const wire::Target target = m_plan->target(0);
    if (m_response.status >= firstErrorStatus) {
        m_response = m_plan->sent().cleaned(std::move(m_response));
    }
    if (m_isHeadHeld && !m_cancelled) {
        // Told the ledger first, and by it the source: the next one is another.
        RawEnd refused;
        refused.error = m_plan->sent().cleaned(m_plan->codec().decodeError(m_response, target));
        refused.cost.amount = { Money {}, Basis::Computed, "not billed" };
        settle(refused, timing);
        m_isSettled = true;
        if (tryNextKey()) {
            return;
        }
    }
    if (m_isHeadHeld) {
        tellHead();
    }
    if (m_response.status >= firstErrorStatus) {
        handOn(m_response.body);
    }
    if (m_cancelled) {
        end.error = makeError(ErrorClass::Cancelled, "Stopped before the answer was complete.");
    } else if (m_readError) {
        end.error = *m_readError;
    } else if (m_response.status >= firstErrorStatus) {
        end.error = m_plan->codec().decodeError(m_response, target);
    } else if (!result) {
        end.error = result.error();
    } else if (m_response.status >= firstRedirectStatus) {
        end.error = makeError(ErrorClass::ApiResponseValidation,
                              "The provider redirects elsewhere; redirects are not followed.");
    }
    if (m_response.status > 0 && m_response.status < firstRedirectStatus) {
        const Result<RawUsage> used = m_sink.usage(!end.error);
        if (used) {
            end.usage = used->usage;
            end.cost = computeCost(m_plan->model, used->usage, used->estimated);
            if (used->fixedCost) {
                end.cost = { { *used->fixedCost, Basis::Computed, "configuration" }, {} };
            }
        } else if (!end.error) {
            end.error = used.error();
        }
    } else if (costsNothing({ end.error ? end.error->kind : ErrorClass::Api, m_response.status,
                              timing.requestSent.has_value() })) {
        end.cost.amount = unbilled();
    }
    if (end.error) {
        end.error->provider = m_plan->model.provider->id;
        end.error->model = m_plan->model.name;
        end.error = m_plan->sent().cleaned(std::move(*end.error));
    }
    if (!m_isSettled) {
        settle(end, timing);
    }
    finish(std::move(end));
}

void RawTask::settle(const RawEnd &end, const transport::ExchangeTiming &timing)
{
    AttemptOutcome outcome;
    outcome.end = m_environment.parts.clock.now();
    outcome.duration = m_environment.parts.clock.steadyNow() - m_start;
    outcome.usage = end.usage;
    outcome.amount = end.cost.amount;
    outcome.httpStatus = m_response.status;
    outcome.timeToFirstToken = m_call.stream ? m_firstByte : std::nullopt;
    outcome.bytesSent = timing.bytesSent;
    outcome.bytesReceived = timing.bytesReceived;
    if (end.error) {
        outcome.errorClass = className(end.error->kind);
        outcome.errorMessage = end.error->message;
        outcome.httpStatus = m_response.status != 0 ? m_response.status : end.error->status;
    }
    m_environment.parts.ledger.settle(m_attemptId, outcome);
}

void RawTask::finish(RawEnd end)
{
    end.total = m_environment.parts.clock.steadyNow() - m_start;
    std::exchange(m_sink, {}).onDone(std::move(end));
    m_finished();
}

AttemptDraft RawTask::draft() const
{
    AttemptDraft draft = draftOf(m_call, m_call.model, m_plan ? &*m_plan : nullptr);
    draft.attemptId = m_attemptId;
    draft.requestId = draft.requestId.empty() ? m_requestId : draft.requestId;
    draft.endpoint = m_call.endpoint;
    draft.stream = m_call.stream;
    draft.start = m_environment.parts.clock.now();
    return draft;
}

} // namespace patchbay
