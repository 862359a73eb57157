// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/tls_listener.h"

#include "providers/gateway/tls_tunnel.h"
#include "providers/transport/io_runtime_context.h"
#include "providers/transport/serial_executor.h"

#include <boost/asio/post.hpp>

#include <openssl/err.h>

#include <algorithm>
#include <cstring>

namespace patchbay::gateway {

namespace {

using boost::asio::ip::tcp;
using ErrorCode = boost::system::error_code;
namespace ssl = boost::asio::ssl;

constexpr std::chrono::milliseconds pauseAfterAcceptError { 50 };

// Of what the client offers we speak HTTP/1.1; who offers nothing gets it too.
int chooseProtocol(SSL *, const unsigned char **chosen, unsigned char *size, const unsigned char *offered,
                   unsigned int length, void *)
{
    static constexpr unsigned char ours[] = "\x08http/1.1";
    unsigned char *found = nullptr;
    if (SSL_select_next_proto(&found, size, ours, sizeof ours - 1, offered, length) != OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_NOACK;
    }
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

Result<std::shared_ptr<ssl::context>> makeContext(const std::string &certificateFile, const std::string &keyFile)
{
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    ErrorCode error;
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_alpn_select_cb(context->native_handle(), chooseProtocol, nullptr);
    context->use_certificate_chain_file(certificateFile, error);
    if (!error) {
        context->use_private_key_file(keyFile, ssl::context::pem, error);
    }
    const bool together = !error && SSL_CTX_check_private_key(context->native_handle()) == 1;
    ERR_clear_error();
    if (!together) {
        return failure(ErrorClass::BadRequest,
                       "The certificate \"" + certificateFile + "\" and its key cannot be used: "
                           + (error ? error.message() : std::string("they do not belong together")) + ".");
    }
    return context;
}

// Accepts until it is closed; kept alive by its own pending accept.
class TlsAcceptance final : public std::enable_shared_from_this<TlsAcceptance> {
public:
    TlsAcceptance(transport::IoRuntime::Context &context, std::shared_ptr<TunnelRegistry> registry)
        : m_context(context)
        , m_executor(transport::serialExecutor(context))
        , m_acceptor(m_executor)
        , m_pause(m_executor)
        , m_registry(std::move(registry))
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
        m_port = error ? std::uint16_t(0) : m_acceptor.local_endpoint(error).port();
        return error;
    }
    void begin()
    {
        boost::asio::post(m_executor, [self = shared_from_this()] { self->accept(); });
    }
    void close()
    {
        boost::asio::post(m_executor, [self = shared_from_this()] {
            ErrorCode ignored;
            self->m_acceptor.close(ignored);
            self->m_pause.cancel();
        });
    }
    std::uint16_t port() const { return m_port; }
    void useContext(std::shared_ptr<ssl::context> context)
    {
        const std::scoped_lock lock(m_mutex);
        m_tls = std::move(context);
    }

private:
    std::shared_ptr<ssl::context> tls()
    {
        const std::scoped_lock lock(m_mutex);
        return m_tls;
    }
    void accept()
    {
        m_acceptor.async_accept(transport::serialExecutor(m_context),
                                [self = shared_from_this()](const ErrorCode &error, TunnelSocket socket) {
                                    self->accepted(error, std::move(socket));
                                });
    }
    void accepted(const ErrorCode &error, TunnelSocket socket)
    {
        if (!m_acceptor.is_open()) {
            return;
        }
        if (error) {
            m_pause.expires_after(pauseAfterAcceptError);
            m_pause.async_wait([self = shared_from_this()](const ErrorCode &cancelled) {
                if (!cancelled && self->m_acceptor.is_open()) {
                    self->accept();
                }
            });
            return;
        }
        ErrorCode ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        const auto tunnel = std::make_shared<TlsTunnel>(std::move(socket), tls(), m_registry);
        if (m_registry->add(tunnel)) {
            tunnel->start();
        }
        accept();
    }

    transport::IoRuntime::Context &m_context;
    const boost::asio::any_io_executor m_executor;
    tcp::acceptor m_acceptor;
    boost::asio::steady_timer m_pause;
    const std::shared_ptr<TunnelRegistry> m_registry;
    std::uint16_t m_port = 0;
    std::mutex m_mutex;
    std::shared_ptr<ssl::context> m_tls; // guarded by m_mutex
};

class AsioTlsListener final : public TlsListener {
public:
    AsioTlsListener(std::shared_ptr<TlsAcceptance> acceptance, std::shared_ptr<TunnelRegistry> registry)
        : m_acceptance(std::move(acceptance))
        , m_registry(std::move(registry))
    {
    }
    ~AsioTlsListener() override
    {
        m_acceptance->close();
        m_registry->closeAll();
    }
    Result<void> useCertificate(const std::string &certificateFile, const std::string &keyFile) override
    {
        return makeContext(certificateFile, keyFile).transform([this](std::shared_ptr<ssl::context> context) {
            m_acceptance->useContext(std::move(context));
        });
    }
    std::uint16_t port() const override { return m_acceptance->port(); }
    void drain() override
    {
        m_acceptance->close();
        m_registry->inner().drain();
    }
    bool waitUntilIdle(std::chrono::milliseconds time) override { return m_registry->inner().waitUntilIdle(time); }
    std::size_t connections() const override { return m_registry->inner().connections(); }
    void adopt(int descriptor, ClientPeer peer) override { m_registry->inner().adopt(descriptor, std::move(peer)); }

private:
    const std::shared_ptr<TlsAcceptance> m_acceptance;
    const std::shared_ptr<TunnelRegistry> m_registry;
};

} // namespace

Result<std::unique_ptr<TlsListener>> TlsListener::onAddress(transport::IoRuntime &runtime, const TlsAddress &address,
                                                            const ListenerOptions &options, RequestHandler &handler)
{
    ErrorCode error;
    const boost::asio::ip::address parsed = boost::asio::ip::make_address(address.address, error);
    if (error) {
        return failure(ErrorClass::BadRequest, "\"" + address.address + "\" is not an IP address to listen on.");
    }
    auto context = makeContext(address.certificateFile, address.keyFile);
    if (!context) {
        return std::unexpected(context.error());
    }
    auto registry = std::make_shared<TunnelRegistry>(HttpListener::withoutAddress(runtime, options, handler),
                                                     options.maximumConnections);
    auto acceptance = std::make_shared<TlsAcceptance>(runtime.context(), registry);
    acceptance->useContext(std::move(*context));
    error = acceptance->open(tcp::endpoint(parsed, address.port));
    if (error) {
        return failure(ErrorClass::ApiConnection,
                       "Cannot listen on " + address.address + ":" + std::to_string(address.port) + ": "
                           + error.message());
    }
    acceptance->begin();
    return std::make_unique<AsioTlsListener>(std::move(acceptance), std::move(registry));
}

} // namespace patchbay::gateway
