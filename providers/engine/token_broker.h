// SPDX-License-Identifier: GPL-3.0-or-later
//
// TokenBroker: exchanges credentials for tokens, and keeps each until shortly before it expires. From any
// thread; answers come on an I/O thread, or at once where the token is at hand.
#pragma once

#include "providers/core/clock.h"
#include "providers/transport/http_client.h"
#include "providers/wire/token_exchange.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>

namespace patchbay {

// A credential with the exchange that it needs.
struct ExchangeableKey {
    wire::TokenExchange exchange = wire::TokenExchange::None;
    SecretBytes credential;
};

class TokenBroker : public std::enable_shared_from_this<TokenBroker> {
public:
    using Done = std::function<void(Result<SecretBytes> token)>;

    TokenBroker(transport::HttpClient &client, const Clock &clock)
        : m_client(client)
        , m_clock(clock)
    {
    }

    void token(const ExchangeableKey &key, Done done);
    // A provider refused the token that the credential got: the next call gets another.
    void forget(const ExchangeableKey &key);

private:
    std::int64_t now() const;
    void keep(std::size_t name, wire::IssuedToken issued);

    transport::HttpClient &m_client;
    const Clock &m_clock;
    std::mutex m_mutex;
    std::map<std::size_t, wire::IssuedToken> m_tokens; // by the credential's hash
};

} // namespace patchbay
