// SPDX-License-Identifier: GPL-3.0-or-later
//
// RawTask: one RawCall under way. Runs on I/O threads; only cancel() comes from elsewhere.
#pragma once

#include "providers/engine/call_plan.h"
#include "providers/engine/completion_task.h"
#include "providers/engine/raw_call.h"

namespace patchbay {

class RawTask final : public Completion, public std::enable_shared_from_this<RawTask> {
public:
    RawTask(TaskEnvironment environment, std::string requestId, RawCall call, RawSink sink,
            std::function<void()> finished);
    void begin();
    void cancel() override;
    void hold(bool held) override;
    const std::string &requestId() const override { return m_requestId; }

private:
    void begin(CallPlan plan);
    void send();
    // What came so far of an answer that another key may make better: nobody was told of it.
    bool tryNextKey();
    void tellHead();
    void head(int status, const std::vector<HttpHeader> &headers);
    void data(std::string_view bytes);
    void handOn(std::string_view bytes);
    void onEnd(const Result<void> &result, const transport::ExchangeTiming &timing);
    void settle(const RawEnd &end, const transport::ExchangeTiming &timing);
    void failUnsent(Error error);
    void finish(RawEnd end);
    AttemptDraft draft() const;

    TaskEnvironment m_environment;
    const std::string m_requestId;
    RawCall m_call;
    RawSink m_sink;
    std::function<void()> m_finished;
    const SteadyTime m_start;
    std::optional<CallPlan> m_plan;
    KeyTurns m_keys;
    bool m_isHeadHeld = false;
    bool m_isSettled = false; // of the attempt that is under way
    std::string m_attemptId;
    HttpResponse m_response; // body only of errors, capped
    std::optional<Error> m_readError;
    std::optional<Microseconds> m_firstByte;

    std::mutex m_mutex; // guards the handle
    std::shared_ptr<transport::Exchange> m_exchange;
    bool m_held = false; // also before there is an exchange
    std::atomic<bool> m_cancelled = false;
};

} // namespace patchbay
