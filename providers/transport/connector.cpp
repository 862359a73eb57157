// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/connector.h"

#include "providers/transport/response_parser.h"
#include "providers/transport/tcp_connect.h"
#include "providers/transport/transport_error.h"

#include <array>

namespace patchbay::transport {

namespace {

namespace asio = boost::asio;

std::string withoutBrackets(const std::string &host)
{
    return host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
}

ConnectTarget targetOf(const OutgoingRequest &request, AddressRule rule)
{
    const Origin &origin = request.url().origin;
    if (request.proxy()) {
        const ProxyAddress &proxy = *request.proxy();
        return { withoutBrackets(proxy.host), proxy.port,
                 "the proxy " + proxy.host + ":" + std::to_string(proxy.port), AddressRule::Providers };
    }
    return { withoutBrackets(origin.host), origin.port, request.peer(), rule };
}

bool wouldBlock(IoAttempt::Kind kind)
{
    return kind == IoAttempt::Kind::WouldReadBlock || kind == IoAttempt::Kind::WouldWriteBlock;
}

asio::awaitable<bool> sendAll(Connection &connection, std::string_view bytes)
{
    while (!bytes.empty()) {
        const IoAttempt attempt = connection.write(std::array { bytes });
        if (wouldBlock(attempt.kind)) {
            if (co_await connection.wait(attempt.kind)) {
                co_return false;
            }
        } else if (attempt.kind != IoAttempt::Kind::Done) {
            co_return false;
        }
        bytes.remove_prefix(attempt.bytes);
    }
    co_return true;
}

// Asks the proxy for a tunnel and reads its answer's head.
asio::awaitable<Result<void>> openTunnel(Connection &connection, const ConnectNeeds &needs)
{
    const ProxyAddress &proxy = *needs.request.proxy();
    const std::string proxyName = proxy.host + ":" + std::to_string(proxy.port);
    const std::string &peer = needs.request.peer();
    std::string request = "CONNECT " + peer + " HTTP/1.1\r\nhost: " + peer + "\r\n";
    if (!proxy.authorization.empty()) {
        request += "proxy-authorization: " + proxy.authorization + "\r\n";
    }
    request += "\r\n";
    if (!co_await sendAll(connection, request)) {
        co_return std::unexpected(closedEarly("the proxy " + proxyName, 0));
    }
    ResponseParser parser(needs.maximumHead, [](std::string_view) { return true; });
    parser.next(true);
    std::uint64_t received = 0;
    std::uint64_t parsed = 0;
    for (;;) {
        const IoAttempt attempt = connection.read();
        if (wouldBlock(attempt.kind)) {
            if (co_await connection.wait(attempt.kind)) {
                co_return std::unexpected(closedEarly("the proxy " + proxyName, received));
            }
            continue;
        }
        if (attempt.kind != IoAttempt::Kind::Done) {
            co_return std::unexpected(closedEarly("the proxy " + proxyName, received));
        }
        received += attempt.bytes;
        std::size_t consumed = 0;
        const ResponseParser::Status status = parser.parse(connection.buffer().data(), consumed);
        connection.buffer().consumed(consumed);
        parsed += consumed;
        if (status == ResponseParser::Status::HeadDone) {
            break;
        }
        if (status != ResponseParser::Status::NeedMore) {
            co_return std::unexpected(proxyMalformed(proxyName, parsed));
        }
    }
    if (parser.status() / 100 != 2) {
        co_return std::unexpected(proxyRefused(proxyName, parser.status()));
    }
    if (!connection.buffer().data().empty()) {
        // The origin speaks only after us: these bytes are the proxy's own.
        co_return std::unexpected(proxyMalformed(proxyName, parsed));
    }
    co_return Result<void>();
}

asio::awaitable<Result<void>> secure(Connection &connection, const ConnectNeeds &needs)
{
    const std::string host = withoutBrackets(needs.request.url().origin.host);
    connection.secure(std::make_unique<TlsStream>(needs.tls, connection.descriptor(), host, needs.sessionKey));
    for (;;) {
        const IoAttempt attempt = connection.tls()->handshake();
        if (attempt.kind == IoAttempt::Kind::Done) {
            co_return Result<void>();
        }
        if (attempt.kind == IoAttempt::Kind::End) {
            co_return std::unexpected(tlsClosed(needs.request.peer()));
        }
        if (attempt.kind == IoAttempt::Kind::Failed) {
            co_return std::unexpected(tlsFailed(needs.request.peer(), connection.tls()->failureReason()));
        }
        if (co_await connection.wait(attempt.kind)) {
            co_return std::unexpected(tlsClosed(needs.request.peer()));
        }
    }
}

} // namespace

asio::awaitable<Result<std::unique_ptr<Connection>>> connect(const ConnectNeeds &needs, Interruption &interruption)
{
    const ConnectTarget target = targetOf(needs.request, needs.rule);
    Result<Endpoints> endpoints = co_await resolve(target, interruption);
    if (!endpoints) {
        co_return std::unexpected(std::move(endpoints.error()));
    }
    auto socket = co_await connectToAny(needs.io, std::move(*endpoints), target, interruption);
    if (!socket) {
        co_return std::unexpected(std::move(socket.error()));
    }
    auto connection = std::make_unique<Connection>(std::move(*socket));
    interruption.watch(connection.get());
    Result<void> ready;
    const bool isHttps = needs.request.url().origin.scheme == "https";
    if (isHttps && needs.request.proxy()) {
        ready = co_await openTunnel(*connection, needs);
    }
    if (isHttps && ready) {
        ready = co_await secure(*connection, needs);
    }
    interruption.watch(static_cast<Connection *>(nullptr));
    if (interruption.raised()) {
        co_return std::unexpected(interruption.reason());
    }
    if (!ready) {
        co_return std::unexpected(std::move(ready.error()));
    }
    co_return connection;
}

} // namespace patchbay::transport
