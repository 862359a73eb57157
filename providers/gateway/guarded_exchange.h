// SPDX-License-Identifier: GPL-3.0-or-later
//
// GuardedExchange: holds an answer back until the guardrails of after the call have seen it: passes it on, with masks
// where they put some, or answers with their refusal. Of a stream only the end is held, as long as a finding may be;
// where something blocks, the stream ends with the dialect's error and the call is cancelled. Where a guardrail must see
// the whole (a schema, a service) all of it is held: what has been said cannot be taken back. Without guardrails of
// answers it only says which ones looked at the request.
#pragma once

#include "providers/gateway/client_exchange.h"
#include "providers/gateway/guard_runner.h"

#include <mutex>

namespace patchbay::gateway {

class GuardedExchange final : public ClientExchange, public std::enable_shared_from_this<GuardedExchange> {
public:
    // The error as the client's dialect writes it: as a whole answer, and at the end of a stream.
    struct Dialect {
        std::function<std::string(const Error &)> error;
        std::function<std::string(const Error &)> streamError;
    };
    GuardedExchange(std::shared_ptr<ClientExchange> client, std::shared_ptr<GuardRunner> runner, Dialect dialect);

    void addHead(HeaderLines lines) override { m_client->addHead(std::move(lines)); }
    void respond(HttpResponse response) override;
    void start(int status, std::vector<HttpHeader> headers) override;
    void write(std::string bytes) override;
    void finish() override;
    void abort() override;
    bool peerGone() const override { return m_client->peerGone(); }
    void onPeerGone(std::function<void()> function) override;
    void onFull(std::function<void(bool full)> function) override { m_client->onFull(std::move(function)); }

    // A streamed answer was broken off: what the client has is not the answer.
    bool refused() const { return m_refused; }

private:
    using Step = guardrails::StreamWindow::Step;
    std::function<void()> pass(Step step);
    void judged(HttpResponse response, GuardRunner::Verdict verdict);

    const std::shared_ptr<ClientExchange> m_client;
    const std::shared_ptr<GuardRunner> m_runner;
    const Dialect m_dialect;
    std::atomic<bool> m_refused = false;
    std::mutex m_mutex; // guards what follows
    HttpResponse m_held;
    bool m_streams = false;
    bool m_holds = false;
    bool m_tooLarge = false;
    bool m_started = false; // the client has the head of a stream
    std::unique_ptr<guardrails::StreamWindow> m_window; // null: the whole is held
    std::function<void()> m_cancel;
};

} // namespace patchbay::gateway
