// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/http_client.h"

#include "providers/transport/client_core.h"
#include "providers/transport/exchange_run.h"

namespace patchbay::transport {

class HttpClient::State final : public ClientCore {
public:
    using ClientCore::ClientCore;
};

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
    auto run = std::make_shared<ExchangeRun>(m_state, std::move(handler), deadlines);
    run->start(OutgoingRequest::check(std::move(request), std::move(secret), m_state->options()));
    return run;
}

std::uint64_t HttpClient::resumedSessions() const
{
    return m_state->resumedSessions();
}

} // namespace patchbay::transport
