// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/load.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <format>
#include <string_view>

#include <sys/epoll.h>
#include <sys/socket.h>

namespace patchbay::bench {

namespace {

using Clock = std::chrono::steady_clock;
constexpr int slice = 100; // milliseconds until stop() is looked at
constexpr std::string_view lastChunk = "0\r\n\r\n";
constexpr std::string_view good = "HTTP/1.1 200";

} // namespace

struct Load::Client {
    Descriptor socket;
    std::string request; // where each has a number
    std::size_t sent = 0; // of the request
    std::string head; // until it is whole, then with what is left to come
    std::string tail; // the last bytes of a chunked answer
    bool headDone = false;
    bool chunked = false;
    bool good = false;
    bool busy = false;
    bool heard = false;
    std::size_t left = 0; // of the body
    Clock::time_point start;
};

double LoadResult::percentile(double share) const
{
    if (microseconds.empty()) {
        return 0;
    }
    const auto place = static_cast<std::size_t>(share * static_cast<double>(microseconds.size() - 1));
    return microseconds[place];
}

std::string postRequest(const std::string &path, const std::string &key, const std::string &body)
{
    return std::format("POST {} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
                       "Content-Type: application/json\r\nUser-Agent: OpenAI/Python 1.108.1\r\n"
                       "Authorization: Bearer {}\r\nContent-Length: {}\r\n\r\n{}",
                       path, key, body.size(), body);
}

std::string chatBody(const std::string &model, bool stream)
{
    std::string text = "You are given the minutes of a meeting.";
    while (text.size() < 620) {
        text += " The team agreed to look at the figures again next week, when the numbers are complete.";
    }
    return std::format(R"({{"model":"{}","messages":[{{"role":"system","content":"You are a helpful assistant."}},)"
                       R"({{"role":"user","content":"{}"}}],"temperature":0.2,"max_tokens":256{}}})",
                       model, text, stream ? R"(,"stream":true)" : "");
}

std::string numberedChatBody(const std::string &model)
{
    std::string body = chatBody(model, false);
    return body.insert(1, "\"user\":\"" + std::string(numberPlace) + "\",");
}

Load::Load(LoadOptions options)
    : m_options(std::move(options))
    , m_poll(::epoll_create1(EPOLL_CLOEXEC))
{
    for (int number = 0; number < m_options.connections; ++number) {
        m_clients.push_back(std::make_unique<Client>());
    }
}

Load::~Load() = default;

LoadResult Load::run()
{
    const Clock::time_point start = Clock::now();
    for (const std::unique_ptr<Client> &client : m_clients) {
        ask(*client);
    }
    while (m_busy > 0) {
        wait(slice);
    }
    m_result.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    std::ranges::sort(m_result.microseconds);
    return std::exchange(m_result, {});
}

bool Load::open()
{
    m_once = true;
    for (const std::unique_ptr<Client> &client : m_clients) {
        ask(*client);
        wait(0);
    }
    const auto heard = [](const std::unique_ptr<Client> &client) { return client->heard; };
    constexpr std::chrono::seconds patience { 60 };
    const Clock::time_point end = Clock::now() + patience;
    while (!std::ranges::all_of(m_clients, heard) && Clock::now() < end) {
        wait(slice);
    }
    return std::ranges::all_of(m_clients, heard) && m_result.wrong() == 0;
}

bool Load::openStalled()
{
    constexpr std::size_t beginning = 40;
    for (const std::unique_ptr<Client> &client : m_clients) {
        connect(*client);
        if (!client->socket || ::send(client->socket.get(), m_options.request.data(), beginning, MSG_NOSIGNAL) < 0) {
            return false;
        }
    }
    return true;
}

void Load::keepReading()
{
    while (!m_stopping) {
        wait(slice);
    }
}

void Load::wait(int milliseconds)
{
    std::array<epoll_event, 256> events;
    const int count = ::epoll_wait(m_poll.get(), events.data(), static_cast<int>(events.size()), milliseconds);
    for (int number = 0; number < count; ++number) {
        const epoll_event &event = events[static_cast<std::size_t>(number)];
        Client &client = *static_cast<Client *>(event.data.ptr);
        if ((event.events & EPOLLOUT) != 0) {
            send(client);
        }
        if ((event.events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0 && client.socket) {
            readable(client);
        }
    }
}

void Load::connect(Client &client)
{
    client.socket = connectToLoopback(m_options.port);
    epoll_event event { EPOLLIN | EPOLLOUT | EPOLLET, { .ptr = &client } };
    if (client.socket) {
        ::epoll_ctl(m_poll.get(), EPOLL_CTL_ADD, client.socket.get(), &event);
    }
}

void Load::ask(Client &client)
{
    const bool enough = m_options.total > 0 && m_begun >= m_options.total;
    if (enough || m_stopping) {
        return;
    }
    ++m_begun;
    if (!client.socket) {
        connect(client);
    }
    if (!client.socket) {
        ++m_result.failed;
        return;
    }
    if (const std::size_t at = m_options.request.find(numberPlace); at != std::string::npos) {
        client.request = m_options.request;
        client.request.replace(at, numberPlace.size(),
                               std::format("{:0{}}", m_options.firstNumber + m_begun, numberPlace.size()));
    }
    client.busy = true;
    ++m_busy;
    client.headDone = client.chunked = client.good = false;
    client.head.clear();
    client.tail.clear();
    client.sent = 0;
    client.start = Clock::now();
    send(client);
}

void Load::send(Client &client)
{
    const std::string_view whole = client.request.empty() ? m_options.request : client.request;
    const std::string_view rest = whole.substr(client.sent);
    if (!client.busy || rest.empty()) {
        return;
    }
    const ssize_t count = ::send(client.socket.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
    client.sent += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
}

void Load::readable(Client &client)
{
    std::array<char, 32 * 1024> bytes;
    for (;;) {
        const ssize_t count = ::recv(client.socket.get(), bytes.data(), bytes.size(), 0);
        if (count <= 0) {
            if (count == 0 || errno != EAGAIN) {
                lost(client);
            }
            return;
        }
        std::string_view rest(bytes.data(), static_cast<std::size_t>(count));
        client.heard = true;
        if (!client.headDone) {
            client.head += rest;
            const std::size_t end = client.head.find("\r\n\r\n");
            if (end == std::string::npos) {
                continue;
            }
            client.headDone = true;
            client.good = client.head.starts_with(good);
            std::string lower = client.head.substr(0, end);
            std::ranges::transform(lower, lower.begin(), [](unsigned char letter) { return std::tolower(letter); });
            constexpr std::string_view field = "\r\ncontent-length: "; // not the end of another field's name
            const std::size_t length = lower.find(field);
            client.chunked = length == std::string::npos;
            client.left = 0;
            if (!client.chunked) {
                constexpr std::size_t name = field.size();
                std::from_chars(lower.data() + length + name, lower.data() + lower.size(), client.left);
            }
            client.head.erase(0, end + 4);
            rest = client.head;
        }
        if (client.chunked) {
            client.tail.append(rest);
            client.tail.erase(0, client.tail.size() - std::min(client.tail.size(), lastChunk.size()));
        } else {
            client.left -= std::min(client.left, rest.size());
        }
        client.head.clear();
        if (completed(client)) {
            finish(client);
            if (!client.busy) {
                return;
            }
        }
    }
}

bool Load::completed(Client &client) const
{
    return client.chunked ? client.tail == lastChunk : client.left == 0;
}

void Load::finish(Client &client)
{
    const auto time = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - client.start);
    if (client.good) {
        ++m_result.answered;
        m_result.microseconds.push_back(static_cast<std::uint32_t>(time.count()));
    } else {
        ++m_result.refused;
    }
    client.busy = false;
    --m_busy;
    if (!m_once) {
        ask(client);
    }
}

void Load::lost(Client &client)
{
    client.socket = Descriptor();
    if (client.busy) {
        client.busy = false;
        --m_busy;
        ++m_result.failed;
        if (!m_once) {
            ask(client);
        }
    }
}

} // namespace patchbay::bench
