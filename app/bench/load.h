// SPDX-License-Identifier: GPL-3.0-or-later
//
// Load: many clients in one thread that send the same request again and again over kept connections, each the
// next one when its answer is complete, and measure how long that took. Knows just enough HTTP.
#pragma once

#include "app/bench/descriptor.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::bench {

struct LoadOptions {
    std::uint16_t port = 0;
    int connections = 64;
    int total = 0; // requests; 0: until stop()
    // Head and body. Where numberPlace stands in it, each request has a number of its own instead.
    std::string request;
    std::int64_t firstNumber = 0;
};
constexpr std::string_view numberPlace = "~~~~~~~~~~";

struct LoadResult {
    std::int64_t answered = 0; // with 200, to the end
    std::int64_t refused = 0; // with another status
    std::int64_t failed = 0; // cut off, or not connected
    double seconds = 0;
    std::vector<std::uint32_t> microseconds; // of the answered ones, ascending

    std::int64_t wrong() const { return refused + failed; }
    // `share` from 0 to 1; 0 without answers.
    double percentile(double share) const;
};

// A POST of a JSON body with a key.
std::string postRequest(const std::string &path, const std::string &key, const std::string &body);
// A chat request of about 900 bytes.
std::string chatBody(const std::string &model, bool stream);
// The same, with "user" set to numberPlace.
std::string numberedChatBody(const std::string &model);

class Load {
public:
    explicit Load(LoadOptions options);
    ~Load();
    // Blocks; connects anew where a connection was closed.
    LoadResult run();
    // Opens all connections, asks once on each and waits until each has received something; they stay open, and
    // what comes is read until stop(). True when all have.
    bool open();
    // Opens all connections and sends the first bytes of a head on each, no more.
    bool openStalled();
    void keepReading();
    void stop() { m_stopping = true; }

private:
    struct Client;
    void connect(Client &client);
    void ask(Client &client);
    void send(Client &client);
    void wait(int milliseconds);
    void readable(Client &client);
    void lost(Client &client);
    bool completed(Client &client) const;
    void finish(Client &client);

    const LoadOptions m_options;
    Descriptor m_poll;
    std::vector<std::unique_ptr<Client>> m_clients;
    LoadResult m_result;
    std::int64_t m_begun = 0;
    int m_busy = 0;
    bool m_once = false; // open(): nobody asks twice
    std::atomic<bool> m_stopping = false;
};

} // namespace patchbay::bench
