// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the server hands to the gateway for each request, and how the answer goes back.
#pragma once

#include "providers/core/http.h"
#include "providers/gateway/header_lines.h"
#include "providers/gateway/request_head.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace patchbay::gateway {

// Where a connection comes from.
struct ClientPeer {
    std::string address; // "127.0.0.1"; empty for the owner's socket
    bool owner = false; // over the data directory's Unix socket, from a process of the same user
};

struct ClientRequest {
    RequestHead head;
    std::string body;
    ClientPeer peer;
};

// Answers one request. Calls are queued in order and may come from any thread; after the client has
// left they do nothing. Dropping an exchange that has not finished closes the connection.
class ClientExchange {
public:
    virtual ~ClientExchange() = default;
    // Headers that the head carries before those of respond() or start(); before them, once.
    virtual void addHead(HeaderLines lines) = 0;
    virtual void respond(HttpResponse response) = 0;
    // A streamed answer: head, pieces, end.
    virtual void start(int status, std::vector<HttpHeader> headers) = 0;
    virtual void write(std::string bytes) = 0;
    virtual void finish() = 0;
    // Closes at once: a stream that cannot be completed must not look complete.
    virtual void abort() = 0;
    virtual bool peerGone() const = 0;
    // Runs once on an I/O thread when the client leaves before the answer was finished; at once when it
    // has left already. The function may hold what it likes: it goes with the exchange.
    // Called inside handle().
    virtual void onPeerGone(std::function<void()> function) = 0;
    // Told true when more waits for the client than it should, false when it has caught up: whoever makes the
    // answer stops meanwhile. From any thread, one call at a time, in order; goes with the exchange like the other.
    virtual void onFull(std::function<void(bool full)> function) = 0;
};

// Called on I/O threads; with several of those, at once for different connections.
class RequestHandler {
public:
    virtual ~RequestHandler() = default;
    // On a head alone: an answer refuses the request before its body is read.
    virtual std::optional<HttpResponse> admit(const RequestHead &head, const ClientPeer &peer) = 0;
    virtual void handle(ClientRequest request, std::shared_ptr<ClientExchange> exchange) = 0;
    // The answer to bytes that are no request; `path` is empty where it could not be read.
    virtual HttpResponse fault(const HttpFault &fault, std::string_view path) = 0;
};

} // namespace patchbay::gateway
