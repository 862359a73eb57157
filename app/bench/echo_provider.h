// SPDX-License-Identifier: GPL-3.0-or-later
//
// EchoProvider: an OpenAI-like provider on loopback that speaks TLS with a certificate of its own making. It lists
// models for any key, and refuses every call with a body that holds the key: the worst that a provider may do.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

namespace patchbay::bench {

class EchoProvider {
public:
    // Writes its certificate, an authority of itself, into the file.
    explicit EchoProvider(const std::string &certificateFile);
    ~EchoProvider();
    EchoProvider(const EchoProvider &) = delete;
    EchoProvider &operator=(const EchoProvider &) = delete;

    bool listens() const { return m_port != 0; }
    std::string origin() const { return "https://127.0.0.1:" + std::to_string(m_port); }
    int requests() const { return m_requests; }

private:
    class Tls;
    void serve();
    void answer(int socket);

    std::unique_ptr<Tls> m_tls;
    int m_listener = -1;
    std::uint16_t m_port = 0;
    std::atomic<int> m_requests = 0;
    std::atomic<bool> m_ends = false;
    std::thread m_thread;
};

} // namespace patchbay::bench
