// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/attempt_race.h"

#include <algorithm>

namespace patchbay::gateway {

AttemptRace::AttemptRace(Rules rules, std::vector<Runner> runners)
    : m_rules(std::move(rules))
    , m_runners(std::move(runners))
{
}

void AttemptRace::start(std::shared_ptr<AttemptListener> listener)
{
    std::vector<std::shared_ptr<CallAttempt>> attempts;
    {
        const std::scoped_lock lock(m_mutex);
        m_listener = std::move(listener);
        for (const Runner &runner : m_runners) {
            attempts.push_back(runner.attempt);
        }
        if (m_rules.hedgeAfter) {
            const auto delay = std::chrono::ceil<std::chrono::milliseconds>(*m_rules.hedgeAfter);
            m_timer =
                transport::startTimer(m_rules.services.runtime, delay, [self = shared_from_this()] { self->hedge(); });
        }
    }
    for (const std::shared_ptr<CallAttempt> &attempt : attempts) {
        attempt->start(shared_from_this());
    }
}

void AttemptRace::hedge()
{
    std::shared_ptr<CallAttempt> second;
    {
        const std::scoped_lock lock(m_mutex);
        m_timer.reset();
        if (m_winner || m_stopped || !m_listener) {
            return;
        }
        if (std::optional<Runner> runner = m_rules.hedge()) {
            second = runner->attempt;
            m_runners.push_back(std::move(*runner));
        }
    }
    if (second) {
        second->start(shared_from_this());
        const std::scoped_lock lock(m_mutex);
        if (m_stopped || (m_winner && m_winner != second.get())) {
            second->cancel();
        }
    }
}

void AttemptRace::choose(CallAttempt &attempt)
{
    m_winner = &attempt;
    if (m_timer) {
        std::exchange(m_timer, nullptr)->cancel();
    }
    const auto runner = std::ranges::find(m_runners, &attempt, [](const Runner &each) { return each.attempt.get(); });
    m_rules.chosen(runner->choice);
}

std::vector<std::shared_ptr<CallAttempt>> AttemptRace::others() const
{
    std::vector<std::shared_ptr<CallAttempt>> attempts;
    for (const Runner &runner : m_runners) {
        if (runner.running && runner.attempt.get() != m_winner) {
            attempts.push_back(runner.attempt);
        }
    }
    return attempts;
}

void AttemptRace::contentArrived(CallAttempt &attempt)
{
    std::vector<std::shared_ptr<CallAttempt>> losers;
    std::shared_ptr<AttemptListener> listener;
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_winner && !m_stopped) {
            choose(attempt);
            losers = others();
        }
        listener = m_winner == &attempt ? m_listener : nullptr;
    }
    if (!listener) {
        attempt.cancel();
        return;
    }
    listener->contentArrived(*this);
    for (const std::shared_ptr<CallAttempt> &loser : losers) {
        loser->cancel();
    }
}

void AttemptRace::ended(CallAttempt &attempt, AttemptReport report)
{
    std::vector<std::shared_ptr<CallAttempt>> losers;
    std::shared_ptr<AttemptListener> listener;
    {
        const std::scoped_lock lock(m_mutex);
        const auto runner =
            std::ranges::find(m_runners, &attempt, [](const Runner &each) { return each.attempt.get(); });
        runner->running = false;
        const bool last = std::ranges::none_of(m_runners, &Runner::running);
        // The first success answers; when all fail, the last failure counts.
        if (!m_winner && (!report.error || last)) {
            choose(attempt);
            losers = others();
        }
        if (m_winner == &attempt) {
            m_report = std::move(report);
        } else {
            recordLoser(*runner, report, m_winner || m_stopped);
        }
        if (last && m_report) {
            m_report->besides = m_besides;
            m_report->unknownBesides = m_unknownBesides;
            listener = std::exchange(m_listener, nullptr);
        }
    }
    for (const std::shared_ptr<CallAttempt> &loser : losers) {
        loser->cancel();
    }
    if (listener) {
        // What the losers cost is known now, so that it is settled with the winner's.
        listener->ended(*this, std::move(*m_report));
    }
}

void AttemptRace::recordLoser(const Runner &runner, const AttemptReport &report, bool cancelled)
{
    routing::Outcome outcome;
    outcome.error = report.error;
    outcome.cancelled = cancelled;
    outcome.duration = report.timing.total;
    outcome.firstToken = report.timing.firstToken;
    if (report.cost.amount.money) {
        m_besides += *report.cost.amount.money;
        outcome.dollars = toDollars(*report.cost.amount.money);
    } else {
        m_unknownBesides += report.error ? 1 : 0;
    }
    GatewaySnapshot &snapshot = *m_rules.snapshot;
    const std::scoped_lock lock(snapshot.routerMutex);
    snapshot.router.record(runner.choice, m_rules.facts, outcome,
                           { m_rules.services.clock.steadyNow(), m_rules.services.clock.now() });
}

void AttemptRace::cancel()
{
    std::vector<std::shared_ptr<CallAttempt>> attempts;
    {
        const std::scoped_lock lock(m_mutex);
        m_stopped = true;
        if (m_timer) {
            std::exchange(m_timer, nullptr)->cancel();
        }
        for (const Runner &runner : m_runners) {
            attempts.push_back(runner.attempt);
        }
    }
    for (const std::shared_ptr<CallAttempt> &attempt : attempts) {
        attempt->cancel();
    }
}

void AttemptRace::startAnswer(ClientExchange &client)
{
    m_winner->startAnswer(client);
}

void AttemptRace::finishAnswer(ClientExchange &client)
{
    m_winner->finishAnswer(client);
}

void AttemptRace::failAnswer(ClientExchange &client, const Error &error)
{
    m_winner->failAnswer(client, error);
}

bool AttemptRace::toolCallSent() const
{
    return m_winner && m_winner->toolCallSent();
}

std::unique_ptr<BrokenStream> AttemptRace::takeBroken()
{
    return m_winner ? m_winner->takeBroken() : nullptr;
}

UpstreamHeaders AttemptRace::takeUpstream()
{
    return m_winner ? m_winner->takeUpstream() : UpstreamHeaders {};
}

bool AttemptRace::streams() const
{
    return m_winner ? m_winner->streams() : m_runners.front().attempt->streams();
}

} // namespace patchbay::gateway
