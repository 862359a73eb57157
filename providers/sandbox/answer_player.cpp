// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/answer_player.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace patchbay::sandbox {

namespace {

// At most a hundred writes a second for each stream.
constexpr std::int64_t writeInterval = 10'000;
constexpr std::chrono::seconds holdStep { 1 };
// What a scenario can ask for at most: tokens a second, and microseconds of waiting.
constexpr double slowest = 0.001;
constexpr double longestWait = 3.6e9;

std::int64_t tokenTime(const StreamBytes::Mark &mark, const Pace &pace)
{
    const double perSecond = mark.kind == StreamBytes::Kind::Reasoning ? pace.reasoningPerSecond : pace.tokensPerSecond;
    const bool timed = mark.kind != StreamBytes::Kind::Frame && perSecond > 0;
    return timed ? static_cast<std::int64_t>(mark.tokens * 1e6 / std::max(perSecond, slowest)) : 0;
}

std::string proxyPage(int status)
{
    const std::string title = std::to_string(status)
        + (status == 502       ? " Bad Gateway"
               : status == 503 ? " Service Temporarily Unavailable"
               : status == 504 ? " Gateway Time-out"
               : status == 429 ? " Too Many Requests"
                               : "");
    return "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title
        + "</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";
}

} // namespace

double sampled(const Latency &latency, Random &random)
{
    if (latency.spread <= 0 || latency.median <= 0) {
        return std::max(latency.median, 0.0);
    }
    // Box and Muller's transform: two even numbers give a normal one.
    const double radius = std::sqrt(-2 * std::log(1 - random.nextUnit()));
    const double normal = radius * std::cos(2 * std::numbers::pi * random.nextUnit());
    return latency.median * std::exp(latency.spread * normal);
}

std::vector<std::int64_t> dueTimes(const StreamBytes &stream, const Pace &pace, double first, double speed)
{
    std::vector<std::int64_t> due;
    due.reserve(stream.marks.size());
    double now = first * 1000 / speed;
    bool started = false;
    for (const StreamBytes::Mark &mark : stream.marks) {
        const bool token = mark.kind != StreamBytes::Kind::Frame;
        if (token && started) {
            now += static_cast<double>(tokenTime(mark, pace)) / speed;
        }
        started = started || token;
        due.push_back(static_cast<std::int64_t>(std::min(now, 1e6 * longestWait)));
    }
    return due;
}

AnswerPlayer::AnswerPlayer(Task task)
    : m_task(std::move(task))
    , m_speed(m_task.decision.scenario->speed)
    , m_start(std::chrono::steady_clock::now())
{
    SeededRandom random(m_task.decision.scenario->seed * 0x9e3779b97f4a7c15 + m_task.decision.number);
    m_firstToken = sampled(m_task.prepared->pace.firstToken, random);
}

AnswerPlayer::~AnswerPlayer()
{
    if (!m_done && m_task.responder->peerGone() && m_task.clientGone) {
        m_task.clientGone();
    }
}

void AnswerPlayer::later(double milliseconds, void (AnswerPlayer::*next)())
{
    if (m_speed <= 0) {
        (this->*next)();
        return;
    }
    const std::chrono::microseconds delay(
        static_cast<std::int64_t>(std::min(milliseconds * 1000 / m_speed, longestWait)));
    m_task.responder->after(delay, [self = shared_from_this(), next] { (self.get()->*next)(); });
}

void AnswerPlayer::play()
{
    const Fault::Kind kind = m_task.decision.fault.kind;
    if (kind == Fault::Kind::Refuse) {
        m_done = true;
        m_task.responder->abort();
        return;
    }
    const bool failsAtOnce = kind == Fault::Kind::Status || kind == Fault::Kind::Html || kind == Fault::Kind::Empty
        || (kind == Fault::Kind::ErrorEvent && !m_task.prepared->streamed);
    if (failsAtOnce) {
        // Refusals are faster than answers, unless a rule says how long they take.
        const bool ruled = m_task.decision.rule && m_task.decision.rule->firstToken.median >= 0;
        later(ruled ? m_firstToken : m_firstToken * 0.6, &AnswerPlayer::endAtFault);
    } else if (m_task.prepared->streamed) {
        later(m_firstToken, &AnswerPlayer::startStream);
    } else {
        playWhole();
    }
}

void AnswerPlayer::playWhole()
{
    const Prepared &prepared = *m_task.prepared;
    const double perSecond = prepared.pace.tokensPerSecond;
    const double textTime =
        perSecond > 0 ? static_cast<double>(prepared.tokens - prepared.reasoningTokens) / perSecond : 0;
    const double thinkingTime = prepared.pace.reasoningPerSecond > 0
        ? static_cast<double>(prepared.reasoningTokens) / prepared.pace.reasoningPerSecond
        : 0;
    later(m_firstToken + (textTime + thinkingTime) * 1000, &AnswerPlayer::sendWhole);
}

void AnswerPlayer::sendWhole()
{
    const Prepared &prepared = *m_task.prepared;
    const Fault &fault = m_task.decision.fault;
    if (fault.kind == Fault::Kind::None) {
        m_done = true;
        m_task.responder->respond({ 200, headers(), prepared.whole });
        return;
    }
    // About as much of the body as the tokens would be.
    const std::size_t part = std::min(static_cast<std::size_t>(fault.afterTokens) * 4 + 40, prepared.whole.size() - 1);
    if (fault.kind == Fault::Kind::Malformed) {
        m_done = true;
        m_task.responder->respond({ 200, headers(), prepared.whole.substr(0, part) + brokenBytes() });
        return;
    }
    std::vector<HttpHeader> promised = headers();
    promised.push_back({ "content-length", std::to_string(prepared.whole.size()) });
    m_task.responder->start(200, std::move(promised));
    m_task.responder->write(prepared.whole.substr(0, part));
    endAtFault();
}

