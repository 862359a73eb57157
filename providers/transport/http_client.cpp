// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/http_client.h"

#include "providers/transport/client_core.h"
#include "providers/transport/exchange_run.h"

namespace patchbay::transport {

class HttpClient::State final : public ClientCore {
public:
    using ClientCore::ClientCore;
};

namespace {

// What the caller holds. Weak: a handle that somebody kept must not keep sockets and timers beyond
// their runtime; a call under way keeps itself.
class ExchangeHandle final : public Exchange {
public:
    explicit ExchangeHandle(std::weak_ptr<ExchangeRun> run)
        : m_run(std::move(run))
    {
    }
    void cancel() override
    {
        if (const std::shared_ptr<ExchangeRun> run = m_run.lock()) {
            run->cancel();
        }
    }
    void hold(bool held) override
    {
        if (const std::shared_ptr<ExchangeRun> run = m_run.lock()) {
            run->hold(held);
        }
    }

private:
    const std::weak_ptr<ExchangeRun> m_run;
};

} // namespace

HttpClient::HttpClient(IoRuntime &runtime, ClientOptions options)
    : m_state(std::make_shared<State>(runtime.context(), std::move(options)))
{
}

HttpClient::~HttpClient()
{
    m_state->close();
}

std::shared_ptr<Exchange> HttpClient::send(HttpRequest request, SecretBytes secret, ExchangeHandler handler)
{
    return send(std::move(request), std::move(secret), std::move(handler), m_state->options().deadlines);
}

std::shared_ptr<Exchange> HttpClient::send(HttpRequest request, SecretBytes secret, ExchangeHandler handler,
                                           const Deadlines &deadlines)
{
    const auto run = std::make_shared<ExchangeRun>(m_state, std::move(handler), deadlines);
    auto handle = std::make_shared<ExchangeHandle>(run);
    run->start(OutgoingRequest::check(std::move(request), std::move(secret), m_state->options()));
    return handle;
}

std::uint64_t HttpClient::resumedSessions() const
{
    return m_state->resumedSessions();
}

} // namespace patchbay::transport
