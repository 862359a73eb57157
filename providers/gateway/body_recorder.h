// SPDX-License-Identifier: GPL-3.0-or-later
//
// BodyRecorder: hands an answer on to the client and keeps a copy of what the client got, to be stored. Whatever
// became of it: refusals and streams that were cut off too.
#pragma once

#include "providers/gateway/client_exchange.h"

#include <mutex>

namespace patchbay::gateway {

class BodyRecorder final : public ClientExchange {
public:
    struct Copy {
        std::string body;
        bool stream = false;
        bool lost = false; // too large, or no JSON and no stream of it
    };

    explicit BodyRecorder(std::shared_ptr<ClientExchange> client)
        : m_client(std::move(client))
    {
    }
    void addHead(HeaderLines lines) override { m_client->addHead(std::move(lines)); }
    void respond(HttpResponse response) override;
    void start(int status, std::vector<HttpHeader> headers) override;
    void write(std::string bytes) override;
    void finish() override { m_client->finish(); }
    void abort() override { m_client->abort(); }
    bool peerGone() const override { return m_client->peerGone(); }
    void onPeerGone(std::function<void()> function) override { m_client->onPeerGone(std::move(function)); }
    void onFull(std::function<void(bool full)> function) override { m_client->onFull(std::move(function)); }

    // What went through so far; nothing is kept from then on.
    Copy take();

private:
    void begin(const std::vector<HttpHeader> &headers, bool stream);
    void add(std::string_view bytes);

    const std::shared_ptr<ClientExchange> m_client;
    std::mutex m_mutex; // guards what follows
    Copy m_copy;
    bool m_taken = false;
};

} // namespace patchbay::gateway
