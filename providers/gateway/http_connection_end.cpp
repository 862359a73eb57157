// SPDX-License-Identifier: GPL-3.0-or-later
//
// The half of HttpConnection that ends things: deadlines, goodbyes, and who hears of them.
#include "providers/gateway/http_connection.h"

#include <boost/asio/post.hpp>

namespace patchbay::gateway {

namespace {

using ErrorCode = boost::system::error_code;
constexpr std::chrono::milliseconds lingerTime { 2'000 };

} // namespace

void HttpConnection::sweep(Time now)
{
    const std::int64_t deadline = m_deadline;
    if (deadline != 0 && now.time_since_epoch().count() >= deadline) {
        boost::asio::post(m_executor, [self = shared_from_this()] { self->expired(); });
    } else if (draining()) {
        boost::asio::post(m_executor, [self = shared_from_this()] {
            if (self->m_state == State::Head && self->m_buffer.data().empty() && self->m_output.empty()) {
                self->close(false);
            }
        });
    }
}

void HttpConnection::expired()
{
    const std::int64_t deadline = m_deadline;
    if (m_state == State::Closed || deadline == 0
        || std::chrono::steady_clock::now().time_since_epoch().count() < deadline) {
        return;
    }
    const bool midRequest = m_state == State::Body || (m_state == State::Head && !m_buffer.data().empty());
    if (midRequest && m_output.empty()) {
        constexpr int requestTimeout = 408;
        refuse({ requestTimeout, "the request took too long to arrive" });
        flush();
        return;
    }
    close(m_state == State::Answering); // a client that takes nothing, or an idle connection
}

// Closing with unread bytes would reset the connection and could take the answer with it: say goodbye,
// then swallow what still comes.
void HttpConnection::linger()
{
    m_state = State::Lingering;
    m_buffer.consumed(m_buffer.data().size());
    ErrorCode ignored;
    m_socket.shutdown(ClientSocket::shutdown_send, ignored);
    setDeadline(lingerTime);
    waitReadable();
}

void HttpConnection::onGone(std::uint64_t request, std::function<void()> function)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (!gone()) {
            m_whenGone = request == m_request ? std::move(function) : nullptr;
            return;
        }
    }
    function();
}

void HttpConnection::closeSoon()
{
    boost::asio::post(m_executor, [self = shared_from_this()] { self->close(false); });
}

void HttpConnection::close(bool reset)
{
    if (m_state == State::Closed) {
        return;
    }
    m_state = State::Closed;
    ErrorCode ignored;
    if (reset) {
        m_socket.set_option(boost::asio::socket_base::linger(true, 0), ignored);
    }
    m_socket.close(ignored);
    m_output.clear();
    m_flow.forget();
    std::function<void()> whenGone;
    {
        const std::scoped_lock lock(m_mutex);
        m_gone.store(true, std::memory_order_release);
        whenGone = std::exchange(m_whenGone, nullptr);
    }
    if (whenGone) {
        whenGone();
    }
    if (std::exchange(m_active, false)) {
        m_registry->requestEnded();
    }
    m_registry->remove(this);
}

} // namespace patchbay::gateway
