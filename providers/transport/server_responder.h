// SPDX-License-Identifier: GPL-3.0-or-later
//
// ServerResponder: puts one answer into HTTP's form and hands it to its connection. It may outlive
// the connection's socket; then its calls do nothing.
// Not for public headers.
#pragma once

#include "providers/transport/server_connection.h"

#include <atomic>

namespace patchbay::transport {

struct ResponderTraits {
    std::uint64_t answer = 0;
    bool keepAlive = true;
    bool http10 = false;
    bool headOnly = false; // answers to HEAD carry no body
};

class ServerResponder final : public Responder {
public:
    ServerResponder(std::weak_ptr<ServerConnection> connection, ResponderTraits traits);
    ~ServerResponder() override;

    void respond(HttpResponse response) override;
    void start(int status, std::vector<HttpHeader> headers) override;
    void write(std::string bytes) override;
    void finish() override;
    void abort() override;
    void writeRaw(std::string bytes) override;
    bool peerGone() const override;
    void after(std::chrono::microseconds delay, std::move_only_function<void()> function) override;

private:
    enum class Phase : std::uint8_t { Waiting, Streaming, StreamingChunks, Raw, Finished };
    enum class Framing : std::uint8_t { Length, Chunks, UntilClose };

    std::string head(int status, const std::vector<HttpHeader> &headers, Framing framing, std::size_t length);
    void submit(std::string first, std::string second, AnswerPart::End end);
    AnswerPart::End ending() const;

    // Weak: a responder that somebody kept must not keep a socket beyond its runtime.
    const std::weak_ptr<ServerConnection> m_connection;
    const ResponderTraits m_traits;
    std::atomic<Phase> m_phase = Phase::Waiting;
    std::atomic<bool> m_closes = false;
    std::atomic<bool> m_bodiless = false;
};

} // namespace patchbay::transport
