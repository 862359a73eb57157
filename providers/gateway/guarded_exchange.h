// SPDX-License-Identifier: GPL-3.0-or-later
//
// GuardedExchange: holds a whole answer back until the guardrails of after the call have seen it: passes it on, with
// masks where they put some, or answers with their refusal. A stream is held as well: what has been said cannot be
// taken back. Without such guardrails it only says which ones looked at the request.
#pragma once

#include "providers/gateway/client_exchange.h"
#include "providers/gateway/guard_runner.h"

#include <mutex>

namespace patchbay::gateway {

class GuardedExchange final : public ClientExchange, public std::enable_shared_from_this<GuardedExchange> {
public:
    // The error as the client's dialect writes it.
    using ErrorText = std::function<std::string(const Error &)>;
    GuardedExchange(std::shared_ptr<ClientExchange> client, std::shared_ptr<GuardRunner> runner, ErrorText errorText);

    void respond(HttpResponse response) override;
    void start(int status, std::vector<HttpHeader> headers) override;
    void write(std::string bytes) override;
    void finish() override;
    void abort() override;
    bool peerGone() const override { return m_client->peerGone(); }
    void onPeerGone(std::function<void()> function) override { m_client->onPeerGone(std::move(function)); }
    void onFull(std::function<void(bool full)> function) override { m_client->onFull(std::move(function)); }

private:
    void judged(HttpResponse response, GuardRunner::Verdict verdict);

    const std::shared_ptr<ClientExchange> m_client;
    const std::shared_ptr<GuardRunner> m_runner;
    const ErrorText m_errorText;
    std::mutex m_mutex; // guards what follows
    HttpResponse m_held;
    bool m_streams = false;
    bool m_holds = false;
    bool m_tooLarge = false;
};

} // namespace patchbay::gateway
