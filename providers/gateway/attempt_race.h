// SPDX-License-Identifier: GPL-3.0-or-later
//
// AttemptRace: several attempts of one call, of which the first to show something answers: hedging, where
// the second starts late, and fastest_response, where all start at once. Whoever started it sees one attempt.
// The losers are cancelled; the router hears of them, and what they cost goes into the report.
// Attempts call in from I/O threads at the same time; a mutex puts them into an order.
#pragma once

#include "providers/gateway/call_form.h"
#include "providers/transport/timer.h"

namespace patchbay::gateway {

class AttemptRace final : public CallAttempt, public AttemptListener, public std::enable_shared_from_this<AttemptRace> {
public:
    // An attempt that the router has begun.
    struct Runner {
        routing::AttemptChoice choice;
        std::shared_ptr<CallAttempt> attempt;
        bool running = true;
    };
    // The functions are called while the listener lives.
    struct Rules {
        CallServices services;
        std::shared_ptr<GatewaySnapshot> snapshot;
        routing::RequestFacts facts;
        std::optional<Microseconds> hedgeAfter {};
        std::function<std::optional<Runner>()> hedge {}; // begins one more, where there is somebody for it
        std::function<void(const routing::AttemptChoice &)> chosen; // who answers, before it is told
    };
    AttemptRace(Rules rules, std::vector<Runner> runners);

    void start(std::shared_ptr<AttemptListener> listener) override;
    void cancel() override;
    void hold(bool held) override
    {
        const std::scoped_lock lock(m_mutex);
        if (m_winner) {
            m_winner->hold(held);
        }
    }
    void startAnswer(ClientExchange &client) override;
    void finishAnswer(ClientExchange &client) override;
    void failAnswer(ClientExchange &client, const Error &error) override;
    bool toolCallSent() const override;
    std::unique_ptr<BrokenStream> takeBroken() override;
    bool streams() const override;
    UpstreamHeaders takeUpstream() override;

    void contentArrived(CallAttempt &attempt) override;
    void ended(CallAttempt &attempt, AttemptReport report) override;

private:
    void hedge();
    void choose(CallAttempt &attempt); // the mutex is held
    std::vector<std::shared_ptr<CallAttempt>> others() const; // the mutex is held
    void recordLoser(const Runner &runner, const AttemptReport &report, bool cancelled);

    const Rules m_rules;
    mutable std::mutex m_mutex; // guards what follows
    std::vector<Runner> m_runners;
    std::shared_ptr<AttemptListener> m_listener;
    std::shared_ptr<transport::Timer> m_timer;
    CallAttempt *m_winner = nullptr;
    std::optional<AttemptReport> m_report; // the winner's
    int m_unknownBesides = 0;
    Money m_besides; // what the losers cost
    bool m_stopped = false;
};

} // namespace patchbay::gateway
