// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/gateway/local_call.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <charconv>

namespace patchbay {

namespace {

class Socket {
public:
    Socket()
        : m_descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
    }
    ~Socket() { ::close(m_descriptor); }
    Socket(const Socket &) = delete;
    Socket &operator=(const Socket &) = delete;

    void limit(std::chrono::milliseconds patience) const
    {
        if (patience > std::chrono::milliseconds::zero()) {
            const auto seconds = std::chrono::floor<std::chrono::seconds>(patience);
            const timeval time { seconds.count(), std::chrono::microseconds(patience - seconds).count() };
            ::setsockopt(m_descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
            ::setsockopt(m_descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
        }
    }
    bool connect(const std::string &path) const
    {
        sockaddr_un address {};
        address.sun_family = AF_UNIX;
        if (path.size() >= sizeof address.sun_path) {
            return false;
        }
        path.copy(address.sun_path, path.size());
        return ::connect(m_descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    }
    bool send(std::string_view bytes) const
    {
        while (!bytes.empty()) {
            const ssize_t count = ::send(m_descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0) {
                return false;
            }
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }
    std::string receiveAll() const
    {
        std::string all;
        std::array<char, 16'384> piece;
        for (ssize_t count = 0; (count = ::recv(m_descriptor, piece.data(), piece.size(), 0)) > 0;) {
            all.append(piece.data(), static_cast<std::size_t>(count));
        }
        return all;
    }

private:
    int m_descriptor;
};

} // namespace

std::optional<Result<HttpResponse>> callOwner(const std::string &socketFile, const gateway::AdminRequest &request,
                                              std::chrono::milliseconds patience)
{
    const Socket socket;
    socket.limit(patience);
    if (!socket.connect(socketFile)) {
        return std::nullopt;
    }
    std::string text = request.method + " " + request.path + (request.query.empty() ? "" : "?" + request.query)
        + " HTTP/1.1\r\n" + "host: localhost\r\nconnection: close\r\n";
    if (!request.by.empty()) {
        text += std::string(gateway::ownerNameHeader) + ": " + request.by + "\r\n";
    }
    if (!request.body.empty()) {
        text += "content-type: application/json\r\ncontent-length: " + std::to_string(request.body.size()) + "\r\n";
    }
    text += "\r\n" + request.body;
    const std::string answer = socket.send(text) ? socket.receiveAll() : std::string();
    HttpResponse response;
    constexpr std::string_view start = "HTTP/1.1 ";
    const std::size_t end = answer.find("\r\n\r\n");
    if (!answer.starts_with(start) || end == std::string::npos
        || std::from_chars(answer.data() + start.size(), answer.data() + answer.size(), response.status).ec
            != std::errc()) {
        return failure(ErrorClass::ApiConnection, "The running gateway gave no answer.");
    }
    response.body = answer.substr(end + 4);
    return response;
}

} // namespace patchbay
