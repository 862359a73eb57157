// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/server_connection.h"

#include "providers/transport/server_responder.h"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>

namespace patchbay::transport {

namespace {

using ErrorCode = boost::system::error_code;
using WaitType = ServerSocket::wait_type;

constexpr std::size_t readAtOnce = 16 * 1024;
constexpr int readsAtOnce = 4;
constexpr std::size_t pipelinedAtMost = 64;
constexpr std::chrono::seconds lingerTime { 2 };

bool isLater(const auto &left, const auto &right)
{
    return std::tie(left.due, left.order) > std::tie(right.due, right.order);
}

} // namespace

ServerConnection::ServerConnection(ServerSocket socket, std::shared_ptr<ServerRegistry> registry)
    : m_executor(socket.get_executor())
    , m_socket(std::move(socket))
    , m_timer(m_executor)
    , m_registry(std::move(registry))
    , m_parser(RequestLimits {})
    , m_buffer(readAtOnce)
{
}

void ServerConnection::start()
{
    boost::asio::dispatch(m_executor, [self = shared_from_this()] {
        ErrorCode ignored;
        self->m_socket.non_blocking(true, ignored);
        self->m_socket.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
        self->waitReadable();
    });
}

void ServerConnection::waitReadable()
{
    if (m_state == State::Closed || m_readPaused) {
        return;
    }
    m_socket.async_wait(WaitType::wait_read, [self = shared_from_this()](const ErrorCode &error) {
        if (!error) {
            self->readable();
        }
    });
}

void ServerConnection::readable()
{
    for (int turn = 0; turn < readsAtOnce && m_state != State::Closed && !m_readPaused; ++turn) {
        const std::span<char> room = m_buffer.room();
        const IoAttempt attempt = readSome(m_socket.native_handle(), room);
        if (attempt.kind == IoAttempt::Kind::WouldReadBlock) {
            break;
        }
        if (attempt.kind != IoAttempt::Kind::Done) {
            close(false);
            return;
        }
        m_buffer.filled(attempt.bytes);
        if (m_state == State::Open) {
            parseRequests();
        } else {
            m_buffer.consumed(m_buffer.data().size()); // after the last answer nothing counts any more
        }
        if (attempt.bytes < room.size()) {
            break;
        }
    }
    waitReadable();
}

void ServerConnection::parseRequests()
{
    m_corked = true;
    while (m_state == State::Open && !m_buffer.data().empty()) {
        if (m_answers.size() >= pipelinedAtMost) {
            m_readPaused = true;
            break;
        }
        if (!parseOne()) {
            break;
        }
    }
    m_corked = false;
    flush();
}

// False when more bytes are needed.
bool ServerConnection::parseOne()
{
    std::size_t consumed = 0;
    const RequestParser::Status status = m_parser.parse(m_buffer.data(), consumed);
    m_buffer.consumed(consumed);
    switch (status) {
    case RequestParser::Status::NeedMore: return false;
    case RequestParser::Status::HeadDone:
        m_requestOpen = true;
        m_answers.emplace_back();
        if (m_parser.expectsContinue()) {
            AnswerPart part { m_firstAnswer + m_answers.size() - 1, "HTTP/1.1 100 Continue\r\n\r\n", {}, {} };
            take(part);
        }
        // A request without a body is complete with its head: the parser says so without bytes.
        if (m_parser.parse({}, consumed) == RequestParser::Status::Done) {
            handOver();
        }
        return true;
    case RequestParser::Status::Done: handOver(); return true;
    case RequestParser::Status::HeadTooLarge: refuse(431, "Request Header Fields Too Large"); return false;
    case RequestParser::Status::BodyTooLarge: refuse(413, "Content Too Large"); return false;
    case RequestParser::Status::Malformed: refuse(400, "Bad Request"); return false;
    }
    return false;
}

void ServerConnection::handOver()
{
    m_requestOpen = false;
    const ResponderTraits traits { m_firstAnswer + m_answers.size() - 1, m_parser.keepAlive(), m_parser.isHttp10(),
                                   m_parser.request().method == "HEAD" };
    m_registry->handler()(m_parser.request(), std::make_shared<ServerResponder>(weak_from_this(), traits));
    m_parser.next();
}

void ServerConnection::refuse(int status, std::string_view reason)
{
    if (!m_requestOpen) {
        m_answers.emplace_back();
    }
    AnswerPart part;
    part.answer = m_firstAnswer + m_answers.size() - 1;
    part.first = "HTTP/1.1 " + std::to_string(status) + " " + std::string(reason)
        + "\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    part.end = AnswerPart::End::FinishedAndClose;
    m_state = State::Draining;
    take(part);
}

void ServerConnection::submit(AnswerPart part)
{
    if (peerGone()) {
        return;
    }
    {
        const std::scoped_lock lock(m_mutex);
        m_parts.push_back(std::move(part));
        if (m_takePosted) {
            return; // whoever empties the list takes this part too, in its order
        }
        m_takePosted = true;
    }
    boost::asio::dispatch(m_executor, [self = shared_from_this()] { self->takeParts(); });
}

void ServerConnection::takeParts()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_takePosted = false;
        m_taken.swap(m_parts);
    }
    for (AnswerPart &part : m_taken) {
        take(part);
    }
    m_taken.clear();
    if (!m_corked) {
        flush();
    }
}

