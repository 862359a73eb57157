// SPDX-License-Identifier: GPL-3.0-or-later
//
// BodyWorkers: threads for requests whose bodies are so large that reading, searching and writing them anew would keep an
// I/O thread from everybody else. Thread-safe. The threads begin with the first such request.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace patchbay::gateway {

class BodyWorkers {
public:
    // Bytes. Smaller bodies are done with, guardrails included, in the time of a few other requests.
    static constexpr std::size_t large = 256 * 1024;

    explicit BodyWorkers(unsigned threads);
    ~BodyWorkers() { stop(); }
    BodyWorkers(const BodyWorkers &) = delete;
    BodyWorkers &operator=(const BodyWorkers &) = delete;

    using Work = std::move_only_function<void()>;
    // One request's body, which is kept until its work has run; false when too much waits already, and the work is left.
    bool take(std::size_t bytes, Work &work);
    // What follows from work that was taken. Never refused; after stop() it runs at once.
    void post(Work work);
    // Runs what waits and ends the threads.
    void stop();

private:
    void start(); // the mutex is held
    void run(const std::stop_token &stop);

    const unsigned m_count;
    std::mutex m_mutex; // guards what follows
    std::condition_variable_any m_changed;
    std::deque<Work> m_waiting;
    std::size_t m_bytes = 0; // of bodies whose work has not run
    bool m_stopped = false;
    std::vector<std::jthread> m_threads;
};

} // namespace patchbay::gateway
