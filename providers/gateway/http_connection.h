// SPDX-License-Identifier: GPL-3.0-or-later
//
// HttpConnection: one accepted socket. Reads a request, hands it over, sends its answer, reads the
// next. While an answer is under way it only watches for the client's leaving and keeps a bounded
// piece of what was pipelined. submit(), sweep() and closeSoon() come from any thread, everything else runs on the
// connection's executor. Inside the room only.
#pragma once

#include "providers/gateway/answer_flow.h"
#include "providers/gateway/connection_registry.h"
#include "providers/gateway/request_body.h"
#include "providers/transport/output_queue.h"
#include "providers/transport/read_buffer.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

namespace patchbay::gateway {

using ClientSocket =
    boost::asio::basic_stream_socket<boost::asio::generic::stream_protocol, boost::asio::any_io_executor>;

// What one call of an exchange adds to its answer.
struct AnswerPart {
    enum class End : std::uint8_t { Open, Finished, FinishedAndClose, Aborted };
    std::uint64_t request = 0;
    std::string first; // head or chunk frame
    std::string second; // body
    End end = End::Open;

    std::size_t size() const { return first.size() + second.size(); }
};

class HttpConnection final : public std::enable_shared_from_this<HttpConnection> {
public:
    HttpConnection(ClientSocket socket, ClientPeer peer, std::shared_ptr<ConnectionRegistry> registry);
    void start();
    void submit(AnswerPart part);
    bool gone() const { return m_gone.load(std::memory_order_acquire); }
    void onGone(std::uint64_t request, std::function<void()> function);
    // Closes when a deadline has passed; also, when draining, when nothing is under way.
    void sweep(std::chrono::steady_clock::time_point now);
    void closeSoon();
    bool draining() const { return m_registry->draining; }
    AnswerFlow &flow() { return m_flow; }

private:
    enum class State : std::uint8_t { Head, Body, Answering, Lingering, Closed };
    using Time = std::chrono::steady_clock::time_point;

    void waitReadable();
    void readable(std::size_t count, std::size_t room);
    void received();
    bool parseHead();
    bool readBody();
    void handOver();
    void refuse(const HttpFault &fault);
    void answerDirectly(HttpResponse response, bool close);
    void takeParts();
    void take(AnswerPart &part);
    void answered(bool close);
    void flush();
    void waitWritable();
    void linger();
    void expired();
    void close(bool reset);
    void setDeadline(std::chrono::milliseconds fromNow);

    boost::asio::any_io_executor m_executor;
    ClientSocket m_socket;
    const ClientPeer m_peer;
    std::shared_ptr<ConnectionRegistry> m_registry;
    transport::ReadBuffer m_buffer;
    transport::OutputQueue m_output;
    AnswerFlow m_flow; // of what is in m_parts and m_output
    HeadScanner m_scanner;
    RequestHead m_head;
    BodyReader m_body;
    Time m_bodyEnd {};
    std::uint64_t m_request = 0; // number of the request being read or answered
    State m_state = State::Head;
    bool m_parsing = false; // received() is on the stack
    bool m_writing = false; // waits until the socket takes more
    bool m_reading = false; // waits until the socket has something
    bool m_streaming = false; // an answer goes out in pieces: the client has nothing to say meanwhile
    bool m_active = false; // counted in the registry
    bool m_closeAfter = false; // when the output is drained

    std::atomic<bool> m_gone = false;
    std::atomic<std::int64_t> m_deadline = 0; // nanoseconds of the steady clock, 0: none
    std::mutex m_mutex;
    std::vector<AnswerPart> m_parts; // under m_mutex
    std::vector<AnswerPart> m_taken; // kept for its capacity
    bool m_takePosted = false; // under m_mutex
    std::function<void()> m_whenGone; // under m_mutex
};

} // namespace patchbay::gateway
