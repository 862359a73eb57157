// SPDX-License-Identifier: GPL-3.0-or-later
//
// HttpListener: accepts connections and feeds their requests to a RequestHandler, one at a time for
// each connection, so that pipelined requests are answered in order. Strict parsing, bounded heads
// and bodies, deadlines for slow peers (one coarse timer sweeps all connections).
#pragma once

#include "providers/core/result.h"
#include "providers/gateway/client_exchange.h"
#include "providers/transport/io_runtime.h"

#include <chrono>

namespace patchbay::gateway {

struct ListenerOptions {
    HttpLimits http;
    std::size_t maximumConnections = 20'000;
    std::chrono::milliseconds headTime { 10'000 }; // from a head's first byte to its last
    std::chrono::milliseconds bodyPause { 30'000 }; // between two reads of a body
    std::chrono::milliseconds bodyTime { 300'000 }; // for a whole body
    std::chrono::milliseconds idleTime { 75'000 }; // between requests
    std::chrono::milliseconds sendStall { 60'000 }; // while the client takes nothing
    // What may wait for a client that does not read; beyond, the connection is closed.
    std::size_t maximumWaiting = 16 * 1024 * 1024;
    std::chrono::milliseconds sweep { 250 };
};

class HttpListener {
public:
    // Port 0 takes a free one. The handler outlives the listener.
    static Result<std::unique_ptr<HttpListener>> onAddress(transport::IoRuntime &runtime, const std::string &address,
                                                           std::uint16_t port, const ListenerOptions &options,
                                                           RequestHandler &handler);
    // A Unix socket of mode 0600; replaces one that nobody listens on. Peers of other users are refused.
    static Result<std::unique_ptr<HttpListener>> onSocketFile(transport::IoRuntime &runtime, const std::string &path,
                                                              const ListenerOptions &options, RequestHandler &handler);
    // Without an address of its own: connections come through adopt().
    static std::unique_ptr<HttpListener> withoutAddress(transport::IoRuntime &runtime, const ListenerOptions &options,
                                                        RequestHandler &handler);
    // Closes every connection and waits until the handler runs no more. Not on an I/O thread.
    virtual ~HttpListener() = default;
    virtual std::uint16_t port() const = 0;
    // Accepts nobody any more, closes idle connections; answers under way go on and say "connection: close".
    virtual void drain() = 0;
    // Waits until no request is under way, or the time is over (false).
    virtual bool waitUntilIdle(std::chrono::milliseconds time) = 0;
    virtual std::size_t connections() const = 0;
    // A connected stream socket that is the listener's from now on. From any thread.
    virtual void adopt(int descriptor, ClientPeer peer) = 0;
};

} // namespace patchbay::gateway
