// SPDX-License-Identifier: GPL-3.0-or-later
//
// RecordingExchange: hands an answer on to the client and keeps a copy of what a whole, successful one consists of.
#pragma once

#include "providers/gateway/response_cache.h"
#include "providers/gateway/client_exchange.h"

namespace patchbay::gateway {

class RecordingExchange final : public ClientExchange {
public:
    explicit RecordingExchange(std::shared_ptr<ClientExchange> client)
        : m_client(std::move(client))
    {
    }
    // Is added to the answer's head; before there is one.
    void setHeader(HttpHeader header);
    void addHead(HeaderLines lines) override { m_client->addHead(std::move(lines)); }
    void respond(HttpResponse response) override;
    void start(int status, std::vector<HttpHeader> headers) override;
    void write(std::string bytes) override;
    void finish() override;
    void abort() override;
    bool peerGone() const override { return m_client->peerGone(); }
    void onPeerGone(std::function<void()> function) override { m_client->onPeerGone(std::move(function)); }
    void onFull(std::function<void(bool full)> function) override { m_client->onFull(std::move(function)); }

    // What went through, once it was whole; nothing before, after a failure, or where it was too large.
    std::optional<KeptAnswer> take();

private:
    void begin(int status, std::vector<HttpHeader> &headers, bool stream);
    void add(std::string_view bytes);

    const std::shared_ptr<ClientExchange> m_client;
    std::mutex m_mutex; // guards what follows
    std::optional<HttpHeader> m_header;
    KeptAnswer m_answer;
    bool m_keeping = false;
    bool m_whole = false;
};

} // namespace patchbay::gateway
