// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/http_listener.h"

#include "providers/gateway/http_connection.h"
#include "providers/transport/serial_executor.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace patchbay::gateway {

namespace {

using boost::asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using Acceptor =
    boost::asio::basic_socket_acceptor<boost::asio::generic::stream_protocol, boost::asio::any_io_executor>;
using Endpoint = boost::asio::generic::stream_protocol::endpoint;

constexpr std::chrono::milliseconds pauseAfterAcceptError { 50 };
constexpr std::string_view fullAnswer =
    "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nretry-after: 1\r\nconnection: close\r\n\r\n";

ClientPeer peerOf(ClientSocket &socket, bool local)
{
    ClientPeer peer;
    if (local) {
        ucred credentials {};
        socklen_t size = sizeof credentials;
        peer.owner = ::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0
            && credentials.uid == ::geteuid();
        return peer;
    }
    ErrorCode error;
    const Endpoint remote = socket.remote_endpoint(error);
    tcp::endpoint address;
    if (!error && remote.size() <= address.capacity()) {
        std::memcpy(address.data(), remote.data(), remote.size());
        address.resize(remote.size());
        peer.address = address.address().to_string();
    }
    return peer;
}

// Accepts until it is closed. Kept alive by its own pending accept.
class Acceptance final : public std::enable_shared_from_this<Acceptance> {
public:
    Acceptance(transport::IoRuntime::Context &context, const ListenerOptions &options, RequestHandler &handler,
               bool local)
        : m_context(context)
        , m_executor(transport::serialExecutor(context))
        , m_acceptor(m_executor)
        , m_pause(m_executor)
        , m_sweep(m_executor)
        , m_local(local)
        , registry(std::make_shared<ConnectionRegistry>(options, handler))
    {
    }

    ErrorCode open(const Endpoint &endpoint)
    {
        ErrorCode error;
        m_acceptor.open(endpoint.protocol(), error);
        if (!error && !m_local) {
            m_acceptor.set_option(boost::asio::socket_base::reuse_address(true), error);
        }
        if (!error) {
            m_acceptor.bind(endpoint, error);
        }
        if (!error) {
            m_acceptor.listen(boost::asio::socket_base::max_listen_connections, error);
        }
        if (!error && !m_local) {
            tcp::endpoint bound;
            const Endpoint local = m_acceptor.local_endpoint(error);
            std::memcpy(bound.data(), local.data(), std::min(local.size(), bound.capacity()));
            m_port = bound.port();
        }
        return error;
    }

    void begin()
    {
        boost::asio::post(m_executor, [self = shared_from_this()] {
            self->accept();
            self->sweepLater();
        });
    }

    void drain()
    {
        registry->draining = true;
        boost::asio::post(m_executor, [self = shared_from_this()] { self->closeAcceptor(); });
    }

    void close()
    {
        registry->beginClosing();
        boost::asio::post(m_executor, [self = shared_from_this()] {
            self->m_closed = true;
            self->closeAcceptor();
            self->m_sweep.cancel();
            self->registry->acceptorClosed();
        });
        for (const std::shared_ptr<HttpConnection> &connection : registry->all()) {
            connection->closeSoon();
        }
        registry->waitUntilEmpty();
    }

    // Waits for nobody, but sweeps.
    void beginWithoutAddress()
    {
        boost::asio::post(m_executor, [self = shared_from_this()] { self->sweepLater(); });
    }

    void adopt(int descriptor, ClientPeer peer)
    {
        ErrorCode error;
        ClientSocket socket(transport::serialExecutor(m_context));
        socket.assign(boost::asio::generic::stream_protocol(AF_UNIX, 0), descriptor, error);
        if (error) {
            ::close(descriptor);
            return;
        }
        const auto connection = std::make_shared<HttpConnection>(std::move(socket), std::move(peer), registry);
        if (!registry->draining && registry->add(connection)) {
            connection->start();
        }
    }

    std::uint16_t port() const { return m_port; }

private:
    void closeAcceptor()
    {
        ErrorCode ignored;
        m_acceptor.close(ignored);
        m_pause.cancel();
    }

    void accept()
    {
        m_acceptor.async_accept(transport::serialExecutor(m_context),
                                [self = shared_from_this()](const ErrorCode &error, ClientSocket socket) {
                                    self->accepted(error, std::move(socket));
                                });
    }

    void accepted(const ErrorCode &error, ClientSocket socket)
    {
        if (!m_acceptor.is_open()) {
            return;
        }
        if (error) {
            // Out of descriptors, most likely: accepting again at once would spin.
            m_pause.expires_after(pauseAfterAcceptError);
            m_pause.async_wait([self = shared_from_this()](const ErrorCode &cancelled) {
                if (!cancelled && self->m_acceptor.is_open()) {
                    self->accept();
                }
            });
            return;
        }
        admit(std::move(socket));
        accept();
    }

