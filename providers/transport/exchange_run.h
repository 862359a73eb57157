// SPDX-License-Identifier: GPL-3.0-or-later
//
// ExchangeRun: one request and its answer, as a coroutine on an executor of its own. Takes a resting
// connection or makes one; when a resting one turns out to be dead before anything was answered, it
// tries once more on a new one.
// Not for public headers.
#pragma once

#include "providers/transport/body_delivery.h"
#include "providers/transport/client_core.h"
#include "providers/transport/interruption.h"
#include "providers/transport/outgoing_request.h"
#include "providers/transport/response_parser.h"
#include "providers/transport/transport_error.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <atomic>

namespace patchbay::transport {

class ExchangeRun final : public std::enable_shared_from_this<ExchangeRun> {
public:
    ExchangeRun(std::shared_ptr<ClientCore> client, ExchangeHandler handler, const Deadlines &deadlines);
    // A refused request ends on the I/O thread too.
    void start(Result<OutgoingRequest> request);
    void cancel();
    void hold(bool held);

    // Posts the interruption when a deadline has passed; from any thread.
    void checkDeadlines(std::chrono::steady_clock::time_point now);
    // In the client's list, under its lock.
    std::size_t place() const { return m_place; }
    void setPlace(std::size_t place) { m_place = place; }

private:
    using TimePoint = std::chrono::steady_clock::time_point;

    static boost::asio::awaitable<void> run(std::shared_ptr<ExchangeRun> self);
    boost::asio::awaitable<Result<void>> attempt(bool mayReuse);
    boost::asio::awaitable<Result<void>> makeConnection();
    boost::asio::awaitable<bool> sendRequest();
    boost::asio::awaitable<Result<void>> receiveAnswer();
    boost::asio::awaitable<void> waitWhileHeld();
    // The end of the exchange, or nothing while more is needed.
    std::optional<Result<void>> received(const IoAttempt &attempt);
    std::optional<Result<void>> parseReceived();
    std::optional<Result<void>> headArrived();
    Result<void> completed(bool keepConnection);
    Result<void> ended();
    Result<void> stopped() const;
    bool mayTryAgain() const;
    void finish(const Result<void> &result);

    void enter(Stage stage, std::chrono::milliseconds limit);
    void expire();
    Microseconds elapsed() const;

    const std::shared_ptr<ClientCore> m_client;
    ExchangeHandler m_handler;
    const Deadlines m_deadlines;
    const boost::asio::any_io_executor m_executor;
    const TimePoint m_started;
    std::size_t m_place = 0;

    std::atomic<bool> m_cancelRequested = false;
    std::atomic<bool> m_held = false;
    std::atomic<std::chrono::steady_clock::rep> m_due;
    std::atomic<Stage> m_stage = Stage::Connect;
    std::atomic<bool> m_expiring = false; // posted and not yet looked at

    // Below: on m_executor only.
    std::optional<OutgoingRequest> m_request;
    std::string m_poolKey;
    std::unique_ptr<Connection> m_connection;
    boost::asio::steady_timer *m_release = nullptr; // while it waits to be let go on
    Interruption m_interruption;
    BodyDelivery m_delivery;
    ResponseParser m_parser;
    ExchangeTiming m_timing;
    std::uint64_t m_parsed = 0; // bytes of the answer
    bool m_wholeRequestSent = false;
    bool m_lost = false; // the peer is gone
    bool m_finished = false;
};

} // namespace patchbay::transport
