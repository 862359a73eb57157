// SPDX-License-Identifier: GPL-3.0-or-later
//
// Upstream: a provider that costs next to nothing, for measuring what stands in front of it: answers every
// request on a loopback port with a fixed text, streams where "stream":true is asked. Remembers the "user" of
// every request; GET /log tells them, one a line. One thread, one epoll.
#pragma once

#include "app/bench/descriptor.h"
#include "app/bench/upstream_answers.h"

#include <array>
#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <vector>

namespace patchbay::bench {

struct UpstreamOptions {
    std::uint16_t port = 0;
    int chunks = 100; // of a stream
    std::chrono::milliseconds pause { 10 }; // between two chunks
};

class Upstream {
public:
    explicit Upstream(const UpstreamOptions &options);
    ~Upstream();
    bool listens() const { return bool(m_listener); }
    std::uint16_t port() const { return m_port; }
    // Until stop(), which comes from any thread.
    void run();
    void stop() { m_stopping = true; }

private:
    using Time = std::chrono::steady_clock::time_point;
    struct Connection;
    struct Turn {
        Time due;
        int descriptor = -1;
        std::uint64_t serial = 0; // descriptors are used again
    };

    void accept();
    void readable(Connection &connection);
    bool answerNext(Connection &connection);
    bool tellLog(Connection &connection);
    bool startStream(Connection &connection, Speech speech);
    void continueStreams(Time now);
    bool write(Connection &connection, std::string_view bytes);
    void close(int descriptor);
    int waitingTime() const;

    const UpstreamOptions m_options;
    std::uint16_t m_port = 0;
    Descriptor m_listener;
    Descriptor m_poll;
    const std::array<std::string, 2> m_answers;
    const std::array<StreamScript, 2> m_scripts;
    std::vector<std::unique_ptr<Connection>> m_connections; // by descriptor
    std::deque<Turn> m_turns; // the soonest first: all pauses are equally long
    std::string m_log;
    std::uint64_t m_serial = 0;
    std::atomic<bool> m_stopping = false;
};

} // namespace patchbay::bench
