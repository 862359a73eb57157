// SPDX-License-Identifier: GPL-3.0-or-later
//
// HttpServer: a small HTTP/1.1 server on loopback for simulated providers and tests.
//
// Requests are handed over whole; answers go out whole or in pieces at the handler's pace. The
// gateway has its own server with admission control; this one trusts its peers.
#pragma once

#include "providers/core/http.h"
#include "providers/core/result.h"
#include "providers/transport/io_runtime.h"

#include <chrono>
#include <functional>
#include <memory>

namespace patchbay::transport {

struct ServerRequest {
    std::string method;
    std::string target; // as sent: path and query
    std::vector<HttpHeader> headers; // lower-case names
    std::string body;
};

// Answers one request. Calls are queued in order and may come from any thread; after the peer has
// left they do nothing. Dropping the responder without finish() closes the connection.
class Responder {
public:
    virtual ~Responder() = default;
    // Whole answer.
    virtual void respond(HttpResponse response) = 0;
    // Streamed answer (chunked): head, pieces, end.
    virtual void start(int status, std::vector<HttpHeader> headers) = 0;
    virtual void write(std::string bytes) = 0;
    virtual void finish() = 0;
    // Closes the connection at once, whatever was promised: a provider that dies.
    virtual void abort() = 0;
    // Bytes to the socket as they are, for answers that are not HTTP.
    virtual void writeRaw(std::string bytes) = 0;
    virtual bool peerGone() const = 0;
    // Runs the function on an I/O thread after the delay, unless the peer has left.
    virtual void after(std::chrono::microseconds delay, std::move_only_function<void()> function) = 0;
};

// Called on an I/O thread; with several of those, at once for different connections.
using RequestHandler = std::function<void(const ServerRequest &request, std::shared_ptr<Responder> responder)>;

class HttpServer {
public:
    // Port 0 takes a free one.
    static Result<std::unique_ptr<HttpServer>> listen(IoRuntime &runtime, const std::string &address,
                                                      std::uint16_t port, RequestHandler handler);
    // Closes every connection. Called elsewhere than on an I/O thread it returns when the handler and
    // the functions given to after() run no more.
    virtual ~HttpServer() = default;
    virtual std::uint16_t port() const = 0;
};

} // namespace patchbay::transport
