// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/http_connection.h"

#include "providers/gateway/answer_writer.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

namespace patchbay::gateway {

namespace {

using ErrorCode = boost::system::error_code;
using WaitType = ClientSocket::wait_type;
using transport::IoAttempt;

constexpr std::size_t firstBuffer = 4 * 1024;
constexpr std::size_t largeBuffer = 32 * 1024;
constexpr std::size_t streamingBuffer = 256;
constexpr std::size_t pipelinedAtMost = 64 * 1024; // bytes kept while an answer is under way

} // namespace

HttpConnection::HttpConnection(ClientSocket socket, ClientPeer peer, std::shared_ptr<ConnectionRegistry> registry)
    : m_executor(socket.get_executor())
    , m_socket(std::move(socket))
    , m_peer(std::move(peer))
    , m_registry(std::move(registry))
    , m_buffer(firstBuffer)
{
}

void HttpConnection::start()
{
    boost::asio::dispatch(m_executor, [self = shared_from_this()] {
        ErrorCode ignored;
        self->m_socket.non_blocking(true, ignored);
        self->setDeadline(self->m_registry->options.headTime);
        self->waitReadable();
    });
}

void HttpConnection::setDeadline(std::chrono::milliseconds fromNow)
{
    const Time time = fromNow.count() > 0 ? std::chrono::steady_clock::now() + fromNow : Time();
    m_deadline = time.time_since_epoch().count();
}

void HttpConnection::waitReadable()
{
    const bool full = m_state == State::Answering && m_buffer.data().size() >= pipelinedAtMost;
    if (m_state == State::Closed || m_reading || full) {
        return;
    }
    m_reading = true;
    if (m_streaming) {
        m_buffer.shrinkTo(streamingBuffer);
    }
    // Reading, not waiting for readability, for which Asio would ask the kernel every time.
    const std::span<char> room = m_buffer.room();
    m_socket.async_receive(boost::asio::buffer(room.data(), room.size()),
                           [self = shared_from_this(), size = room.size()](const ErrorCode &error, std::size_t count) {
                               self->m_reading = false;
                               if (!error) {
                                   self->readable(count, size);
                               } else if (error != boost::asio::error::operation_aborted) {
                                   self->close(false);
                               } else {
                                   self->waitReadable(); // with less room, or not at all when it is closed
                               }
                           });
}

void HttpConnection::readable(std::size_t count, std::size_t room)
{
    m_buffer.filled(count);
    received();
    if (count == room) {
        m_buffer.growTo(largeBuffer); // a large body, most likely
    } else if (m_state != State::Body) {
        m_buffer.shrinkTo(firstBuffer);
    }
    waitReadable();
}

// Parses what is there, as far as the state allows.
void HttpConnection::received()
{
    m_parsing = true;
    while (m_state == State::Head || m_state == State::Body) {
        if (m_state == State::Head ? !parseHead() : !readBody()) {
            break;
        }
    }
    if (m_state == State::Lingering) {
        m_buffer.consumed(m_buffer.data().size());
    }
    m_parsing = false;
    flush();
}

// False when more bytes are needed.
bool HttpConnection::parseHead()
{
    const std::string_view data = m_buffer.data();
    if (data.empty()) {
        return false;
    }
    const auto size = m_scanner.scan(data, m_registry->options.http);
    if (!size) {
        refuse(size.error());
        return false;
    }
    if (*size == 0) {
        return false;
    }
    auto head = parseRequestHead(data.substr(0, *size), m_registry->options.http);
    m_buffer.consumed(*size);
    m_scanner.reset();
    if (!head) {
        refuse(head.error());
        return false;
    }
    m_head = std::move(*head);
    if (std::optional<HttpResponse> refusal = m_registry->handler.admit(m_head, m_peer)) {
        // What follows is the refused body; nobody wants to read it.
        answerDirectly(std::move(*refusal), m_head.framing != BodyFraming::None || !m_head.keepAlive);
        return true;
    }
    m_body = BodyReader(m_head, m_registry->options.http);
    m_state = State::Body;
    m_bodyEnd = std::chrono::steady_clock::now() + m_registry->options.bodyTime;
    setDeadline(m_registry->options.bodyPause);
    if (m_head.expectsContinue && m_buffer.data().empty()) {
        constexpr std::string_view go = "HTTP/1.1 100 Continue\r\n\r\n";
        m_flow.added(go.size());
        m_output.append(std::string(go));
    }
    return true;
}

bool HttpConnection::readBody()
{
    std::string_view rest = m_buffer.data();
    const std::size_t before = rest.size();
    const auto done = m_body.take(rest);
    m_buffer.consumed(before - rest.size());
    if (!done) {
        refuse(done.error());
        return false;
    }
    if (*done) {
        handOver();
        return true;
    }
    if (before > 0) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(m_bodyEnd - std::chrono::steady_clock::now());
        setDeadline(std::clamp(left, std::chrono::milliseconds(1), m_registry->options.bodyPause));
    }
    return false;
}

