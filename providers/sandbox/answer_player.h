// SPDX-License-Identifier: GPL-3.0-or-later
//
// AnswerPlayer: sends a prepared answer at its pace and with its fault. Lives as long as something
// is to be sent; when the peer leaves, its timers and with them the player go.
#pragma once

#include "providers/core/random.h"
#include "providers/sandbox/prepared.h"
#include "providers/transport/http_server.h"

#include <functional>
#include <memory>

namespace patchbay::sandbox {

// When the marks of a stream are due, in microseconds from the request; the first token at `first`.
std::vector<std::int64_t> dueTimes(const StreamBytes &stream, const Pace &pace, double first, double speed);
// Milliseconds: fixed, or log-normal around the median.
double sampled(const Latency &latency, Random &random);

class AnswerPlayer : public std::enable_shared_from_this<AnswerPlayer> {
public:
    struct Task {
        const Dialect &dialect;
        std::shared_ptr<const Prepared> prepared;
        Decision decision;
        std::string model;
        std::shared_ptr<transport::Responder> responder;
        std::function<void()> clientGone; // called when the peer left before the end
    };

    explicit AnswerPlayer(Task task);
    ~AnswerPlayer();
    void play();

private:
    void playWhole();
    void sendWhole();
    void startStream();
    void sendDue();
    void endAtFault();
    void hold();
    std::size_t faultMark() const;
    std::string brokenBytes() const;
    std::vector<HttpHeader> headers() const;
    WireFailure failure() const;
    void later(double milliseconds, void (AnswerPlayer::*next)());

    Task m_task;
    double m_speed = 1;
    double m_firstToken = 0; // milliseconds, not yet divided by the speed
    std::vector<std::int64_t> m_due;
    std::size_t m_limit = 0; // marks to send before the fault or the end
    std::size_t m_next = 0;
    std::size_t m_sent = 0; // bytes
    std::chrono::steady_clock::time_point m_start;
    bool m_done = false;
};

} // namespace patchbay::sandbox
