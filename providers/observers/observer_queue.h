// SPDX-License-Identifier: GPL-3.0-or-later
//
// ObserverQueue: what one observer is still to be told. Takes without waiting, up to a limit; a thread of its own
// writes or posts batches, tries again a few times where that fails, and counts what it had to drop.
#pragma once

#include "providers/observers/observation.h"
#include "providers/observers/observer_settings.h"
#include "providers/transport/http_client.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace patchbay::observers {

struct QueueLimits {
    std::size_t waiting = 10'000;
    std::size_t batch = 200;
    std::chrono::milliseconds age { 500 }; // of the oldest, before a smaller batch goes
    std::chrono::milliseconds patience { 10'000 }; // for one try over HTTP
    int tries = 3;
    // Of metrics, between two exports; OpenTelemetry's own default.
    std::chrono::milliseconds interval { 60'000 };
};

class ObserverQueue {
public:
    // Told in a sentence when deliveries begin to fail, once until one succeeds; on the queue's thread. Without secrets.
    using Trouble = std::function<void(const std::string &)>;
    // The client outlives the queue.
    ObserverQueue(ObserverSettings settings, transport::HttpClient &client, QueueLimits limits = {}, Trouble trouble = {});
    // Gives what waits one more try.
    ~ObserverQueue();
    ObserverQueue(const ObserverQueue &) = delete;
    ObserverQueue &operator=(const ObserverQueue &) = delete;

    // Never waits; drops where too much waits already. From any thread.
    void offer(const Observation &observation);

    const ObserverSettings &settings() const { return m_settings; }
    std::int64_t delivered() const { return m_delivered; }
    std::int64_t dropped() const { return m_dropped; }

private:
    void run(const std::stop_token &stop);
    bool deliver(const std::vector<Observation> &batch, const std::stop_token &stop);
    bool append(const std::vector<Observation> &batch);
    bool post(std::string body, bool &again);
    // Adds up what comes and tells the sums now and then: what cannot be told once is in the next.
    void runMetrics(const std::stop_token &stop);
    void noteDelivery(bool done);

    const ObserverSettings m_settings;
    transport::HttpClient &m_client;
    const QueueLimits m_limits;
    const Trouble m_trouble;
    std::string m_why; // the last delivery failed; of the thread, as the next
    bool m_failing = false; // and that was told
    std::atomic<std::int64_t> m_delivered = 0;
    std::atomic<std::int64_t> m_dropped = 0;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<Observation> m_waiting; // guarded by m_mutex
    std::jthread m_thread; // last: it uses the others
};

} // namespace patchbay::observers
