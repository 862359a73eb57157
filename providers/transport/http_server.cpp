// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/http_server.h"

#include "providers/transport/serial_executor.h"
#include "providers/transport/server_connection.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>

namespace patchbay::transport {

namespace {

using boost::asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using Acceptor = boost::asio::basic_socket_acceptor<tcp, boost::asio::any_io_executor>;

constexpr std::chrono::milliseconds pauseAfterAcceptError { 50 };

// Accepts until it is closed. Kept alive by its own pending accept.
class Listener final : public std::enable_shared_from_this<Listener> {
public:
    Listener(IoRuntime::Context &context, RequestHandler handler)
        : m_context(context)
        , m_executor(serialExecutor(context))
        , m_acceptor(m_executor)
        , m_pause(m_executor)
        , m_registry(std::make_shared<ServerRegistry>(std::move(handler)))
    {
    }

    ErrorCode open(const tcp::endpoint &endpoint)
    {
        ErrorCode error;
        m_acceptor.open(endpoint.protocol(), error);
        if (!error) {
            m_acceptor.set_option(boost::asio::socket_base::reuse_address(true), error);
        }
        if (!error) {
            m_acceptor.bind(endpoint, error);
        }
        if (!error) {
            m_acceptor.listen(boost::asio::socket_base::max_listen_connections, error);
        }
        if (!error) {
            m_port = m_acceptor.local_endpoint(error).port();
        }
        return error;
    }

    std::uint16_t port() const { return m_port; }

    void accept()
    {
        m_acceptor.async_accept(serialExecutor(m_context),
                                [self = shared_from_this()](const ErrorCode &error, ServerSocket socket) {
                                    self->accepted(error, std::move(socket));
                                });
    }

    // Returns when the handler runs no more, unless called on an I/O thread, which cannot wait for itself.
    void close()
    {
        boost::asio::post(m_executor, [self = shared_from_this()] {
            ErrorCode ignored;
            self->m_acceptor.close(ignored);
            self->m_pause.cancel();
            self->m_registry->acceptorClosed();
        });
        for (const std::shared_ptr<ServerConnection> &connection : m_registry->beginClosing()) {
            connection->closeSoon();
        }
        if (!m_context.io.get_executor().running_in_this_thread()) {
            m_registry->waitUntilEmpty();
        }
    }

private:
    void accepted(const ErrorCode &error, ServerSocket socket)
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
        const auto connection = std::make_shared<ServerConnection>(std::move(socket), m_registry);
        if (m_registry->add(connection)) {
            connection->start();
        }
        accept();
    }

    IoRuntime::Context &m_context;
    const boost::asio::any_io_executor m_executor;
    Acceptor m_acceptor;
    boost::asio::steady_timer m_pause;
    const std::shared_ptr<ServerRegistry> m_registry;
    std::uint16_t m_port = 0;
};

class AsioHttpServer final : public HttpServer {
public:
    explicit AsioHttpServer(std::shared_ptr<Listener> listener)
        : m_listener(std::move(listener))
    {
    }
    ~AsioHttpServer() override { m_listener->close(); }
    std::uint16_t port() const override { return m_listener->port(); }

private:
    const std::shared_ptr<Listener> m_listener;
};

} // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::listen(IoRuntime &runtime, const std::string &address,
                                                       std::uint16_t port, RequestHandler handler)
{
    ErrorCode error;
    const boost::asio::ip::address parsed = boost::asio::ip::make_address(address, error);
    if (error) {
        return failure(ErrorClass::BadRequest, "\"" + address + "\" is not an IP address to listen on.");
    }
    auto listener = std::make_shared<Listener>(runtime.context(), std::move(handler));
    error = listener->open({ parsed, port });
    if (error) {
        Error report = makeError(ErrorClass::ApiConnection,
                                 "Cannot listen on " + address + ":" + std::to_string(port) + ": " + error.message());
        report.remedy = "Choose another port, or stop the program that uses this one.";
        return std::unexpected(std::move(report));
    }
    listener->accept();
    return std::make_unique<AsioHttpServer>(std::move(listener));
}

} // namespace patchbay::transport
