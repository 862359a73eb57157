// SPDX-License-Identifier: GPL-3.0-or-later
//
// Router: the decision core. Which deployment takes a request, and what follows from an outcome.
// No socket, thread, wall clock or global: time and chance come in. The gateway, `route explain`, the
// simulator and the property tests drive the same functions:
//
//   RouteProgress progress;
//   for (;;) {
//       Decision decision = router.decide(progress, facts, now(), random);
//       if (decision.wait) { wait *decision.wait; continue; }         // only with facts.priority
//       if (!decision.attempt) { answer *decision.refusal; break; }
//       router.begin(progress, *decision.attempt, facts, now());      // it is about to be sent
//       Outcome outcome = … call decision.attempt->deployment within its timeouts …
//       Next next = router.observe(progress, *decision.attempt, facts, outcome, {now(), random});
//       if (next.kind == Next::Kind::Done)   break;                   // answered, or stopped by the caller
//       if (next.kind == Next::Kind::GiveUp) { answer *next.error; break; }
//       if (next.kind == Next::Kind::Retry)  wait next.wait;          // same group; Fallback: at once
//   }
//
// Every begin() is followed by exactly one observe() or record(). Not safe for several threads at once:
// callers guard it with a mutex, held over decide() and begin() together (less than a microsecond). No allocation once
// warm, except for refusals and errors.
#pragma once

#include "providers/routing/route_types.h"

namespace patchbay::routing {

class Router {
public:
    explicit Router(std::shared_ptr<const RoutingTable> table);

    Decision decide(RouteProgress &progress, const RequestFacts &facts, Chance chance);
    // A request that was told to wait has gone: its place in the queue is free.
    void leave(RouteProgress &progress);
    void begin(RouteProgress &progress, const AttemptChoice &attempt, const RequestFacts &facts, Moment now);
    Next observe(RouteProgress &progress, const AttemptChoice &attempt, const RequestFacts &facts,
                 const Outcome &outcome, Chance chance);
    // observe() without asking what follows: for the half of a hedge that ended while the other runs on.
    void record(const AttemptChoice &attempt, const RequestFacts &facts, const Outcome &outcome, Moment now);
    // The second attempt of a hedge, when there is somebody for it; begin() and observe() as usual. The
    // loser is observed as cancelled.
    std::optional<AttemptChoice> hedge(const RouteProgress &progress, const AttemptChoice &first,
                                       const RequestFacts &facts, Chance chance);

    // What decide() would see now in a group; changes nothing. Odds are exact where the strategy is
    // random by weight, else of its current choice.
    std::vector<CandidateView> candidates(const RouteProgress &progress, const RequestFacts &facts, Moment now);
    // The group that rules, splits and aliases lead to. False: there is no such model.
    bool start(RouteProgress &progress, const RequestFacts &facts, Chance chance) const;
    // The groups that a failure of the kind would go to, in order.
    std::vector<Target> fallbackPath(FallbackKind kind, const RouteProgress &progress, const RequestFacts &facts) const;

    // Health checks and people.
    void setHealth(Index deployment, bool healthy, SteadyTime now);
    void cool(Index deployment, Microseconds length, SteadyTime now);
    void clearCooldown(Index deployment);
    // What was spent without this router, before a restart, counts against the budgets.
    void charge(Index deployment, double dollars, SteadyTime when);

    const RoutingTable &table() const { return *m_table; }
    const RoutingState &state() const { return m_state; }
    void setState(RoutingState state);
    // Reload: the state moves to the new table by deployment id. Requests under way finish with a
    // router of the old table; their observe() calls are not counted here.
    void reload(std::shared_ptr<const RoutingTable> table);

private:
    // Who may take the request, until the next call; m_candidates says why not the others.
    std::span<const Index> filter(const RouteProgress &progress, const RequestFacts &facts, Moment now);
    const std::vector<CandidateView> &views(const RouteProgress &progress, const RequestFacts &facts, Moment now);
    AttemptChoice makeAttempt(const RouteProgress &progress, const RequestFacts &facts, Index deployment) const;
    // Nothing: it may go on, with who is kept.
    std::optional<Decision> queue(RouteProgress &progress, const RequestFacts &facts, std::size_t kept, Moment now);
    Next afterFailure(RouteProgress &progress, const AttemptChoice &attempt, const RequestFacts &facts, Chance chance);
    // Whether a higher level of order has somebody for the request; then it is the level that is asked.
    bool entersNextOrder(RouteProgress &progress, const RequestFacts &facts, Moment now);
    std::optional<Microseconds> retryWait(const RouteProgress &progress, const AttemptChoice &attempt,
                                          const RequestFacts &facts, Chance chance);
    std::string refusalReasons(const RouteProgress &progress, const RequestFacts &facts, Moment now);
    Decision refuse(RouteProgress &progress, const RequestFacts &facts, Moment now);

    std::shared_ptr<const RoutingTable> m_table;
    RoutingState m_state;
    Candidates m_candidates; // of the last filter()
    UserAgentMemo m_agents;
};

} // namespace patchbay::routing
