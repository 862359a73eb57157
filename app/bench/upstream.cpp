// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/upstream.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <format>

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>

namespace patchbay::bench {

struct Upstream::Connection {
    Descriptor socket;
    std::uint64_t serial = 0;
    std::string received;
    const StreamScript *script = nullptr; // while it streams
    int chunksLeft = 0;
};

namespace {

constexpr int slice = 100; // milliseconds until stop() is looked at

std::size_t bodySize(std::string_view head)
{
    // Whoever measures writes it in one of these spellings.
    for (const std::string_view name : { "content-length: ", "Content-Length: " }) {
        if (const std::size_t at = head.find(name); at != std::string_view::npos) {
            std::size_t size = 0;
            std::from_chars(head.data() + at + name.size(), head.data() + head.size(), size);
            return size;
        }
    }
    return 0;
}

} // namespace

Upstream::Upstream(const UpstreamOptions &options)
    : m_options(options)
    , m_port(options.port)
    , m_listener(listenOnLoopback(m_port))
    , m_poll(::epoll_create1(EPOLL_CLOEXEC))
    , m_answers { wholeAnswer(Speech::OpenAi), wholeAnswer(Speech::Anthropic) }
    , m_scripts { streamScript(Speech::OpenAi), streamScript(Speech::Anthropic) }
{
    epoll_event event { EPOLLIN, { .fd = m_listener.get() } };
    ::epoll_ctl(m_poll.get(), EPOLL_CTL_ADD, m_listener.get(), &event);
}

Upstream::~Upstream() = default;

void Upstream::run()
{
    std::array<epoll_event, 256> events;
    while (!m_stopping) {
        const int count = ::epoll_wait(m_poll.get(), events.data(), static_cast<int>(events.size()), waitingTime());
        for (int number = 0; number < count; ++number) {
            const int descriptor = events[static_cast<std::size_t>(number)].data.fd;
            if (descriptor == m_listener.get()) {
                accept();
            } else if (Connection *connection = m_connections[static_cast<std::size_t>(descriptor)].get()) {
                readable(*connection);
            }
        }
        continueStreams(std::chrono::steady_clock::now());
    }
}

int Upstream::waitingTime() const
{
    if (m_turns.empty()) {
        return slice;
    }
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(m_turns.front().due - std::chrono::steady_clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, slice));
}

void Upstream::accept()
{
    while (Descriptor socket = acceptFrom(m_listener.get())) {
        const auto place = static_cast<std::size_t>(socket.get());
        epoll_event event { EPOLLIN, { .fd = socket.get() } };
        ::epoll_ctl(m_poll.get(), EPOLL_CTL_ADD, socket.get(), &event);
        if (place >= m_connections.size()) {
            m_connections.resize(place + 1);
        }
        m_connections[place] = std::make_unique<Connection>();
        m_connections[place]->socket = std::move(socket);
        m_connections[place]->serial = ++m_serial;
    }
}

void Upstream::readable(Connection &connection)
{
    std::array<char, 16 * 1024> bytes;
    const ssize_t count = ::recv(connection.socket.get(), bytes.data(), bytes.size(), 0);
    if (count <= 0) {
        if (count == 0 || errno != EAGAIN) {
            close(connection.socket.get());
        }
        return;
    }
    connection.received.append(bytes.data(), static_cast<std::size_t>(count));
    while (answerNext(connection) && !connection.script) { }
}

// False when more has to come, or the connection is gone.
bool Upstream::answerNext(Connection &connection)
{
    const std::string_view all = connection.received;
    const std::size_t end = all.find("\r\n\r\n");
    if (end == std::string_view::npos) {
        return false;
    }
    const std::string_view head = all.substr(0, end + 4);
    const std::size_t size = head.size() + bodySize(head);
    if (all.size() < size) {
        return false;
    }
    const std::string_view body = all.substr(head.size(), size - head.size());
    const Speech speech = head.substr(0, head.find('\r')).contains("/messages") ? Speech::Anthropic : Speech::OpenAi;
    const bool stream = body.contains("\"stream\":true") || body.contains("\"stream\": true");
    constexpr std::string_view user = "\"user\":\"";
    if (const std::size_t at = body.find(user); at != std::string_view::npos) {
        const std::string_view name = body.substr(at + user.size());
        m_log.append(name.substr(0, name.find('"'))).append("\n");
    }
    const bool log = head.starts_with("GET /log ");
    connection.received.erase(0, size);
    if (log) {
        return tellLog(connection);
    }
    if (stream) {
        return startStream(connection, speech);
    }
    return write(connection, m_answers[static_cast<std::size_t>(speech)]);
}

bool Upstream::tellLog(Connection &connection)
{
    std::string answer = std::format("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", m_log.size()) + m_log;
    // It may be long, and nobody else waits.
    ::fcntl(connection.socket.get(), F_SETFL, 0);
    const bool told = write(connection, answer);
    if (told) {
        ::fcntl(connection.socket.get(), F_SETFL, O_NONBLOCK);
    }
    return told;
}

bool Upstream::startStream(Connection &connection, Speech speech)
{
    const StreamScript &script = m_scripts[static_cast<std::size_t>(speech)];
    connection.script = &script;
    connection.chunksLeft = m_options.chunks;
    m_turns.push_back(
        { std::chrono::steady_clock::now() + m_options.pause, connection.socket.get(), connection.serial });
    return write(connection, script.head + script.first);
}

void Upstream::continueStreams(Time now)
{
    while (!m_turns.empty() && m_turns.front().due <= now) {
        const Turn turn = m_turns.front();
        m_turns.pop_front();
        Connection *connection = m_connections[static_cast<std::size_t>(turn.descriptor)].get();
        if (!connection || connection->serial != turn.serial || !connection->script) {
            continue;
        }
        const bool over = --connection->chunksLeft < 0;
        const StreamScript &script = *connection->script;
        connection->script = over ? nullptr : &script;
        if (write(*connection, over ? script.last : script.middle) && !over) {
            m_turns.push_back({ turn.due + m_options.pause, turn.descriptor, turn.serial });
        }
    }
}

// A peer that takes nothing loses its connection: nobody who measures reads slowly.
bool Upstream::write(Connection &connection, std::string_view bytes)
{
    const ssize_t count = ::send(connection.socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count != static_cast<ssize_t>(bytes.size())) {
        close(connection.socket.get());
        return false;
    }
    return true;
}

void Upstream::close(int descriptor)
{
    m_connections[static_cast<std::size_t>(descriptor)].reset();
}

} // namespace patchbay::bench
