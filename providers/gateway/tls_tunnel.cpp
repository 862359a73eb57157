// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/tls_tunnel.h"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <sys/socket.h>
#include <unistd.h>

namespace patchbay::gateway {

namespace {

constexpr std::chrono::milliseconds handshakeTime { 10'000 };
constexpr std::chrono::milliseconds goodbyeTime { 2'000 };

} // namespace

bool TunnelRegistry::add(const std::shared_ptr<TlsTunnel> &tunnel)
{
    const std::scoped_lock lock(m_mutex);
    if (m_closing || m_open.size() >= m_atMost) {
        return false;
    }
    m_open.emplace(tunnel.get(), tunnel);
    return true;
}

void TunnelRegistry::remove(const TlsTunnel *tunnel)
{
    const std::scoped_lock lock(m_mutex);
    m_open.erase(tunnel);
    m_changed.notify_all();
}

void TunnelRegistry::closeAll()
{
    std::unordered_map<const TlsTunnel *, std::shared_ptr<TlsTunnel>> open;
    {
        const std::scoped_lock lock(m_mutex);
        m_closing = true;
        open = m_open;
    }
    for (const auto &[key, tunnel] : open) {
        tunnel->closeSoon();
    }
    open.clear();
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_open.empty(); });
    lock.unlock();
    m_inner.reset();
}

TlsTunnel::TlsTunnel(TunnelSocket socket, std::shared_ptr<boost::asio::ssl::context> context,
                     std::shared_ptr<TunnelRegistry> registry)
    : m_context(std::move(context))
    , m_tls(std::move(socket), *m_context)
    , m_plain(m_tls.get_executor())
    , m_timer(m_tls.get_executor())
    , m_registry(std::move(registry))
{
}

void TlsTunnel::start()
{
    boost::asio::dispatch(m_tls.get_executor(), [self = shared_from_this()] {
        self->limit(handshakeTime);
        self->m_tls.async_handshake(boost::asio::ssl::stream_base::server,
                                    [self](const ErrorCode &error) { self->greeted(error); });
    });
}

void TlsTunnel::closeSoon()
{
    boost::asio::post(m_tls.get_executor(), [self = shared_from_this()] { self->close(); });
}

void TlsTunnel::limit(std::chrono::milliseconds time)
{
    m_timer.expires_after(time);
    m_timer.async_wait([self = shared_from_this()](const ErrorCode &cancelled) {
        if (!cancelled) {
            self->close();
        }
    });
}

void TlsTunnel::greeted(const ErrorCode &error)
{
    m_timer.cancel();
    int pair[2] = { -1, -1 };
    if (m_closed || error || ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) != 0) {
        close();
        return;
    }
    ErrorCode problem;
    m_plain.assign(boost::asio::local::stream_protocol(), pair[0], problem);
    if (problem) {
        ::close(pair[0]);
        ::close(pair[1]);
        close();
        return;
    }
    ClientPeer peer;
    const auto remote = m_tls.next_layer().remote_endpoint(problem);
    peer.address = problem ? std::string() : remote.address().to_string();
    m_registry->inner().adopt(pair[1], std::move(peer));
    readClient();
    readPlain();
}

void TlsTunnel::readClient()
{
    m_tls.async_read_some(boost::asio::buffer(m_up),
                          [self = shared_from_this()](const ErrorCode &error, std::size_t size) {
                              if (self->m_closed) {
                                  return;
                              }
                              if (error) {
                                  // The client is gone or says nothing more: the other side sees an end, and answers it
                                  // by closing.
                                  ErrorCode ignored;
                                  self->m_plain.shutdown(boost::asio::socket_base::shutdown_send, ignored);
                                  return;
                              }
                              boost::asio::async_write(self->m_plain, boost::asio::buffer(self->m_up.data(), size),
                                                       [self](const ErrorCode &failed, std::size_t) {
                                                           if (!failed && !self->m_closed) {
                                                               self->readClient();
                                                           }
                                                       });
                          });
}

void TlsTunnel::readPlain()
{
    m_plain.async_read_some(boost::asio::buffer(m_down),
                            [self = shared_from_this()](const ErrorCode &error, std::size_t size) {
                                if (self->m_closed) {
                                    return;
                                }
                                if (error) {
                                    self->sayGoodbye();
                                    return;
                                }
                                boost::asio::async_write(self->m_tls, boost::asio::buffer(self->m_down.data(), size),
                                                         [self](const ErrorCode &failed, std::size_t) {
                                                             if (failed) {
                                                                 self->close();
                                                             } else if (!self->m_closed) {
                                                                 self->readPlain();
                                                             }
                                                         });
                            });
}

void TlsTunnel::sayGoodbye()
{
    limit(goodbyeTime);
    m_tls.async_shutdown([self = shared_from_this()](const ErrorCode &) { self->close(); });
}

void TlsTunnel::close()
{
    if (m_closed) {
        return;
    }
    m_closed = true;
    ErrorCode ignored;
    m_timer.cancel();
    m_plain.close(ignored);
    m_tls.next_layer().close(ignored);
    m_registry->remove(this);
}

} // namespace patchbay::gateway
