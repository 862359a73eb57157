// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bench_command.h"
#include "app/cli/child_process.h"
#include "app/cli/engine_setup.h"

#include <condition_variable>
#include <iostream>
#include <mutex>
#include <sys/resource.h>

namespace patchbay::cli {
namespace {

double processSeconds()
{
    rusage used {};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval &time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6; };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

// Keeps a number of calls under way until a total has ended.
class LoadRun {
public:
    LoadRun(Engine &engine, std::string apiBase, std::string model, bool streamed)
        : m_engine(engine)
        , m_apiBase(std::move(apiBase))
        , m_model(std::move(model))
        , m_streamed(streamed)
    {
    }

    void run(int total, int parallel)
    {
        m_left = total;
        m_running = parallel;
        for (int number = 0; number < parallel; ++number) {
            startOne();
        }
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_running == 0; });
    }

    int failed() const { return m_failed; }
    std::int64_t events() const { return m_events; }

private:
    void startOne()
    {
        CompletionCall call;
        call.apiBase = m_apiBase;
        call.request.model = m_model;
        call.request.stream = m_streamed;
        call.request.messages.push_back(textMessage(MessageRole::User, "Say hello in one sentence."));
        m_engine.start(std::move(call), [this](const EngineEvent &event) { take(event); });
    }

    void take(const EngineEvent &event)
    {
        if (std::holds_alternative<StreamEvent>(event)) {
            ++m_events;
            return;
        }
        const bool failed = std::holds_alternative<CallFailed>(event);
        if (!failed && !std::holds_alternative<CallSucceeded>(event)) {
            return;
        }
        const std::lock_guard lock(m_mutex);
        m_failed += failed ? 1 : 0;
        if (--m_left >= m_running) {
            startOne();
        } else if (--m_running == 0) {
            m_changed.notify_all();
        }
    }

    Engine &m_engine;
    std::string m_apiBase;
    std::string m_model;
    bool m_streamed;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    int m_left = 0;
    int m_running = 0;
    int m_failed = 0;
    std::int64_t m_events = 0;
};

// "openai http://127.0.0.1:1234/openai/v1" of the sandbox's greeting.
Result<std::string> addressOf(ChildProcess &sandbox, std::string_view family)
{
    for (std::string line = sandbox.readLine(); !line.empty(); line = sandbox.readLine()) {
        if (line.starts_with(std::string(family) + " ")) {
            return line.substr(family.size() + 1);
        }
    }
    return failure(ErrorClass::InternalServer, "The sandbox did not tell its address.");
}

} // namespace

Result<std::vector<Measurement>> benchEngine(const Catalog &catalog)
{
    constexpr int completions = 20'000;
    constexpr int streams = 1'000;
    constexpr int parallel = 32;
    // A process of its own, so that the engine's CPU time is the engine's alone.
    Result<ChildProcess> sandbox = ChildProcess::start(programDirectory() + "/patchbay-cli", { "sandbox", "--unpaced" });
    if (!sandbox) {
        return std::unexpected(sandbox.error());
    }
    const Result<std::string> address = addressOf(*sandbox, "openai");
    if (!address) {
        return std::unexpected(address.error());
    }
    Result<std::unique_ptr<EngineSetup>> setup = EngineSetup::makeUnrecorded(catalog);
    if (!setup) {
        return std::unexpected(setup.error());
    }
    Engine &engine = (*setup)->engine();
    LoadRun(engine, *address, "openai_like/echo", false).run(completions / 10, parallel);

    const double before = processSeconds();
    LoadRun whole(engine, *address, "openai_like/echo", false);
    whole.run(completions, parallel);
    const double wholeSeconds = processSeconds() - before;
    LoadRun streamed(engine, *address, "openai_like/long", true);
    streamed.run(streams, parallel);
    const double streamSeconds = processSeconds() - before - wholeSeconds;
    if (whole.failed() + streamed.failed() > 0) {
        return failure(ErrorClass::InternalServer, std::to_string(whole.failed() + streamed.failed()) + " calls failed.");
    }
    return std::vector<Measurement> {
        { "completions per CPU second", completions / wholeSeconds, "1/s", 5'000, false,
          "20,000 answers from the sandbox in another process, 32 at a time, one I/O thread" },
        { "CPU per SSE event", streamSeconds * 1e6 / static_cast<double>(streamed.events()), "µs", 15, true,
          "1,000 streamed long answers, decoded, folded and priced" },
    };
}

} // namespace patchbay::cli
