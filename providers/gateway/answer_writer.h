// SPDX-License-Identifier: GPL-3.0-or-later
//
// AnswerWriter: the ClientExchange of one request: puts the answer into HTTP's form and hands it to
// its connection, which it may outlive. Inside the room only.
#pragma once

#include "providers/gateway/http_connection.h"

namespace patchbay::gateway {

struct AnswerTraits {
    std::uint64_t request = 0;
    bool keepAlive = true;
    bool http10 = false;
    bool headOnly = false; // answers to HEAD carry no body
};

// The bytes of a whole answer.
struct AnswerBytes {
    std::string head;
    std::string body;
    bool closes = false;
};
AnswerBytes wholeAnswer(HttpResponse response, const AnswerTraits &traits, const HeaderLines &lines = {});

class AnswerWriter final : public ClientExchange {
public:
    AnswerWriter(std::weak_ptr<HttpConnection> connection, AnswerTraits traits);
    ~AnswerWriter() override;

    void addHead(HeaderLines lines) override { m_lines = std::move(lines); }
    void respond(HttpResponse response) override;
    void start(int status, std::vector<HttpHeader> headers) override;
    void write(std::string bytes) override;
    void finish() override;
    void abort() override;
    bool peerGone() const override;
    void onPeerGone(std::function<void()> function) override;
    void onFull(std::function<void(bool full)> function) override;

private:
    enum class Phase : std::uint8_t { Waiting, Streaming, Chunks, Finished };
    void submit(std::string first, std::string second, AnswerPart::End end);
    bool closes() const;

    // Weak: an exchange that somebody kept must not keep a socket beyond its runtime.
    const std::weak_ptr<HttpConnection> m_connection;
    const AnswerTraits m_traits;
    HeaderLines m_lines;
    std::atomic<Phase> m_phase = Phase::Waiting;
};

} // namespace patchbay::gateway
