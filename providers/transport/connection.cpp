// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/connection.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/socket.h>

namespace patchbay::transport {

namespace {

using boost::asio::ip::tcp;
// Streams come in small pieces, and thousands of them may be open; who sends much gets more room.
constexpr std::size_t firstRoom = 2 * 1024;
constexpr std::size_t readAtOnce = 16 * 1024;

IoAttempt closedHere()
{
    return { IoAttempt::Kind::Failed, 0, std::make_error_code(std::errc::operation_canceled) };
}

} // namespace

Connection::Connection(tcp::socket socket)
    : m_socket(std::move(socket))
    , m_buffer(firstRoom)
{
    boost::system::error_code ignored;
    m_socket.non_blocking(true, ignored);
    m_socket.set_option(tcp::no_delay(true), ignored);
}

IoAttempt Connection::read()
{
    if (m_closed) {
        return closedHere();
    }
    const std::span<char> room = roomToRead();
    return filled(m_tls ? m_tls->read(room) : readSome(m_socket.native_handle(), room), room.size());
}

boost::asio::awaitable<IoAttempt> Connection::readLater()
{
    if (m_staysSmall) {
        m_buffer.shrinkTo(firstRoom);
    }
    if (m_tls) {
        co_await wait(IoAttempt::Kind::WouldReadBlock);
        co_return read();
    }
    const std::span<char> room = roomToRead();
    boost::system::error_code error;
    const std::size_t count = co_await m_socket.async_receive(
        boost::asio::buffer(room.data(), room.size()), boost::asio::redirect_error(boost::asio::use_awaitable, error));
    if (m_closed) {
        co_return closedHere();
    }
    if (error == boost::asio::error::eof) {
        co_return IoAttempt { IoAttempt::Kind::End, 0, {} };
    }
    co_return error ? IoAttempt { IoAttempt::Kind::Failed, 0, error }
                    : filled({ IoAttempt::Kind::Done, count, {} }, room.size());
}

std::span<char> Connection::roomToRead()
{
    if (m_filledUp && !m_staysSmall) {
        m_buffer.growTo(readAtOnce);
    }
    return m_buffer.room();
}

IoAttempt Connection::filled(const IoAttempt &attempt, std::size_t room)
{
    m_buffer.filled(attempt.bytes);
    // A plain socket that gave less than there was room for is empty; TLS may hold more.
    m_filledUp = attempt.bytes == room;
    m_drained = !m_tls && attempt.kind == IoAttempt::Kind::Done && attempt.bytes < room;
    return attempt;
}

IoAttempt Connection::write(std::span<const std::string_view> pieces)
{
    if (m_closed) {
        return closedHere();
    }
    m_drained = true; // what was sent is not answered yet
    return m_tls ? m_tls->write(pieces.front()) : writeSome(m_socket.native_handle(), pieces);
}

boost::asio::awaitable<bool> Connection::wait(IoAttempt::Kind blocked)
{
    const auto direction =
        blocked == IoAttempt::Kind::WouldWriteBlock ? tcp::socket::wait_write : tcp::socket::wait_read;
    boost::system::error_code error;
    co_await m_socket.async_wait(direction, boost::asio::redirect_error(boost::asio::use_awaitable, error));
    m_drained = false;
    co_return error || m_closed;
}

bool Connection::isFresh()
{
    if (m_closed || !m_buffer.data().empty()) {
        return false;
    }
    if (m_tls) {
        return m_tls->peek().kind == IoAttempt::Kind::WouldReadBlock;
    }
    char byte = 0;
    const auto count = ::recv(m_socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

void Connection::close()
{
    m_closed = true;
    boost::system::error_code ignored;
    m_socket.close(ignored);
}

} // namespace patchbay::transport
