// SPDX-License-Identifier: GPL-3.0-or-later
//
// KindTask: one call besides chat under way: attempts, retries, ledger rows. Runs on I/O threads; only
// cancel() comes from elsewhere.
#pragma once

#include "providers/engine/call_plan.h"
#include "providers/engine/completion_task.h"
#include "providers/engine/kind_call.h"
#include "providers/wire/kind_stream.h"

#include <atomic>
#include <mutex>

namespace patchbay {

class KindTask final : public Completion, public std::enable_shared_from_this<KindTask> {
public:
    KindTask(TaskEnvironment environment, std::string requestId, KindCall call, KindSink sink,
             std::function<void()> finished);

    void begin();
    void cancel() override;
    void hold(bool held) override;
    const std::string &requestId() const override { return m_requestId; }

private:
    void begin(CallPlan plan);
    void attempt();
    void send(HttpRequest request);
    // True where the answer was only a beginning and what comes of it is being asked for.
    bool wantsMore();
    void head(int status, const std::vector<HttpHeader> &headers);
    Result<void> data(std::string_view bytes);
    void onEnd(const Result<void> &result, const transport::ExchangeTiming &timing);
    Result<KindAnswer> read(const Result<void> &result);
    Result<KindAnswer> readStream();
    void settle(const Result<KindAnswer> &answer);
    void retryOrFinish(Result<KindAnswer> answer);
    void finish(Result<KindAnswer> answer);
    void failUnsent(Error error);
    // Cancelled between two requests, of one attempt or of two.
    void stop();
    void deliver(std::vector<std::string> &events);

    AttemptDraft draft();

    TaskEnvironment m_environment;
    const std::string m_requestId;
    KindCall m_call;
    KindSink m_sink;
    std::function<void()> m_finished;

    std::optional<CallPlan> m_plan;
    KeyTurns m_keys;
    HttpResponse m_response;
    std::optional<wire::KindStream> m_stream;
    std::optional<Error> m_readError;
    bool m_delivered = false; // events went out: a repetition would say them twice
    std::string m_attemptId;
    SteadyTime m_attemptStart {};
    transport::ExchangeTiming m_timing;
    int m_attempt = 0;
    bool m_open = false; // the attempt is reserved and not settled
    std::optional<HttpRequest> m_abandon; // of the work that the provider has under way
    std::optional<Microseconds> m_firstEvent; // since the attempt's start

    std::mutex m_mutex; // guards the two handles, which cancel() reaches for
    std::shared_ptr<transport::Exchange> m_exchange;
    bool m_held = false; // also before there is an exchange
    std::shared_ptr<transport::Timer> m_retryTimer;
    std::atomic<bool> m_cancelled = false;
};

} // namespace patchbay
