// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/socket_io.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include <sys/socket.h>
#include <sys/uio.h>

namespace patchbay::transport {

namespace {

IoAttempt failed(IoAttempt::Kind blocked)
{
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
        return { blocked, 0, {} };
    }
    return { IoAttempt::Kind::Failed, 0, std::error_code(errno, std::system_category()) };
}

} // namespace

IoAttempt readSome(int socket, std::span<char> room)
{
    ssize_t count = 0;
    do {
        count = ::recv(socket, room.data(), room.size(), 0);
    } while (count < 0 && errno == EINTR);
    if (count < 0) {
        return failed(IoAttempt::Kind::WouldReadBlock);
    }
    if (count == 0) {
        return { IoAttempt::Kind::End, 0, {} };
    }
    return { IoAttempt::Kind::Done, static_cast<std::size_t>(count), {} };
}

IoAttempt writeSome(int socket, std::span<const std::string_view> pieces)
{
    std::array<iovec, gatheredPieces> vectors;
    const std::size_t used = std::min(pieces.size(), vectors.size());
    for (std::size_t index = 0; index < used; ++index) {
        // sendmsg only reads; its struct has no const.
        vectors[index] = { const_cast<char *>(pieces[index].data()), pieces[index].size() };
    }
    msghdr message {};
    message.msg_iov = vectors.data();
    message.msg_iovlen = used;
    ssize_t count = 0;
    do {
        count = ::sendmsg(socket, &message, MSG_NOSIGNAL);
    } while (count < 0 && errno == EINTR);
    if (count < 0) {
        return failed(IoAttempt::Kind::WouldWriteBlock);
    }
    return { IoAttempt::Kind::Done, static_cast<std::size_t>(count), {} };
}

} // namespace patchbay::transport
