// SPDX-License-Identifier: GPL-3.0-or-later
//
// RoutedExchange: one client's request under way, whatever its kind: admission with its reservation,
// routing's decisions, attempts, retries, fallbacks, the answer's headers, settlement. The answer's head
// goes out with the first content, so that a failure before it can still be retried elsewhere; after it,
// failures end the stream. Runs on I/O threads, one step at a time; cancel() comes from anywhere.
#pragma once

#include "providers/core/budget_detours.h"
#include "providers/gateway/attempt_race.h"
#include "providers/gateway/call_gate.h"
#include "providers/transport/timer.h"

#include <atomic>

namespace patchbay::gateway {

// What is settled before a call begins.
struct CallSetup {
    std::string id; // x-litellm-call-id
    std::shared_ptr<GatewaySnapshot> snapshot;
    Caller caller;
    std::shared_ptr<ClientExchange> exchange;
    std::unique_ptr<CallForm> form;
    std::vector<HttpHeader> headers; // the client's
    std::string pinned; // deployment id that must answer; empty: any
    std::shared_ptr<CallGate> gate {}; // null: none
    std::string endpoint {}; // of the ledger's rows
    bool large = false; // its body: what takes long is done by the workers
    BudgetDetours *detours = nullptr; // null: none
};

// How a call ended, for the figures of /metrics.
// An attempt that failed, of a call that may have gone on elsewhere.
struct AttemptFailure {
    std::string deployment;
    std::string provider;
    std::string model;
    int status = 0;
};

struct CallEnd {
    int status = 0;
    std::string group;
    Money cost;
    std::int64_t promptTokens = 0;
    std::int64_t completionTokens = 0;
    Microseconds duration {};
    Microseconds waited {}; // for providers; of a success
    std::optional<Microseconds> firstToken {};
    // Who answered.
    std::string deployment {};
    std::string provider {};
    std::string model {};
    int fallbacks = 0; // before it
    std::vector<AttemptFailure> failures {};
    // Who asked.
    std::string key {}; // id
    std::string team {};
    std::string user {};
};

// A call that the gateway can stop and waits for.
class RunningCall {
public:
    using Ended = std::function<void(RunningCall *, const CallEnd &)>;
    virtual ~RunningCall() = default;
    virtual void begin() = 0;
    // The client left, or the gateway stops. From any thread.
    virtual void cancel() = 0;
    // Whose call it is; only what does not change while it is under way may be read from other threads.
    virtual const Caller &caller() const = 0;
    // It was not begun: too many calls are under way.
    virtual void turnedAway(const Error &) { }
};

class RoutedExchange final : public RunningCall,
                             public AttemptListener,
                             public std::enable_shared_from_this<RoutedExchange> {
public:
    RoutedExchange(CallServices services, CallSetup setup, Ended ended);
    void begin() override;
    void cancel() override;
    const Caller &caller() const override { return m_setup.caller; }
    void turnedAway(const Error &error) override { recordRefusal(error, false); }
    // The client does not keep up, or does again. From any thread.
    void hold(bool held)
    {
        const std::scoped_lock lock(m_mutex);
        m_held = held;
        if (m_attempt) {
            m_attempt->hold(held);
        }
    }

    void contentArrived(CallAttempt &attempt) override;
    void ended(CallAttempt &attempt, AttemptReport report) override;

private:
    void enter();
    void goOnWith(std::move_only_function<void()> step);
    void passed(GateVerdict verdict);
    void endGate();
    void decide();
    void attempt();
    std::optional<AttemptRace::Runner> hedge();
    void decideLater(Microseconds wait);
    AttemptOrder makeOrder(const routing::AttemptChoice &choice) const;
    void observe(CallAttempt &attempt, const AttemptReport &report);
    void succeed(CallAttempt &attempt);
    void follow(const routing::Next &next);
    void refuse(const Error &error);
    Result<void> saidWrongly() const;
    Result<void> fallbackRefusal() const;
    std::optional<BudgetDetour> detourOf(const std::string &model) const;
    Result<Hold> admitted(std::string &model);
    Result<Hold> admittedByKeys(std::string &model);
    // `leavesRow`: a failed row that cost nothing stands in the ledger.
    void recordRefusal(const Error &error, bool leavesRow) const;
    void settle();
    void end(int status);
    void spend(const AttemptReport &report);
    HeaderLines answerHead(bool stream);
    routing::Chance chance();

    CallServices m_services;
    CallSetup m_setup;
    Ended m_ended;
    std::string m_asked; // the model as the client wrote it
    SteadyTime m_start {};
    SeededRandom m_random;

    routing::RequestFacts m_facts;
    routing::RouteProgress m_progress;
    routing::AttemptChoice m_choice;
    UpstreamHeaders m_upstream; // of the attempt that was answered last, until they have gone out
    Hold m_hold;
    Money m_cost; // what is known
    Money m_counted; // against budgets
    bool m_costKnown = false;
    bool m_costUnknown = false; // of an attempt that answered
    CallEnd m_end;
    SteadyTime m_attemptStart {};
    Microseconds m_waited {}; // for attempts that have ended
    bool m_contentSent = false;
    std::unique_ptr<BrokenStream> m_broken; // until the next attempt goes on with it
    bool m_done = false;
    bool m_settled = false;

    std::mutex m_mutex; // guards the two handles below, which cancel() reaches for
    std::shared_ptr<CallAttempt> m_attempt;
    bool m_held = false; // an attempt that goes on with a stream is held from its beginning
    std::shared_ptr<transport::Timer> m_timer;
    std::atomic<bool> m_cancelled = false;
};

} // namespace patchbay::gateway