void ServerConnection::take(AnswerPart &part)
{
    if (m_state == State::Closed || part.answer < m_firstAnswer) {
        return;
    }
    if (part.end == AnswerPart::End::Aborted) {
        close(true);
        return;
    }
    const std::uint64_t place = part.answer - m_firstAnswer;
    Answer &answer = m_answers[place];
    OutputQueue &output = place == 0 ? m_output : answer.output;
    output.append(std::move(part.first));
    output.append(std::move(part.second));
    if (part.end != AnswerPart::End::Open) {
        answer.finished = true;
        answer.closesAfter = part.end != AnswerPart::End::Finished;
        popFinished();
    }
}

void ServerConnection::popFinished()
{
    while (!m_answers.empty() && m_answers.front().finished) {
        if (m_answers.front().closesAfter) {
            m_state = State::Draining;
            return; // later answers stay unsent
        }
        m_answers.pop_front();
        ++m_firstAnswer;
        if (!m_answers.empty()) {
            m_output.append(std::move(m_answers.front().output));
        }
    }
}

void ServerConnection::flush()
{
    if (m_writing || m_state == State::Closed) {
        return;
    }
    while (!m_output.empty()) {
        const IoAttempt attempt = m_output.writeTo(m_socket.native_handle());
        if (attempt.kind == IoAttempt::Kind::WouldWriteBlock) {
            waitWritable();
            return;
        }
        if (attempt.kind != IoAttempt::Kind::Done) {
            close(false);
            return;
        }
    }
    outputDrained();
}

void ServerConnection::waitWritable()
{
    m_writing = true;
    m_socket.async_wait(WaitType::wait_write, [self = shared_from_this()](const ErrorCode &error) {
        self->m_writing = false;
        if (!error) {
            self->flush();
        }
    });
}

void ServerConnection::outputDrained()
{
    if (m_state == State::Draining && !m_answers.empty() && m_answers.front().closesAfter) {
        // Closing with unread bytes would reset the connection and could take the answer with it:
        // say goodbye, then swallow what still comes.
        m_state = State::Lingering;
        ErrorCode ignored;
        m_socket.shutdown(ServerSocket::shutdown_send, ignored);
        Timer timer { std::chrono::steady_clock::now() + lingerTime, 0, {} };
        timer.function = [weak = weak_from_this()] {
            if (const std::shared_ptr<ServerConnection> self = weak.lock()) {
                self->close(false);
            }
        };
        addTimer(std::move(timer));
    }
    if (m_readPaused && m_answers.size() < pipelinedAtMost / 2) {
        m_readPaused = false;
        boost::asio::post(m_executor, [self = shared_from_this()] {
            if (self->m_state == State::Open) {
                self->parseRequests();
            }
            self->waitReadable();
        });
    }
}

void ServerConnection::closeSoon()
{
    boost::asio::post(m_executor, [self = shared_from_this()] { self->close(false); });
}

void ServerConnection::close(bool reset)
{
    if (m_state == State::Closed) {
        return;
    }
    m_state = State::Closed;
    m_gone.store(true, std::memory_order_release);
    ErrorCode ignored;
    if (reset) {
        m_socket.set_option(boost::asio::socket_base::linger(true, 0), ignored);
    }
    m_socket.close(ignored);
    m_timer.cancel();
    m_output.clear();
    m_answers.clear();
    // The functions may hold responders, which call back when they go.
    const std::vector<Timer> timers = std::exchange(m_timers, {});
    m_registry->remove(this);
}

void ServerConnection::after(std::chrono::microseconds delay, std::move_only_function<void()> function)
{
    const auto due = std::chrono::steady_clock::now() + delay;
    boost::asio::dispatch(m_executor,
                          [self = shared_from_this(), timer = Timer { due, 0, std::move(function) }]() mutable {
                              self->addTimer(std::move(timer));
                          });
}

void ServerConnection::addTimer(Timer timer)
{
    if (m_state == State::Closed) {
        return;
    }
    timer.order = m_timerOrder++;
    const bool earliest = m_timers.empty() || timer.due < m_timers.front().due;
    m_timers.push_back(std::move(timer));
    std::ranges::push_heap(m_timers, isLater<Timer, Timer>);
    if (earliest) {
        armTimer();
    }
}

void ServerConnection::armTimer()
{
    m_timer.expires_at(m_timers.front().due);
    m_timer.async_wait([weak = weak_from_this()](const ErrorCode &error) {
        const std::shared_ptr<ServerConnection> self = weak.lock();
        if (self && !error) {
            self->runTimers();
        }
    });
}

void ServerConnection::runTimers()
{
    while (!m_timers.empty() && m_timers.front().due <= std::chrono::steady_clock::now()) {
        std::ranges::pop_heap(m_timers, isLater<Timer, Timer>);
        Timer timer = std::move(m_timers.back());
        m_timers.pop_back();
        timer.function();
    }
    if (!m_timers.empty()) {
        armTimer();
    }
}

} // namespace patchbay::transport