    void admit(ClientSocket socket)
    {
        ErrorCode ignored;
        ClientPeer peer = peerOf(socket, m_local);
        if (m_local && !peer.owner) {
            return; // the socket goes, and the connection with it
        }
        if (!m_local) {
            socket.set_option(tcp::no_delay(true), ignored);
        }
        const int descriptor = socket.native_handle();
        const auto connection = std::make_shared<HttpConnection>(std::move(socket), std::move(peer), registry);
        if (registry->add(connection)) {
            connection->start();
        } else {
            // Best effort: an empty socket buffer takes it.
            [[maybe_unused]] const ssize_t sent =
                ::send(descriptor, fullAnswer.data(), fullAnswer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        }
    }

    void sweepLater()
    {
        m_sweep.expires_after(registry->options.sweep);
        m_sweep.async_wait([self = shared_from_this()](const ErrorCode &cancelled) {
            if (cancelled || self->m_closed) {
                return;
            }
            const auto now = std::chrono::steady_clock::now();
            for (const std::shared_ptr<HttpConnection> &connection : self->registry->all()) {
                connection->sweep(now);
            }
            self->sweepLater();
        });
    }

    transport::IoRuntime::Context &m_context;
    const boost::asio::any_io_executor m_executor;
    Acceptor m_acceptor;
    boost::asio::steady_timer m_pause;
    boost::asio::steady_timer m_sweep;
    const bool m_local;
    bool m_closed = false;
    std::uint16_t m_port = 0;

public:
    const std::shared_ptr<ConnectionRegistry> registry;
};

class AsioHttpListener final : public HttpListener {
public:
    AsioHttpListener(std::shared_ptr<Acceptance> acceptance, std::string socketFile)
        : m_acceptance(std::move(acceptance))
        , m_socketFile(std::move(socketFile))
    {
    }
    ~AsioHttpListener() override
    {
        if (!m_socketFile.empty()) {
            ::unlink(m_socketFile.c_str());
        }
        m_acceptance->close();
    }
    std::uint16_t port() const override { return m_acceptance->port(); }
    void drain() override { m_acceptance->drain(); }
    bool waitUntilIdle(std::chrono::milliseconds time) override { return m_acceptance->registry->waitUntilIdle(time); }
    std::size_t connections() const override { return m_acceptance->registry->size(); }
    void adopt(int descriptor, ClientPeer peer) override { m_acceptance->adopt(descriptor, std::move(peer)); }

private:
    const std::shared_ptr<Acceptance> m_acceptance;
    const std::string m_socketFile;
};

} // namespace

Result<std::unique_ptr<HttpListener>> HttpListener::onAddress(transport::IoRuntime &runtime, const std::string &address,
                                                              std::uint16_t port, const ListenerOptions &options,
                                                              RequestHandler &handler)
{
    ErrorCode error;
    const boost::asio::ip::address parsed = boost::asio::ip::make_address(address, error);
    if (error) {
        return failure(ErrorClass::BadRequest, "\"" + address + "\" is not an IP address to listen on.");
    }
    auto acceptance = std::make_shared<Acceptance>(runtime.context(), options, handler, false);
    error = acceptance->open(Endpoint(tcp::endpoint(parsed, port)));
    if (error) {
        Error report = makeError(ErrorClass::ApiConnection,
                                 "Cannot listen on " + address + ":" + std::to_string(port) + ": " + error.message());
        report.remedy = "Choose another port, or stop the program that uses this one.";
        return std::unexpected(std::move(report));
    }
    acceptance->begin();
    return std::make_unique<AsioHttpListener>(std::move(acceptance), std::string());
}

std::unique_ptr<HttpListener> HttpListener::withoutAddress(transport::IoRuntime &runtime, const ListenerOptions &options,
                                                           RequestHandler &handler)
{
    auto acceptance = std::make_shared<Acceptance>(runtime.context(), options, handler, false);
    acceptance->beginWithoutAddress();
    return std::make_unique<AsioHttpListener>(std::move(acceptance), std::string());
}

Result<std::unique_ptr<HttpListener>> HttpListener::onSocketFile(transport::IoRuntime &runtime, const std::string &path,
                                                                 const ListenerOptions &options,
                                                                 RequestHandler &handler)
{
    if (path.size() >= sizeof(sockaddr_un::sun_path)) {
        return failure(ErrorClass::BadRequest, "The path of the data directory is too long for a socket in it.");
    }
    ::unlink(path.c_str()); // left by a process that was killed; the directory's lock says that it is ours
    auto acceptance = std::make_shared<Acceptance>(runtime.context(), options, handler, true);
    const mode_t before = ::umask(0177);
    const ErrorCode error = acceptance->open(Endpoint(boost::asio::local::stream_protocol::endpoint(path)));
    ::umask(before);
    if (error) {
        return failure(ErrorClass::ServiceUnavailable,
                       "Cannot listen on the data directory's socket: " + error.message());
    }
    acceptance->begin();
    return std::make_unique<AsioHttpListener>(std::move(acceptance), path);
}

} // namespace patchbay::gateway
