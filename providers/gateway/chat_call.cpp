// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/chat_call.h"

#include "providers/gateway/answer_headers.h"
#include "providers/gateway/error_text.h"
#include "providers/gateway/mock_answer.h"
#include "providers/gateway/request_merge.h"

namespace patchbay::gateway {

namespace {

std::chrono::milliseconds milliseconds(Microseconds time)
{
    return std::max(std::chrono::milliseconds(1), std::chrono::duration_cast<std::chrono::milliseconds>(time));
}

bool isContent(const StreamEvent &event)
{
    return std::holds_alternative<TextDelta>(event) || std::holds_alternative<ReasoningDelta>(event)
        || std::holds_alternative<RefusalDelta>(event) || std::holds_alternative<ToolCallDelta>(event);
}

} // namespace

ChatCall::ChatCall(CallServices services, CallSetup setup, std::function<void(ChatCall *, const CallEnd &)> ended)
    : m_services(services)
    , m_setup(std::move(setup))
    , m_ended(std::move(ended))
    , m_asked(m_setup.request.model)
    , m_start(m_services.clock.steadyNow())
    , m_random(systemSeed())
{
}

void ChatCall::begin()
{
    m_setup.exchange->onPeerGone([weak = weak_from_this()] {
        if (const std::shared_ptr<ChatCall> self = weak.lock()) {
            self->cancel();
        }
    });
    ChatRequest &request = m_setup.request;
    m_end.group = m_asked;
    Result<Hold> hold = m_services.keys.admit(m_setup.caller, request.model, estimateFor(request, candidateModels()));
    if (!hold) {
        refuse(hold.error());
        return;
    }
    m_hold = std::move(*hold);
    m_facts = routing::factsOf(request);
    m_facts.key = m_setup.caller.keyId;
    m_facts.team = m_setup.caller.team;
    readFacts(m_facts, m_setup.headers, m_setup.caller);
    removeGatewayFields(request);
    decide();
}

std::vector<const ModelEntry *> ChatCall::candidateModels() const
{
    std::vector<const ModelEntry *> models;
    const GatewaySnapshot &snapshot = *m_setup.snapshot;
    const std::optional<routing::Target> target = snapshot.table->resolve(m_setup.request.model);
    if (!target || target->group == routing::none) {
        return models;
    }
    for (const routing::Index member : snapshot.table->groups()[target->group].members) {
        const Result<ResolvedModel> known = m_services.catalog.resolve(snapshot.table->modelFor(member, target->name));
        const ModelEntry *own = snapshot.access[member].prices.get();
        models.push_back(own ? own : known ? known->model : nullptr);
    }
    return models;
}

routing::Chance ChatCall::chance()
{
    return { { m_services.clock.steadyNow(), m_services.clock.now() }, m_random };
}

void ChatCall::decide()
{
    if (m_cancelled) {
        end(0);
        return;
    }
    GatewaySnapshot &snapshot = *m_setup.snapshot;
    routing::Decision decision;
    {
        const std::scoped_lock lock(snapshot.routerMutex);
        decision = snapshot.router.decide(m_progress, m_facts, chance());
        if (decision.attempt) {
            snapshot.router.begin(m_progress, *decision.attempt, m_facts, chance().now);
        }
    }
    if (!decision.attempt) {
        refuse(decision.refusal->error);
        return;
    }
    m_choice = *decision.attempt;
    attempt();
}

CompletionCall ChatCall::makeCall() const
{
    const GatewaySnapshot &snapshot = *m_setup.snapshot;
    const DeploymentAccess &access = snapshot.access[m_choice.deployment];
    CompletionCall call;
    call.request = m_setup.request;
    call.request.model = snapshot.table->modelFor(m_choice.deployment,
                                                  m_progress.asked.empty() ? m_setup.request.model : m_progress.asked);
    if (access.defaults) {
        applyDefaults(call.request, *access.defaults);
    }
    call.request.dropParams = call.request.dropParams || access.dropParams;
    call.apiBase = access.apiBase;
    call.key = access.key.clone();
    call.keyName = access.keyName;
    call.model = access.prices;
    call.retry.maximumAttempts = 1; // repetition is the router's
    call.parent = m_setup.id;
    call.tags = m_facts.tags;
    call.labels = { m_asked,
                    snapshot.table->details(m_choice.deployment).id,
                    m_setup.caller.keyId,
                    m_setup.caller.team,
                    m_setup.caller.user,
                    m_choice.number,
                    m_hold.amount };
    const routing::AttemptTimeouts &timeouts = m_choice.timeouts;
    if (timeouts.connect) {
        call.deadlines.connect = milliseconds(*timeouts.connect);
    }
    if (timeouts.firstToken) {
        call.deadlines.firstByte = milliseconds(*timeouts.firstToken);
    }
    if (timeouts.stall) {
        call.deadlines.idle = milliseconds(*timeouts.stall);
    }
    if (timeouts.total) {
        call.deadlines.total = milliseconds(*timeouts.total);
    }
    return call;
}

void ChatCall::attempt()
{
    m_waiting.clear();
    if (m_setup.request.stream) {
        ChatRequest named;
        named.model = m_asked;
        named.includeUsage = m_setup.request.includeUsage;
        m_stream = m_setup.dialect->stream(named);
    }
    if (const auto &mock = m_setup.snapshot->access[m_choice.deployment].mockResponse) {
        m_services.runtime.post([self = shared_from_this(), text = *mock] {
            playMock(text, self->m_setup.request, self->m_services.clock.now(),
                     [&](const EngineEvent &event) { self->onEvent(event); });
        });
        return;
    }
    const std::shared_ptr<Completion> completion = m_services.engine.start(
        makeCall(), [self = shared_from_this()](const EngineEvent &event) { self->onEvent(event); });
    {
        const std::scoped_lock lock(m_mutex);
        m_completion = completion;
    }
    if (m_cancelled) {
        completion->cancel();
    }
}

void ChatCall::onEvent(const EngineEvent &event)
{
    if (const auto *streamed = std::get_if<StreamEvent>(&event)) {
        if (m_stream && !m_cancelled) {
            onStream(*streamed);
        }
    } else if (const auto *done = std::get_if<CallSucceeded>(&event)) {
        onSucceeded(*done);
    } else if (const auto *failed = std::get_if<CallFailed>(&event)) {
        onFailed(*failed);
    }
}

void ChatCall::onStream(const StreamEvent &event)
{
    if (std::holds_alternative<StreamFailed>(event)) {
        return; // CallFailed follows, and whether somebody else answers is the router's decision
    }
    std::string text;
    if (const auto *started = std::get_if<StreamStarted>(&event)) {
        StreamStarted named = *started;
        named.model = m_asked;
        text = m_stream->write(named);
    } else {
        text = m_stream->write(event);
    }
    m_toolCallSent = m_toolCallSent || std::holds_alternative<ToolCallDelta>(event);
    if (m_contentSent) {
        m_setup.exchange->write(std::move(text));
        return;
    }
    m_waiting += text;
    if (isContent(event)) {
        startAnswer();
    }
}

void ChatCall::startAnswer()
{
    m_contentSent = true;
    std::vector<HttpHeader> headers = answerHeaders();
    headers.push_back({ "content-type", std::string(m_setup.dialect->streamType()) });
    headers.push_back({ "cache-control", "no-cache" });
    constexpr int ok = 200;
    m_setup.exchange->start(ok, std::move(headers));
    m_setup.exchange->write(std::exchange(m_waiting, {}));
}

void ChatCall::spend(const Cost &cost, const std::optional<Usage> &usage)
{
    if (cost.amount.money) {
        m_cost += *cost.amount.money;
        m_costKnown = true;
    }
    if (usage) {
        m_end.promptTokens += usage->promptTokens.value_or(0);
        m_end.completionTokens += usage->completionTokens.value_or(0);
    }
}

void ChatCall::onSucceeded(const CallSucceeded &done)
{
    spend(done.cost, done.response.usage);
    m_timing = done.timing;
    routing::Outcome outcome;
    outcome.firstToken = done.timing.firstToken;
    outcome.duration = done.timing.total;
    outcome.promptTokens = done.response.usage ? done.response.usage->promptTokens.value_or(0) : 0;
    outcome.completionTokens = done.response.usage ? done.response.usage->completionTokens.value_or(0) : 0;
    outcome.dollars = done.cost.amount.money ? toDollars(*done.cost.amount.money) : 0;
    outcome.contentSent = true;
    observe(std::move(outcome));
    answer(done.response);
}

void ChatCall::answer(const ChatResponse &response)
{
    constexpr int ok = 200;
    if (m_stream) {
        if (!m_contentSent) {
            startAnswer();
        }
        m_setup.exchange->write(m_stream->finish());
        m_setup.exchange->finish();
    } else {
        ChatResponse named = response;
        named.model = m_asked;
        std::vector<HttpHeader> headers = answerHeaders();
        headers.push_back({ "content-type", "application/json" });
        m_setup.exchange->respond({ ok, std::move(headers), m_setup.dialect->answer(named) });
    }
    end(ok);
}

void ChatCall::onFailed(const CallFailed &failed)
{
    spend(failed.cost, failed.partial.usage);
    m_timing = failed.timing;
    routing::Outcome outcome;
    outcome.error = failed.error;
    outcome.firstToken = failed.timing.firstToken;
    outcome.duration = failed.timing.total;
    outcome.dollars = failed.cost.amount.money ? toDollars(*failed.cost.amount.money) : 0;
    outcome.contentSent = m_contentSent;
    outcome.toolCallSent = m_toolCallSent;
    outcome.cancelled = m_cancelled;
    observe(std::move(outcome));
}

void ChatCall::observe(routing::Outcome outcome)
{
    GatewaySnapshot &snapshot = *m_setup.snapshot;
    routing::Next next;
    const bool failed = outcome.error.has_value();
    const std::optional<Error> error = outcome.error;
    {
        const std::scoped_lock lock(snapshot.routerMutex);
        next = snapshot.router.observe(m_progress, m_choice, m_facts, outcome, chance());
    }
    if (!failed) {
        return;
    }
    if (m_cancelled) {
        end(0);
    } else if (m_contentSent) {
        // Another deployment's words after these would be a different text.
        m_setup.exchange->write(m_stream->fail(*error));
        m_setup.exchange->finish();
        end(clientStatus(*error));
    } else if (next.kind == routing::Next::Kind::Done) {
        refuse(*error);
    } else {
        follow(next);
    }
}

void ChatCall::follow(const routing::Next &next)
{
    if (next.kind == routing::Next::Kind::GiveUp) {
        refuse(next.error.value_or(makeError(ErrorClass::InternalServer, "No deployment answered.")));
        return;
    }
    if (next.wait <= Microseconds(0)) {
        m_services.runtime.post([self = shared_from_this()] { self->decide(); });
        return;
    }
    const std::scoped_lock lock(m_mutex);
    m_timer = transport::startTimer(m_services.runtime, milliseconds(next.wait), [self = shared_from_this()] {
        {
            const std::scoped_lock stored(self->m_mutex);
            self->m_timer.reset();
        }
        self->decide();
    });
}

void ChatCall::refuse(const Error &error)
{
    std::vector<HttpHeader> headers = answerHeaders();
    for (HttpHeader &header : errorHeaders(error)) {
        headers.push_back(std::move(header));
    }
    m_setup.exchange->respond({ clientStatus(error), std::move(headers), m_setup.dialect->error(error) });
    end(clientStatus(error));
}

std::vector<HttpHeader> ChatCall::answerHeaders() const
{
    AnswerFacts facts;
    facts.callId = m_setup.id;
    facts.group =
        m_progress.group == routing::none ? m_asked : m_setup.snapshot->table->groups()[m_progress.group].name;
    if (m_choice.deployment != routing::none) {
        facts.deployment = m_setup.snapshot->table->details(m_choice.deployment).id;
        facts.apiBase = m_setup.snapshot->access[m_choice.deployment].apiBase;
        facts.retries = std::max(0, m_choice.number - 1 - m_choice.fallbacks);
        facts.fallbacks = m_choice.fallbacks;
    }
    if (m_costKnown && !m_stream) {
        facts.cost = m_cost;
    }
    facts.duration = m_services.clock.steadyNow() - m_start;
    facts.overhead = std::max(Microseconds(0), facts.duration - m_timing.total);
    facts.figures = m_services.keys.figures(m_setup.caller);
    return answerHeaderList(facts);
}

void ChatCall::cancel()
{
    m_cancelled = true;
    std::shared_ptr<Completion> completion;
    std::shared_ptr<transport::Timer> timer;
    {
        const std::scoped_lock lock(m_mutex);
        completion = m_completion;
        timer = std::exchange(m_timer, nullptr);
    }
    if (completion) {
        completion->cancel();
    }
    if (timer) {
        timer->cancel();
        m_services.runtime.post([self = shared_from_this()] { self->end(0); });
    }
}

void ChatCall::end(int status)
{
    if (std::exchange(m_done, true)) {
        return;
    }
    m_end.status = status;
    m_end.cost = m_cost;
    m_end.duration = m_services.clock.steadyNow() - m_start;
    m_services.keys.settle(std::exchange(m_hold, {}), m_cost, m_end.promptTokens + m_end.completionTokens);
    {
        const std::scoped_lock lock(m_mutex);
        m_completion.reset();
    }
    m_setup.exchange.reset();
    m_ended(this, m_end);
}

} // namespace patchbay::gateway
