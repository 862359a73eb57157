// SPDX-License-Identifier: GPL-3.0-or-later
//
// HttpClient: sends one HTTP/1.1 request and hands the answer over as it arrives.
//
// Keeps connections alive in a pool per origin (and per credential name, so that connections of two
// keys do not mix), verifies TLS against the system store, resumes sessions, honours HTTP(S)_PROXY
// and NO_PROXY (CONNECT for https), inflates gzip and deflate, follows no redirects.
#pragma once

#include "providers/core/clock.h"
#include "providers/core/http.h"
#include "providers/core/result.h"
#include "providers/core/secret.h"
#include "providers/transport/io_runtime.h"

#include <functional>
#include <memory>

namespace patchbay::transport {

struct Deadlines {
    std::chrono::milliseconds connect { 10'000 };   // name, TCP and TLS together
    std::chrono::milliseconds firstByte { 300'000 }; // from the request's last byte to the answer's first
    std::chrono::milliseconds idle { 60'000 };      // between two reads of the answer
    std::chrono::milliseconds total { 600'000 };
};

// Sizes after inflating. What goes beyond ends the call with ApiResponseValidation.
struct ResponseLimits {
    std::size_t maximumHead = 64 * 1024;
    std::size_t maximumBody = 64 * 1024 * 1024;
    std::size_t maximumInflateRatio = 100;
};

// Where connections may go, checked on the addresses that a name resolved to and that are then connected to.
enum class AddressRule : std::uint8_t {
    Providers,  // anywhere but link-local and metadata addresses: people have servers of their own
    PublicOnly, // the public Internet: addresses that strangers wrote
};

struct ClientOptions {
    Deadlines deadlines;
    ResponseLimits limits;
    std::string userAgent = "patchbay";
    std::string caFile;    // instead of the system store; tests use it
    std::string httpProxy; // "http://host:port"; from the environment, see proxyFromEnvironment()
    std::string httpsProxy;
    std::string noProxy;
    AddressRule addresses = AddressRule::Providers;
    std::vector<std::string> privateHosts; // "host:port" that PublicOnly lets pass
    std::size_t idleConnectionsPerOrigin = 32;
    std::chrono::seconds idleConnectionLife { 90 };
};

// Fills the proxy fields from HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY (either case).
void proxyFromEnvironment(ClientOptions &options);

// Measured on the steady clock, from the moment send() was called.
struct ExchangeTiming {
    std::optional<Microseconds> connected; // absent when a pooled connection was used
    std::optional<Microseconds> requestSent;
    std::optional<Microseconds> firstByte;
    std::optional<Microseconds> finished;
    bool reusedConnection = false;
    bool resumedSession = false;
    std::int64_t bytesSent = 0;
    std::int64_t bytesReceived = 0;
};

// Called on an I/O thread, one call at a time, in this order: onHead once, onData any number of
// times, onEnd exactly once (also after a failure or a cancellation, then with the error).
struct ExchangeHandler {
    std::function<void(int status, const std::vector<HttpHeader> &headers)> onHead;
    std::function<void(std::string_view bytes)> onData;
    std::function<void(Result<void> result, const ExchangeTiming &timing)> onEnd;
};

// A call under way. Letting go of it does not cancel.
class Exchange {
public:
    virtual ~Exchange() = default;
    // Closes the connection; onEnd follows with Cancelled. From any thread, more than once.
    virtual void cancel() = 0;
    // While held, nothing more is read from the socket, so that the peer is slowed down by TCP; of the deadlines
    // only `total` counts. From any thread.
    virtual void hold(bool /*held*/) { }
};

class HttpClient {
public:
    HttpClient(IoRuntime &runtime, ClientOptions options);
    ~HttpClient(); // cancels what is under way
    HttpClient(const HttpClient &) = delete;
    HttpClient &operator=(const HttpClient &) = delete;

    // The secret goes where request.auth says, on the way to the socket only.
    std::shared_ptr<Exchange> send(HttpRequest request, SecretBytes secret, ExchangeHandler handler);
    std::shared_ptr<Exchange> send(HttpRequest request, SecretBytes secret, ExchangeHandler handler,
                                   const Deadlines &deadlines);

    // TLS sessions resumed so far; for tests and the status page.
    std::uint64_t resumedSessions() const;

private:
    class State;
    std::shared_ptr<State> m_state;
};

struct ParsedUrl {
    Origin origin;
    std::string target; // path and query, at least "/"
    bool operator==(const ParsedUrl &) const = default;
};

// http and https only, no user info, no fragment; BadRequest with the reason otherwise.
Result<ParsedUrl> parseUrl(std::string_view url);

} // namespace patchbay::transport