void HttpConnection::handOver()
{
    m_state = State::Answering;
    setDeadline({});
    m_active = true;
    m_registry->requestBegan();
    const AnswerTraits traits { m_request, m_head.keepAlive, m_head.http10, m_head.method == "HEAD" };
    m_registry->handler.handle({ std::move(m_head), m_body.release(), m_peer },
                               std::make_shared<AnswerWriter>(weak_from_this(), traits));
}

// An answer of the server's own; the connection closes after it.
void HttpConnection::refuse(const HttpFault &fault)
{
    const std::string path(m_state == State::Body ? m_head.path() : std::string_view());
    answerDirectly(m_registry->handler.fault(fault, path), true);
}

void HttpConnection::answerDirectly(HttpResponse response, bool close)
{
    m_state = State::Answering;
    const AnswerTraits traits { m_request, !close && !draining(), m_head.http10, m_head.method == "HEAD" };
    AnswerBytes bytes = wholeAnswer(std::move(response), traits);
    AnswerPart part { m_request, std::move(bytes.head), std::move(bytes.body),
                      bytes.closes ? AnswerPart::End::FinishedAndClose : AnswerPart::End::Finished };
    m_flow.added(part.size());
    take(part);
}

void HttpConnection::submit(AnswerPart part)
{
    if (gone()) {
        return;
    }
    const std::uint64_t request = part.request;
    m_flow.added(part.size());
    bool taken = false;
    {
        const std::scoped_lock lock(m_mutex);
        m_parts.push_back(std::move(part));
        // Whoever empties the list takes this part too, in its order.
        taken = std::exchange(m_takePosted, true);
    }
    if (!taken) {
        boost::asio::dispatch(m_executor, [self = shared_from_this()] { self->takeParts(); });
    }
    m_flow.settle(request);
}

void HttpConnection::takeParts()
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
    if (!m_parsing) {
        flush();
        if (m_state == State::Head && !m_buffer.data().empty()) {
            received(); // what was pipelined
        }
        waitReadable();
    }
}

void HttpConnection::take(AnswerPart &part)
{
    if (m_state == State::Closed || part.request != m_request || m_closeAfter) {
        m_flow.sent(part.size()); // nobody gets it
        return;
    }
    if (part.end == AnswerPart::End::Aborted) {
        close(true);
        return;
    }
    m_output.append(std::move(part.first));
    m_output.append(std::move(part.second));
    if (part.end == AnswerPart::End::Open) {
        if (!std::exchange(m_streaming, true) && m_reading && !m_writing) {
            ErrorCode ignored;
            m_socket.cancel(ignored); // it goes on with less room
        }
    } else {
        answered(part.end == AnswerPart::End::FinishedAndClose);
    }
}

// The answer is complete, if not yet sent.
void HttpConnection::answered(bool close)
{
    ++m_request;
    m_streaming = false;
    m_flow.forget();
    std::function<void()> forgotten;
    {
        const std::scoped_lock lock(m_mutex);
        forgotten = std::exchange(m_whenGone, nullptr);
    }
    if (std::exchange(m_active, false)) {
        m_registry->requestEnded();
    }
    if (close) {
        m_closeAfter = true; // and no further request is looked at
        return;
    }
    m_state = State::Head;
    setDeadline(m_buffer.data().empty() ? m_registry->options.idleTime : m_registry->options.headTime);
}

void HttpConnection::flush()
{
    if (m_writing || m_state == State::Closed) {
        return;
    }
    bool progress = false;
    while (!m_output.empty()) {
        const IoAttempt attempt = m_output.writeTo(m_socket.native_handle());
        if (attempt.kind == IoAttempt::Kind::WouldWriteBlock) {
            if (m_flow.waiting() > m_registry->options.maximumWaiting) {
                close(true);
                return;
            }
            if (progress || m_deadline == 0) {
                setDeadline(m_registry->options.sendStall);
            }
            waitWritable();
            return;
        }
        if (attempt.kind != IoAttempt::Kind::Done) {
            close(false);
            return;
        }
        m_flow.sent(attempt.bytes);
        m_flow.settle(m_request);
        progress = true;
    }
    if (m_closeAfter && m_state != State::Lingering) {
        linger();
    } else if (progress && m_state == State::Answering) {
        setDeadline({}); // the client reads; how long the answer takes is the router's business
    }
}

void HttpConnection::waitWritable()
{
    m_writing = true;
    m_socket.async_wait(WaitType::wait_write, [self = shared_from_this()](const ErrorCode &error) {
        self->m_writing = false;
        if (!error) {
            self->flush();
        }
    });
}

} // namespace patchbay::gateway
