// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/observers/observer_queue.h"

#include "providers/observers/metric_totals.h"

#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace patchbay::observers {

namespace {

constexpr std::chrono::milliseconds firstPause { 500 };

std::string bodyOf(const ObserverSettings &settings, const std::vector<Observation> &batch)
{
    if (settings.kind == Kind::Otlp) {
        return toTraces(batch, settings.service);
    }
    if (settings.kind == Kind::Langfuse) {
        return toLangfuse(batch);
    }
    std::string body = "[";
    for (const Observation &observation : batch) {
        body += (body.size() > 1 ? "," : "") + toPayload(observation);
    }
    return body + "]";
}

WallTime wallNow()
{
    return std::chrono::time_point_cast<WallTime::duration>(std::chrono::system_clock::now());
}

// What a post came to; shared with its handler, which may outlive the wait.
struct Reply {
    std::mutex mutex;
    std::condition_variable changed;
    int status = 0;
    bool ended = false;
};

} // namespace

ObserverQueue::ObserverQueue(ObserverSettings settings, transport::HttpClient &client, QueueLimits limits, Trouble trouble)
    : m_settings(std::move(settings))
    , m_client(client)
    , m_limits(limits)
    , m_trouble(std::move(trouble))
    , m_thread([this](const std::stop_token &stop) { run(stop); })
{
}

ObserverQueue::~ObserverQueue() = default;

void ObserverQueue::offer(const Observation &observation)
{
    const bool wanted = observation.notice || (observation.failed() ? m_settings.failures : m_settings.successes);
    if (!wanted) {
        return;
    }
    const std::scoped_lock lock(m_mutex);
    if (m_waiting.size() >= m_limits.waiting) {
        ++m_dropped;
        return;
    }
    m_waiting.push_back(observation);
    if (!m_settings.callers) {
        Observation &shown = m_waiting.back();
        for (std::string *who : { &shown.keyToken, &shown.keyAlias, &shown.draft.team, &shown.draft.user, &shown.draft.project }) {
            who->clear();
        }
        if (shown.notice) {
            auto bare = std::make_shared<BudgetNotice>(*shown.notice);
            bare->token = bare->alias = bare->team = bare->user = {};
            shown.notice = std::move(bare);
        }
    }
    if (m_waiting.size() == 1 || m_waiting.size() >= m_limits.batch) {
        m_changed.notify_one();
    }
}

void ObserverQueue::run(const std::stop_token &stop)
{
    if (m_settings.kind == Kind::OtlpMetrics) {
        runMetrics(stop);
        return;
    }
    while (true) {
        std::vector<Observation> batch;
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, stop, [this] { return !m_waiting.empty(); });
            m_changed.wait_for(lock, stop, m_limits.age, [this] { return m_waiting.size() >= m_limits.batch; });
            if (m_waiting.empty()) {
                return; // and nobody adds any more
            }
            while (!m_waiting.empty() && batch.size() < m_limits.batch) {
                batch.push_back(std::move(m_waiting.front()));
                m_waiting.pop_front();
            }
        }
        const bool done = deliver(batch, stop);
        (done ? m_delivered : m_dropped) += static_cast<std::int64_t>(batch.size());
        noteDelivery(done);
    }
}

void ObserverQueue::runMetrics(const std::stop_token &stop)
{
    MetricTotals totals(wallNow());
    std::int64_t untold = 0;
    auto next = std::chrono::steady_clock::now() + m_limits.interval;
    for (bool ending = false; !ending;) {
        std::deque<Observation> taken;
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait_until(lock, stop, next, [this] { return m_waiting.size() >= m_limits.batch; });
            taken.swap(m_waiting);
            ending = stop.stop_requested();
        }
        for (const Observation &observation : taken) {
            totals.add(observation);
        }
        untold += static_cast<std::int64_t>(taken.size());
        if (untold == 0 || (!ending && std::chrono::steady_clock::now() < next)) {
            next = untold == 0 ? std::chrono::steady_clock::now() + m_limits.interval : next;
            continue;
        }
        bool again = true;
        const bool done = post(totals.text(m_settings.service, wallNow()), again);
        m_delivered += done ? std::exchange(untold, 0) : 0;
        noteDelivery(done);
        next = std::chrono::steady_clock::now() + m_limits.interval;
    }
}

void ObserverQueue::noteDelivery(bool done)
{
    if (!done && !m_failing && m_trouble) {
        m_trouble("the observer \"" + m_settings.name + "\" cannot be told: " + m_why
                  + "; events are dropped and counted until it can");
    }
    m_failing = !done;
}

bool ObserverQueue::deliver(const std::vector<Observation> &batch, const std::stop_token &stop)
{
    std::chrono::milliseconds pause = firstPause;
    for (int number = 1;; ++number) {
        bool again = true;
        if (m_settings.kind == Kind::JsonLines ? append(batch) : post(bodyOf(m_settings, batch), again)) {
            return true;
        }
        if (!again || number >= m_limits.tries || stop.stop_requested()) {
            return false;
        }
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, stop, pause, [] { return false; });
        pause *= 2;
    }
}

// Opened each time: log rotation needs no signal.
bool ObserverQueue::append(const std::vector<Observation> &batch)
{
    constexpr mode_t ownersOnly = 0600;
    const int file =
        ::open(m_settings.target.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, ownersOnly);
    if (file < 0) {
        m_why = m_settings.target + ": " + std::generic_category().message(errno);
        return false;
    }
    std::string lines;
    for (const Observation &observation : batch) {
        lines += toPayload(observation) + "\n";
    }
    std::string_view rest = lines;
    while (!rest.empty()) {
        const ssize_t written = ::write(file, rest.data(), rest.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            break;
        }
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    const int problem = errno;
    const bool done = ::close(file) == 0 && rest.empty();
    m_why = done ? std::string() : m_settings.target + ": " + std::generic_category().message(problem);
    return done;
}

bool ObserverQueue::post(std::string body, bool &again)
{
    HttpRequest request;
    request.url = m_settings.target;
    request.headers = { { "content-type", "application/json" } };
    for (const auto &[name, value] : m_settings.headers) {
        request.headers.push_back({ name, value });
    }
    request.body = std::move(body);
    const auto reply = std::make_shared<Reply>();
    transport::ExchangeHandler handler;
    handler.onHead = [reply](int status, const std::vector<HttpHeader> &) {
        const std::scoped_lock lock(reply->mutex);
        reply->status = status;
    };
    handler.onData = [](std::string_view) { };
    handler.onEnd = [reply](const Result<void> &result, const transport::ExchangeTiming &) {
        const std::scoped_lock lock(reply->mutex);
        reply->ended = true;
        reply->status = result ? reply->status : 0;
        reply->changed.notify_all();
    };
    transport::Deadlines deadlines;
    deadlines.connect = deadlines.firstByte = deadlines.idle = deadlines.total = m_limits.patience;
    const auto exchange = m_client.send(std::move(request), {}, std::move(handler), deadlines);
    std::unique_lock lock(reply->mutex);
    if (!reply->changed.wait_for(lock, 2 * m_limits.patience, [&] { return reply->ended; })) {
        lock.unlock();
        exchange->cancel();
        m_why = "no answer came";
        return false;
    }
    constexpr int firstRefusal = 300;
    constexpr int tooMany = 429;
    constexpr int firstFault = 500;
    const int status = reply->status;
    again = status == 0 || status == tooMany || status >= firstFault;
    m_why = status == 0 ? std::string("no answer came") : "it answered " + std::to_string(status);
    return status > 0 && status < firstRefusal;
}

} // namespace patchbay::observers
