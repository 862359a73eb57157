// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/chat_attempt.h"

#include "providers/gateway/answer_headers.h"
#include "providers/gateway/mock_answer.h"
#include "providers/gateway/request_merge.h"

namespace patchbay::gateway {

namespace {

constexpr int ok = 200;

bool isContent(const StreamEvent &event)
{
    return std::holds_alternative<TextDelta>(event) || std::holds_alternative<ReasoningDelta>(event)
        || std::holds_alternative<RefusalDelta>(event) || std::holds_alternative<ToolCallDelta>(event);
}

} // namespace

ChatAttempt::ChatAttempt(const CallServices &services, AttemptOrder order, const ClientDialect &dialect,
                         std::shared_ptr<const ChatRequest> request, std::shared_ptr<const wire::PlainChat> plain)
    : m_services(services)
    , m_order(std::move(order))
    , m_dialect(dialect)
    , m_request(std::move(request))
    , m_plain(std::move(plain))
{
}

ChatRequest ChatAttempt::wholeRequest() const
{
    return m_plain ? wire::wholeRequest(*m_plain, *m_request) : *m_request;
}

CompletionCall ChatAttempt::makeCall() const
{
    const DeploymentAccess &access = m_order.access;
    CompletionCall call;
    const DeploymentDefaults &defaults = access.defaults;
    if (m_plain && !defaults.chat && defaults.dropped.empty()) {
        call.request = *m_request;
        call.plain = m_plain;
    } else {
        call.request = wholeRequest();
    }
    call.request.model = m_order.model;
    if (defaults.chat) {
        applyDefaults(call.request, *defaults.chat);
    }
    dropParameters(call.request, defaults.dropped);
    call.request.dropParams = call.request.dropParams || access.dropParams;
    lend(access, call);
    call.model = m_order.snapshot->pricesOf(&access, m_order.model);
    call.retry.maximumAttempts = 1; // repetition is the router's
    call.parent = m_order.parent;
    call.tags = m_order.tags;
    call.labels = m_order.labels;
    call.beginsOn = beginningOf(m_order.large, m_services);
    call.relayAs = m_dialect.speaksOpenAi() ? m_order.asked : std::string();
    call.deadlines = m_order.deadlines;
    return call;
}

void ChatAttempt::start(std::shared_ptr<AttemptListener> listener)
{
    m_listener = std::move(listener);
    if (m_request->stream && !m_stream) {
        ChatRequest named;
        named.model = m_order.asked;
        named.includeUsage = m_request->includeUsage;
        m_stream = m_dialect.stream(named);
    }
    if (m_order.mockResponse || m_order.access.mockResponse) {
        m_services.runtime.post([self = shared_from_this()] {
            const AttemptOrder &order = self->m_order;
            playMock(order.mockResponse ? *order.mockResponse : *order.access.mockResponse, self->wholeRequest(), self->m_services.clock.now(),
                     [&](const EngineEvent &event) { self->onEvent(event); });
        });
        return;
    }
    CompletionCall call = makeCall();
    // The sink below keeps the attempt for as long as anything is told.
    call.onHeaders = [this](const std::vector<HttpHeader> &headers) { m_upstream = upstreamHeaders(headers); };
    const std::shared_ptr<Completion> completion = m_services.engine.start(
        std::move(call), [self = shared_from_this()](const EngineEvent &event) { self->onEvent(event); });
    {
        const std::scoped_lock lock(m_mutex);
        m_completion = completion;
        m_completion->hold(m_held);
    }
    if (m_cancelled) {
        completion->cancel();
    }
}

void ChatAttempt::cancel()
{
    m_cancelled = true;
    std::shared_ptr<Completion> completion;
    {
        const std::scoped_lock lock(m_mutex);
        completion = m_completion;
    }
    if (completion) {
        completion->cancel();
    }
}

void ChatAttempt::onEvent(const EngineEvent &event)
{
    if (const auto *streamed = std::get_if<StreamEvent>(&event)) {
        if (m_stream && !m_cancelled) {
            onStream(*streamed);
        }
    } else if (const auto *done = std::get_if<CallSucceeded>(&event)) {
        m_response = std::make_unique<ChatResponse>(done->response);
        m_relayed = done->relayed;
        finish({ std::nullopt, done->timing, done->cost, done->response.usage });
    } else if (const auto *failed = std::get_if<CallFailed>(&event)) {
        m_response = std::make_unique<ChatResponse>(failed->partial);
        const Cost unsent { { Money {}, Basis::Computed, "not sent" }, {} };
        finish({ failed->error, failed->timing, failed->attempts == 0 ? unsent : failed->cost, failed->partial.usage });
    }
}

void ChatAttempt::finish(AttemptReport report)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_completion.reset();
    }
    report.mocked = m_order.mockResponse.has_value();
    std::exchange(m_listener, nullptr)->ended(*this, std::move(report));
}

void ChatAttempt::onStream(const StreamEvent &event)
{
    if (std::holds_alternative<StreamFailed>(event)) {
        return; // CallFailed follows, and whether somebody else answers is the router's decision
    }
    if (m_client && std::holds_alternative<StreamStarted>(event)) {
        return; // the answer had begun before this attempt
    }
    std::string text;
    if (const auto *started = std::get_if<StreamStarted>(&event)) {
        StreamStarted named = *started;
        named.model = m_order.asked;
        text = m_stream->write(named);
    } else {
        text = m_stream->write(event);
    }
    m_toolCallSent = m_toolCallSent || std::holds_alternative<ToolCallDelta>(event);
    if (m_client) {
        m_client->write(std::move(text));
        return;
    }
    m_waiting += text;
    if (isContent(event)) {
        m_listener->contentArrived(*this);
    }
}

void ChatAttempt::startAnswer(ClientExchange &client)
{
    m_client = &client;
    client.start(ok, { { "content-type", std::string(m_dialect.streamType()) }, { "cache-control", "no-cache" } });
    client.write(std::exchange(m_waiting, {}));
}

void ChatAttempt::finishAnswer(ClientExchange &client)
{
    if (m_stream) {
        if (!m_client) {
            startAnswer(client);
        }
        client.write(m_stream->finish());
        client.finish();
        return;
    }
    m_response->model = m_order.asked;
    client.respond({ ok, { { "content-type", "application/json" } },
                     m_relayed.empty() ? m_dialect.answer(*m_response) : std::exchange(m_relayed, {}) });
}

std::unique_ptr<BrokenStream> ChatAttempt::takeBroken()
{
    if (!m_client || !m_stream || !m_response || m_response->choices.size() > 1) {
        return nullptr;
    }
    const bool more = !m_response->choices.empty() && m_response->choices.front().content;
    return std::make_unique<BrokenStream>(std::move(m_stream),
                                          m_said + (more ? *m_response->choices.front().content : std::string()));
}

void ChatAttempt::goOn(std::unique_ptr<BrokenStream> broken, ClientExchange &client)
{
    m_request = std::make_shared<const ChatRequest>(continuedRequest(wholeRequest(), broken->said));
    m_plain.reset();
    m_said = std::move(broken->said);
    m_stream = std::move(broken->text);
    m_client = &client;
}

void ChatAttempt::failAnswer(ClientExchange &client, const Error &error)
{
    client.write(m_stream->fail(error));
    client.finish();
}

} // namespace patchbay::gateway
