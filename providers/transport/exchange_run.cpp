// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/exchange_run.h"

#include "providers/transport/connector.h"
#include "providers/transport/serial_executor.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>

namespace patchbay::transport {

namespace {

namespace asio = boost::asio;
using SteadyClock = std::chrono::steady_clock;

// With TLS a short body shares the head's buffer, record and system call.
constexpr std::size_t bodyBehindHead = 12 * 1024;
// A peer that sends without pause must not keep the thread from the other exchanges.
constexpr int readsInARow = 16;

bool wouldBlock(IoAttempt::Kind kind)
{
    return kind == IoAttempt::Kind::WouldReadBlock || kind == IoAttempt::Kind::WouldWriteBlock;
}

} // namespace

ExchangeRun::ExchangeRun(std::shared_ptr<ClientCore> client, ExchangeHandler handler, const Deadlines &deadlines)
    : m_client(std::move(client))
    , m_handler(std::move(handler))
    , m_deadlines(deadlines)
    , m_executor(serialExecutor(m_client->context()))
    , m_started(SteadyClock::now())
    , m_due((m_started + deadlines.connect).time_since_epoch().count())
    , m_delivery(m_client->options().limits,
                 [this](std::string_view bytes) {
                     if (m_cancelRequested.load(std::memory_order_relaxed)) {
                         return false;
                     }
                     if (m_handler.onData) {
                         m_handler.onData(bytes);
                     }
                     return true;
                 })
    , m_parser(m_client->options().limits.maximumHead,
               [this](std::string_view bytes) { return m_delivery.take(bytes); })
{
}

void ExchangeRun::start(Result<OutgoingRequest> request)
{
    m_client->add(*this);
    if (!request) {
        asio::post(m_executor, [self = shared_from_this(), error = std::move(request.error())] {
            self->finish(std::unexpected(error));
        });
        return;
    }
    m_request.emplace(std::move(*request));
    m_poolKey = m_request->poolKey(m_client->salt());
    asio::post(m_executor, [self = shared_from_this()] { asio::co_spawn(self->m_executor, run(self), asio::detached); });
}

void ExchangeRun::cancel()
{
    if (m_cancelRequested.exchange(true)) {
        return;
    }
    asio::post(m_executor, [self = shared_from_this()] {
        if (!self->m_finished) {
            self->m_interruption.raise(cancelled());
        }
    });
}

void ExchangeRun::hold(bool held)
{
    if (m_held.exchange(held) && !held) {
        asio::post(m_executor, [self = shared_from_this()] {
            if (self->m_release) {
                self->m_release->cancel();
            }
        });
    }
}

asio::awaitable<void> ExchangeRun::waitWhileHeld()
{
    m_due.store(SteadyClock::time_point::max().time_since_epoch().count(), std::memory_order_relaxed);
    asio::steady_timer release(m_executor, SteadyClock::time_point::max());
    m_release = &release;
    m_interruption.watch(&release);
    while (m_held && !m_interruption.raised()) {
        boost::system::error_code ignored;
        co_await release.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    m_interruption.watch(static_cast<asio::steady_timer *>(nullptr));
    m_release = nullptr;
    enter(Stage::Idle, m_deadlines.idle);
}

asio::awaitable<void> ExchangeRun::run(std::shared_ptr<ExchangeRun> self)
{
    Result<void> result;
    try {
        result = co_await self->attempt(true);
        if (!result && self->mayTryAgain()) {
            result = co_await self->attempt(false);
        }
    } catch (const std::exception &exception) {
        // Out of memory or descriptors; the caller must hear of the end in any case.
        result = std::unexpected(connectionLost(self->m_request->peer(), 0, exception.what()));
    }
    self->finish(result);
}

asio::awaitable<Result<void>> ExchangeRun::attempt(bool mayReuse)
{
    if (m_interruption.raised()) {
        co_return std::unexpected(m_interruption.reason());
    }
    m_connection = mayReuse ? m_client->pool().take(m_poolKey) : nullptr;
    m_timing.reusedConnection = m_connection != nullptr;
    if (!m_connection) {
        const Result<void> made = co_await makeConnection();
        if (!made) {
            co_return made;
        }
    }
    m_interruption.watch(m_connection.get());
    m_wholeRequestSent = co_await sendRequest();
    // A server that refuses a large request may answer and close before it has taken all of it: its
    // answer says more than the failed write.
    Result<void> result = co_await receiveAnswer();
    m_interruption.watch(static_cast<Connection *>(nullptr));
    m_connection.reset();
    co_return result;
}

asio::awaitable<Result<void>> ExchangeRun::makeConnection()
{
    enter(Stage::Connect, m_deadlines.connect);
    std::shared_ptr<TlsContext> tls;
    if (m_request->url().origin.scheme == "https") {
        Result<std::shared_ptr<TlsContext>> context = m_client->tls();
        if (!context) {
            co_return std::unexpected(std::move(context.error()));
        }
        tls = std::move(*context);
    }
    const ClientOptions &options = m_client->options();
    const bool exempt = std::ranges::find(options.privateHosts, m_request->peer()) != options.privateHosts.end();
    const ConnectNeeds needs { m_client->context().io, *m_request, tls, m_poolKey, options.limits.maximumHead,
                               exempt ? AddressRule::Providers : options.addresses };
    Result<std::unique_ptr<Connection>> made = co_await connect(needs, m_interruption);
    if (!made) {
        co_return std::unexpected(std::move(made.error()));
    }
    m_connection = std::move(*made);
    m_timing.connected = elapsed();
    m_timing.resumedSession = m_connection->isSecure() && m_connection->tls()->resumed();
    co_return Result<void>();
}

asio::awaitable<bool> ExchangeRun::sendRequest()
{
    enter(Stage::Send, m_deadlines.idle);
    const std::string_view body = m_request->body();
    const bool together = m_connection->isSecure() && body.size() <= bodyBehindHead;
    const std::unique_ptr<WipedText> head = m_request->makeHead(together ? body.size() : 0);
    if (together) {
        head->append(body);
    }
    std::array<std::string_view, 2> pieces { head->view(), together ? std::string_view() : body };
    while (!pieces[0].empty() || !pieces[1].empty()) {
        const std::span<const std::string_view> left(pieces);
        const IoAttempt attempt = m_connection->write(pieces[0].empty() ? left.last(1) : left);
        if (wouldBlock(attempt.kind)) {
            if (co_await m_connection->wait(attempt.kind)) {
                co_return false;
            }
            continue;
        }
        if (attempt.kind != IoAttempt::Kind::Done) {
            co_return false;
        }
        m_timing.bytesSent += static_cast<std::int64_t>(attempt.bytes);
        const std::size_t ofHead = std::min(attempt.bytes, pieces[0].size());
        pieces[0].remove_prefix(ofHead);
        pieces[1].remove_prefix(attempt.bytes - ofHead);
        if (pieces[0].empty()) {
            head->wipe(); // a large body may take its time
        }
        if (!pieces[1].empty()) {
            enter(Stage::Send, m_deadlines.idle);
        }
    }
    m_timing.requestSent = elapsed();
    co_return true;
}

asio::awaitable<Result<void>> ExchangeRun::receiveAnswer()
{
    enter(Stage::FirstByte, m_deadlines.firstByte);
    m_parser.next(m_request->isHead());
    m_connection->keepBufferSmall(false);
    int reads = 0;
    for (;;) {
        if (m_interruption.raised()) {
            co_return std::unexpected(m_interruption.reason());
        }
        if (m_held.load(std::memory_order_relaxed)) {
            co_await waitWhileHeld();
            reads = 0;
            continue;
        }
        IoAttempt attempt { IoAttempt::Kind::WouldReadBlock, 0, {} };
        if (!m_connection->isDrained()) {
            attempt = m_connection->read();
        }
        if (attempt.kind == IoAttempt::Kind::WouldReadBlock) {
            attempt = co_await m_connection->readLater();
            reads = 0;
            if (m_interruption.raised()) {
                co_return std::unexpected(m_interruption.reason());
            }
        }
        if (wouldBlock(attempt.kind)) { // of TLS
            co_await m_connection->wait(attempt.kind);
            continue;
        }
        if (std::optional<Result<void>> end = received(attempt)) {
            co_return std::move(*end);
        }
        if (++reads == readsInARow) {
            co_await asio::post(m_executor, asio::use_awaitable);
            reads = 0;
        }
    }
}

std::optional<Result<void>> ExchangeRun::received(const IoAttempt &attempt)
{
    if (attempt.kind == IoAttempt::Kind::End) {
        return ended();
    }
    const std::string &peer = m_request->peer();
    if (attempt.kind == IoAttempt::Kind::Failed) {
        m_lost = true;
        const std::string reason =
            m_connection->isSecure() ? m_connection->tls()->failureReason() : attempt.error.message();
        return std::unexpected(connectionLost(peer, static_cast<std::uint64_t>(m_timing.bytesReceived), reason));
    }
    if (!m_timing.firstByte) {
        m_timing.firstByte = elapsed();
        m_request->forgetContents(); // from here on nothing is sent again
    }
    m_timing.bytesReceived += static_cast<std::int64_t>(attempt.bytes);
    enter(Stage::Idle, m_deadlines.idle);
    return parseReceived();
}

std::optional<Result<void>> ExchangeRun::parseReceived()
{
    const std::string &peer = m_request->peer();
    for (;;) {
        std::size_t consumed = 0;
        const ResponseParser::Status status = m_parser.parse(m_connection->buffer().data(), consumed);
        m_connection->buffer().consumed(consumed);
        m_parsed += consumed;
        switch (status) {
        case ResponseParser::Status::NeedMore: return std::nullopt;
        case ResponseParser::Status::HeadDone:
            if (std::optional<Result<void>> end = headArrived()) {
                return end;
            }
            break;
        case ResponseParser::Status::Done: return completed(true);
        case ResponseParser::Status::Stopped: return stopped();
        case ResponseParser::Status::Malformed:
            return std::unexpected(
                malformedAnswer(peer, m_parsed, "it is not HTTP (" + std::string(m_parser.malformation()) + ")"));
        case ResponseParser::Status::HeadTooLarge:
            return std::unexpected(malformedAnswer(peer, m_parsed, "its head is too large"));
        }
    }
}

std::optional<Result<void>> ExchangeRun::headArrived()
{
    constexpr int switchingProtocols = 101;
    const int status = m_parser.status();
    if (status == switchingProtocols) {
        return std::unexpected(malformedAnswer(m_request->peer(), m_parsed, "it changes the protocol"));
    }
    if (status < 200) {
        m_parser.next(m_request->isHead());
        return std::nullopt; // an interim answer
    }
    if (!m_request->choosesCodings() && !m_request->isHead() && !m_delivery.begin(m_parser.headers())) {
        return stopped();
    }
    if (m_cancelRequested.load(std::memory_order_relaxed)) {
        return stopped();
    }
    const std::string_view type = headerValue(m_parser.headers(), "content-type");
    m_connection->keepBufferSmall(type.starts_with("text/event-stream"));
    if (m_handler.onHead) {
        m_handler.onHead(status, m_parser.headers());
    }
    return std::nullopt;
}

Result<void> ExchangeRun::completed(bool keepConnection)
{
    if (!m_delivery.isComplete()) {
        return std::unexpected(malformedAnswer(m_request->peer(), m_parsed, "its compressed data ends early"));
    }
    // Bytes after the answer belong to no request: such a connection is not used again.
    if (keepConnection && m_parser.keepAlive() && m_wholeRequestSent && m_connection->buffer().data().empty()) {
        m_interruption.watch(static_cast<Connection *>(nullptr));
        m_connection->buffer().wipe();
        m_client->pool().put(m_poolKey, std::move(m_connection));
    }
    return {};
}

Result<void> ExchangeRun::ended()
{
    if (m_parser.end() == ResponseParser::Status::Done) {
        return completed(false);
    }
    m_lost = true;
    return std::unexpected(closedEarly(m_request->peer(), static_cast<std::uint64_t>(m_timing.bytesReceived)));
}

Result<void> ExchangeRun::stopped() const
{
    if (m_delivery.problem().empty()) {
        return std::unexpected(cancelled());
    }
    return std::unexpected(malformedAnswer(m_request->peer(), m_parsed, m_delivery.problem()));
}

bool ExchangeRun::mayTryAgain() const
{
    // The server may have closed a resting connection just when the request left. Nothing was
    // answered, so nothing was understood.
    return m_timing.reusedConnection && m_lost && m_timing.bytesReceived == 0 && !m_interruption.raised();
}

void ExchangeRun::finish(const Result<void> &result)
{
    m_finished = true;
    m_connection.reset();
    m_request.reset();
    m_timing.finished = elapsed();
    if (m_handler.onEnd) {
        m_handler.onEnd(result, m_timing);
    }
    m_handler = {}; // what it captured goes now, whoever holds the exchange
    m_client->remove(*this);
}

} // namespace patchbay::transport
