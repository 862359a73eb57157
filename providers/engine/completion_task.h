// SPDX-License-Identifier: GPL-3.0-or-later
//
// CompletionTask: one call under way: attempts, retries, ledger rows, events. Runs on I/O threads;
// only cancel() comes from elsewhere.
#pragma once

#include "providers/engine/answer_reader.h"
#include "providers/engine/call_plan.h"
#include "providers/engine/engine.h"
#include "providers/engine/key_turns.h"
#include "providers/engine/media_gathering.h"
#include "providers/transport/timer.h"

#include <atomic>
#include <mutex>

namespace patchbay {

// What a task uses of its engine; outlives the task.
struct TaskEnvironment {
    const EngineParts &parts;
    transport::HttpClient &client;
    TokenBroker &tokens;
    transport::MediaFetcher &media;
    Random &random;
    std::mutex &randomMutex;
    std::shared_ptr<const ApiBases> apiBases;

    // Sends what tells a provider that nobody waits for its work any more; its answer is nobody's matter.
    void abandon(std::optional<HttpRequest> &request, const CallPlan &plan) const;
    // What plan.exchange is for, into the plan; errors without the credential. The plan lives until `done` was called.
    void exchangeKey(CallPlan &plan, std::function<void(Result<void>)> done) const;
    // A token that was exchanged for a credential and is refused must not be used again.
    void forgetToken(const Error &error, const CallPlan &plan) const;
};

class CompletionTask final : public Completion, public std::enable_shared_from_this<CompletionTask> {
public:
    CompletionTask(TaskEnvironment environment, std::string requestId, CompletionCall call, EventSink sink,
                   std::function<void()> finished);

    void begin();
    void cancel() override;
    void hold(bool held) override;
    const std::string &requestId() const override { return m_requestId; }

private:
    // Attachments first, then the plan, then the key where it is exchanged, then the attempts.
    void gather();
    // With its messages, which a plain one has only in its body.
    ChatRequest &wholeRequest();
    void plan();
    void begin(CallPlan plan);
    // Another key of the pool instead of the one that was refused; whether there is one.
    bool tryNextKey(const Error &error);
    void startAttempt();
    void send(HttpRequest request);
    // The answer was only a beginning: asks for what comes of it, within the same attempt.
    void goOn(wire::FollowUp next);
    bool wantsMore();
    void waitThen(std::chrono::milliseconds delay, std::function<void()> then);
    // Cancelled between two requests, of one attempt or of two.
    void stop();
    void onEnd(const Result<void> &result, const transport::ExchangeTiming &timing);
    void attemptFailed(const Error &error);
    void succeed();
    void fail(Error error);
    void finish(const EngineEvent &last);
    void failUnsent(Error error);

    AttemptDraft draft() const;
    AttemptOutcome outcome(const Error *error);
    void settle(const Error *error);
    Cost costOf(const Error *error);
    Microseconds sinceStart() const;
    Error completed(Error error) const;

    TaskEnvironment m_environment;
    const std::string m_requestId;
    CompletionCall m_call;
    EventSink m_sink;
    std::function<void()> m_finished;

    const SteadyTime m_start;
    std::optional<CallPlan> m_plan;
    KeyTurns m_keys;
    std::unique_ptr<AnswerReader> m_reader;
    std::string m_attemptId;
    SteadyTime m_attemptStart {};
    int m_attempt = 0;
    bool m_open = false; // the attempt is reserved and not settled
    std::optional<HttpRequest> m_abandon; // of the work that the provider has under way
    CallTiming m_timing;
    transport::ExchangeTiming m_exchangeTiming;
    std::unique_ptr<Error> m_decodeError;
    bool m_usageEstimated = false;
    Cost m_cost; // of the attempt that was settled last

    std::mutex m_mutex; // guards the handles below, which cancel() reaches for
    std::shared_ptr<MediaGathering> m_gathering;
    std::shared_ptr<transport::Exchange> m_exchange;
    bool m_held = false; // also before there is an exchange
    std::shared_ptr<transport::Timer> m_retryTimer;
    std::atomic<bool> m_cancelled = false;
    std::atomic<bool> m_ended = false;
};

} // namespace patchbay