std::size_t AnswerPlayer::faultMark() const
{
    const std::vector<StreamBytes::Mark> &marks = m_task.prepared->stream.marks;
    if (m_task.decision.fault.kind == Fault::Kind::None) {
        return marks.size();
    }
    int tokens = 0;
    std::size_t afterLastToken = 0;
    for (std::size_t index = 0; index < marks.size(); ++index) {
        if (marks[index].tokens > 0) {
            if (tokens >= m_task.decision.fault.afterTokens) {
                return index;
            }
            tokens += marks[index].tokens;
            afterLastToken = index + 1;
        }
    }
    // Fewer tokens than that: the end is what goes missing.
    return tokens >= m_task.decision.fault.afterTokens ? afterLastToken : std::min(afterLastToken, marks.size() - 1);
}

void AnswerPlayer::startStream()
{
    const Prepared &prepared = *m_task.prepared;
    m_limit = faultMark();
    m_task.responder->start(200, headers());
    if (m_speed > 0) {
        m_due = dueTimes(prepared.stream, prepared.pace, m_firstToken, m_speed);
        sendDue();
        return;
    }
    m_next = m_limit;
    if (m_limit > 0) {
        m_task.responder->write(prepared.stream.bytes.substr(0, prepared.stream.marks[m_limit - 1].end));
    }
    endAtFault();
}

void AnswerPlayer::sendDue()
{
    const StreamBytes &stream = m_task.prepared->stream;
    const auto elapsed =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - m_start).count();
    while (m_next < m_limit && m_due[m_next] <= elapsed) {
        ++m_next;
    }
    const std::size_t end = m_next > 0 ? stream.marks[m_next - 1].end : 0;
    if (end > m_sent) {
        m_task.responder->write(stream.bytes.substr(m_sent, end - m_sent));
        m_sent = end;
    }
    if (m_next == m_limit) {
        endAtFault();
        return;
    }
    const std::chrono::microseconds wait(std::max(m_due[m_next] - elapsed, writeInterval));
    m_task.responder->after(wait, [self = shared_from_this()] { self->sendDue(); });
}

void AnswerPlayer::endAtFault()
{
    const Fault &fault = m_task.decision.fault;
    if (fault.kind == Fault::Kind::Stall) {
        hold();
        return;
    }
    m_done = true;
    const bool streaming = m_next > 0 || m_task.prepared->streamed;
    switch (fault.kind) {
    case Fault::Kind::Status: m_task.responder->respond(errorResponse(m_task.dialect, failure())); break;
    case Fault::Kind::Html:
        m_task.responder->respond({ fault.status, { { "content-type", "text/html" } }, proxyPage(fault.status) });
        break;
    case Fault::Kind::Empty: m_task.responder->respond({ 200, headers(), {} }); break;
    case Fault::Kind::ErrorEvent:
        if (!streaming) {
            m_task.responder->respond(errorResponse(m_task.dialect, failure()));
            break;
        }
        m_task.responder->write(m_task.prepared->arrayStream && m_task.dialect.family == "gemini"
                                    ? ",\r\n" + m_task.dialect.errorBody(failure()) + "]\n"
                                    : m_task.dialect.errorEvent(m_task.dialect.errorBody(failure())));
        m_task.responder->finish();
        break;
    case Fault::Kind::Malformed:
        m_task.responder->write(brokenBytes());
        m_task.responder->finish();
        break;
    case Fault::Kind::Cut:
        m_task.responder.reset(); // closes, after what was written has gone out
        break;
    default: m_task.responder->finish(); break;
    }
}

void AnswerPlayer::hold()
{
    if (m_task.responder->peerGone()) {
        return;
    }
    m_task.responder->after(holdStep, [self = shared_from_this()] { self->hold(); });
}

// An event whose data is neither JSON nor UTF-8.
std::string AnswerPlayer::brokenBytes() const
{
    if (!m_task.prepared->streamed) {
        return "\xC3\x28<broken";
    }
    const bool lines = m_task.dialect.family == "ollama" || m_task.prepared->arrayStream;
    return lines ? "{\"model\":\xC3\x28, ]\n" : "data: {\"id\":\xC3\x28, ]\n\n";
}

std::vector<HttpHeader> AnswerPlayer::headers() const
{
    const Prepared &prepared = *m_task.prepared;
    const bool events = prepared.streamed && !(m_task.dialect.family == "gemini" && prepared.arrayStream);
    std::vector<HttpHeader> headers { { "content-type",
                                        std::string(events ? m_task.dialect.streamType : m_task.dialect.jsonType) } };
    if (m_task.dialect.family == "openai") {
        headers.push_back({ "x-request-id", "req_sandbox" });
    } else if (m_task.dialect.family == "anthropic") {
        headers.push_back({ "request-id", "req_sandbox" });
    }
    return headers;
}

WireFailure AnswerPlayer::failure() const
{
    const Fault &fault = m_task.decision.fault;
    WireFailure failure;
    failure.status = fault.status;
    failure.variant = fault.variant;
    failure.retryAfter = fault.retryAfter;
    failure.model = m_task.model;
    return failure;
}

} // namespace patchbay::sandbox
