// SPDX-License-Identifier: GPL-3.0-or-later
//
// ServerConnection: one accepted socket of an HttpServer. Reads requests while earlier ones are being
// answered (which is also how it notices that the peer left) and sends the answers in their order.
// submit() and after() come from any thread, everything else runs on the connection's executor.
// Not for public headers.
#pragma once

#include "providers/transport/http_server.h"
#include "providers/transport/output_queue.h"
#include "providers/transport/read_buffer.h"
#include "providers/transport/request_parser.h"
#include "providers/transport/server_registry.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <deque>
#include <mutex>

namespace patchbay::transport {

using ServerSocket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::any_io_executor>;

// What one call of a Responder adds to its answer.
struct AnswerPart {
    enum class End : std::uint8_t { Open, Finished, FinishedAndClose, Dropped, Aborted };
    std::uint64_t answer = 0; // number of the request on its connection
    std::string first; // head or chunk frame
    std::string second; // body
    End end = End::Open;
};

class ServerConnection final : public std::enable_shared_from_this<ServerConnection> {
public:
    ServerConnection(ServerSocket socket, std::shared_ptr<ServerRegistry> registry);
    void start();
    void submit(AnswerPart part);
    void after(std::chrono::microseconds delay, std::move_only_function<void()> function);
    bool peerGone() const { return m_gone.load(std::memory_order_acquire); }
    // Posts the closing; for the server's end.
    void closeSoon();

private:
    enum class State : std::uint8_t { Open, Draining, Lingering, Closed };
    struct Answer {
        OutputQueue output; // waits here while an earlier answer is not finished
        bool finished = false;
        bool closesAfter = false;
    };
    struct Timer {
        std::chrono::steady_clock::time_point due;
        std::uint64_t order = 0;
        std::move_only_function<void()> function;
    };

    void waitReadable();
    void readable();
    void parseRequests();
    bool parseOne();
    void handOver();
    void refuse(int status, std::string_view reason);
    void takeParts();
    void take(AnswerPart &part);
    void popFinished();
    void flush();
    void waitWritable();
    void outputDrained();
    void close(bool reset);

    void addTimer(Timer timer);
    void armTimer();
    void runTimers();

    boost::asio::any_io_executor m_executor;
    ServerSocket m_socket;
    boost::asio::steady_timer m_timer;
    std::shared_ptr<ServerRegistry> m_registry;
    RequestParser m_parser;
    ReadBuffer m_buffer;
    OutputQueue m_output;
    std::deque<Answer> m_answers; // requests whose answers are not wholly in m_output
    std::uint64_t m_firstAnswer = 0; // number of m_answers.front()
    State m_state = State::Open;
    bool m_writing = false; // waits until the socket takes more
    bool m_corked = false; // parsing: the answers go out together afterwards
    bool m_readPaused = false;
    bool m_requestOpen = false; // its head is parsed and it has its place in m_answers
    std::vector<Timer> m_timers; // a heap, the earliest in front
    std::uint64_t m_timerOrder = 0;

    std::atomic<bool> m_gone = false;
    std::mutex m_mutex;
    std::vector<AnswerPart> m_parts; // under m_mutex
    std::vector<AnswerPart> m_taken; // kept for its capacity
    bool m_takePosted = false; // under m_mutex
};

} // namespace patchbay::transport
