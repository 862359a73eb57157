// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/simulator.h"

#include <algorithm>
#include <deque>
#include <queue>

namespace patchbay::routing {
namespace {

constexpr std::size_t timelinePoints = 60;
constexpr int mostAttempts = 200; // a request beyond this is a fault of the core

enum class EventKind : std::uint8_t { End, Decide, Hedge };

struct Event {
    Microseconds at {};
    std::uint64_t order = 0; // equal times happen in the order they were planned
    std::uint32_t flight = 0;
    std::uint16_t generation = 0;
    EventKind kind = EventKind::Decide;
    std::uint8_t half = 0; // of a hedge

    bool operator>(const Event &other) const { return at != other.at ? at > other.at : order > other.order; }
};

struct Half {
    AttemptChoice attempt;
    Fate fate;
    Microseconds start {};
    bool running = false;
};

// A request under way. Reused for another when it ends; the generation tells late events apart.
struct Flight {
    RequestFacts facts;
    RouteProgress progress;
    std::size_t request = 0;
    std::uint16_t generation = 0;
    bool mirror = false;
    Half halves[2];
};

class Simulation {
public:
    explicit Simulation(const SimulationInput &input)
        : m_input(input)
        , m_router(input.table)
        , m_providers(*input.table, input.scenario, input.seed)
        , m_random(input.seed)
        , m_log(input.watch)
    {
        m_result.requests.resize(input.traffic.requests.size());
        for (Index index = 0; index < input.table->deployments().size(); ++index) {
            const DeploymentDetails &details = input.table->details(index);
            DeploymentCount &row = m_result.deployments.emplace_back();
            row.id = details.id;
            row.model = details.model;
            row.group = details.group;
        }
        const Microseconds last = input.traffic.requests.back().at;
        m_span = std::max(Microseconds(1),
                          (last + Microseconds(1)) / static_cast<std::int64_t>(timelinePoints) + Microseconds(1));
        m_result.timeline.resize(timelinePoints);
        for (std::size_t point = 0; point < timelinePoints; ++point) {
            m_result.timeline[point].from =
                std::chrono::duration<double>(m_span * static_cast<std::int64_t>(point)).count();
        }
    }

    SimulationResult run()
    {
        std::size_t next = 0;
        const std::vector<SimulatedRequest> &requests = m_input.traffic.requests;
        while ((next < requests.size() || !m_events.empty()) && !m_input.stop.stop_requested()) {
            if (m_events.empty() || (next < requests.size() && requests[next].at <= m_events.top().at)) {
                m_now = requests[next].at;
                arrive(next++);
                continue;
            }
            const Event event = m_events.top();
            m_events.pop();
            m_now = event.at;
            if (m_flights[event.flight].generation == event.generation) {
                handle(event);
            }
        }
        return std::move(m_result);
    }

private:
    Moment moment() const
    {
        // Any fixed start will do; a Monday at midnight makes hours easy to read.
        constexpr Microseconds started = std::chrono::hours(1'000);
        const WallTime monday { std::chrono::sys_days(std::chrono::year(2026) / 1 / 5) };
        return { SteadyTime(started + m_now), monday + m_now + m_providers.clockShift(m_now) };
    }

    Chance chance() { return { moment(), m_random }; }

    void plan(Microseconds at, std::uint32_t flight, EventKind kind, std::uint8_t half = 0)
    {
        m_events.push({ at, m_order++, flight, m_flights[flight].generation, kind, half });
    }

    std::uint32_t takeFlight(std::size_t request)
    {
        std::uint32_t place = static_cast<std::uint32_t>(m_flights.size());
        if (m_free.empty()) {
            m_flights.emplace_back();
        } else {
            place = m_free.back();
            m_free.pop_back();
        }
        Flight &flight = m_flights[place];
        flight.request = request;
        flight.progress = RouteProgress();
        flight.mirror = false;
        return place;
    }

    void arrive(std::size_t number)
    {
        const std::uint32_t place = takeFlight(number);
        RequestFacts &facts = m_flights[place].facts;
        fillFacts(m_input.traffic, m_input.traffic.requests[number], facts);
        facts.priority = facts.priority ? facts.priority : m_input.table->settings().defaultPriority;
        decide(place);
    }

    // A copy for another group: sent once, nobody waits for it, its cost is the request's.
    void mirror(std::uint32_t original, Index group)
    {
        const std::uint32_t place = takeFlight(m_flights[original].request);
        Flight &flight = m_flights[place];
        flight.mirror = true;
        flight.facts = m_flights[original].facts;
        flight.facts.model = m_input.table->groups()[group].name;
        flight.facts.priority.reset();
        const Decision decision = m_router.decide(flight.progress, flight.facts, chance());
        if (decision.attempt) {
            ++m_result.mirrored;
            send(place, 0, *decision.attempt);
        } else {
            release(place);
        }
    }

    void handle(const Event &event)
    {
        switch (event.kind) {
        case EventKind::Decide: decide(event.flight); break;
        case EventKind::End: ended(event.flight, event.half); break;
        case EventKind::Hedge: hedge(event.flight); break;
        }
    }

    void decide(std::uint32_t place)
    {
        Flight &flight = m_flights[place];
        const std::size_t places = flight.progress.visitedCount();
        const Decision decision = m_router.decide(flight.progress, flight.facts, chance());
        m_log.decided(flight.progress, places, flight.request, m_now);
        if (decision.wait) {
            plan(m_now + *decision.wait, place, EventKind::Decide);
            return;
        }
        if (!decision.attempt || flight.progress.attempts >= mostAttempts) {
            m_result.refused += flight.progress.attempts == 0 ? 1 : 0;
            const Error error =
                decision.refusal ? decision.refusal->error : makeError(ErrorClass::InternalServer, "endless");
            finish(place, &error);
            return;
        }
        send(place, 0, *decision.attempt);
        if (decision.attempt->hedgeAfter) {
            plan(m_now + *decision.attempt->hedgeAfter, place, EventKind::Hedge);
        }
        if (decision.attempt->mirror != none) {
            mirror(place, decision.attempt->mirror);
        }
    }

    void send(std::uint32_t place, std::uint8_t half, const AttemptChoice &attempt)
    {
        Flight &flight = m_flights[place];
        if (m_input.trace && !flight.mirror) {
            m_input.trace({ flight.request, m_now, attempt.deployment });
        }
        if (!flight.mirror) {
            m_log.sent(attempt, flight.request, m_now);
        }
        m_router.begin(flight.progress, attempt, flight.facts, moment());
        Half &sent = flight.halves[half];
        sent = { attempt, m_providers.fate(attempt, m_input.traffic.requests[flight.request], flight.request, m_now),
                 m_now, true };
        ++m_result.attempts;
        ++m_result.deployments[attempt.deployment].attempts;
        m_result.retries += attempt.retry ? 1 : 0;
        m_result.hedges += attempt.hedge ? 1 : 0;
        plan(m_now + sent.fate.end, place, EventKind::End, half);
    }

    // Content that is on its way makes a second attempt useless.
    void hedge(std::uint32_t place)
    {
        Flight &flight = m_flights[place];
        const Half &first = flight.halves[0];
        const bool waiting = first.running && !flight.halves[1].running
            && (first.fate.firstToken == Microseconds(0) || first.start + first.fate.firstToken > m_now);
        if (!waiting || first.attempt.hedgeAfter != std::optional(m_now - first.start)) {
            return;
        }
        if (const std::optional<AttemptChoice> second =
                m_router.hedge(flight.progress, first.attempt, flight.facts, chance())) {
            send(place, 1, *second);
        }
    }

    double priceOf(const Half &half, double completionShare)
    {
        const DeploymentDetails &details = m_input.table->details(half.attempt.deployment);
        if (details.inputPrice < 0 && details.outputPrice < 0) {
            ++m_result.unpriced;
            return 0;
        }
        const SimulatedRequest &request = m_input.traffic.requests[m_flights[m_current].request];
        const double prompt = std::max(0.0, details.inputPrice) * request.promptTokens;
        return (prompt + std::max(0.0, details.outputPrice) * request.completionTokens * completionShare)
            * half.fate.priceFactor;
    }

    Outcome outcomeOf(std::uint32_t place, const Half &half)
    {
        m_current = place;
        const SimulatedRequest &request = m_input.traffic.requests[m_flights[place].request];
        Outcome outcome;
        outcome.error = half.fate.error;
        outcome.duration = m_now - half.start;
        outcome.contentSent = half.fate.contentSent;
        const bool refused = half.fate.error && half.fate.firstToken == Microseconds(0);
        if (!refused) {
            outcome.firstToken = request.stream ? std::optional(half.fate.firstToken) : std::nullopt;
            outcome.promptTokens = request.promptTokens;
            outcome.completionTokens = static_cast<std::int64_t>(request.completionTokens * half.fate.tokensShare);
            outcome.dollars = priceOf(half, half.fate.tokensShare); // providers bill answers, not refusals
        }
        return outcome;
    }

    void charge(Flight &flight, const Half &half, double dollars)
    {
        m_result.requests[flight.request].dollars += dollars;
        m_result.deployments[half.attempt.deployment].dollars += dollars;
    }

    void ended(std::uint32_t place, std::uint8_t which)
    {
        Flight &flight = m_flights[place];
        Half &half = flight.halves[which];
        if (!half.running || half.start + half.fate.end != m_now) {
            return;
        }
        half.running = false;
        const Outcome outcome = outcomeOf(place, half);
        charge(flight, half, outcome.dollars);
        m_result.deployments[half.attempt.deployment].failures += outcome.error ? 1 : 0;
        noteFirstToken(flight, half, outcome);
        if (!flight.mirror) {
            m_log.ended(half.attempt, outcome, flight.request, m_now);
        }
        settle(place, half, outcome);
        m_log.rests(half.attempt.deployment, m_router.state(), flight.request, moment(), m_now);
    }

    // What follows from an attempt's end.
    void settle(std::uint32_t place, const Half &half, const Outcome &outcome)
    {
        Flight &flight = m_flights[place];
        Half &other = flight.halves[&half == flight.halves ? 1 : 0];
        if (flight.mirror) {
            m_router.record(half.attempt, flight.facts, outcome, moment());
            release(place);
            return;
        }
        if (outcome.error && other.running) {
            m_router.record(half.attempt, flight.facts, outcome, moment());
            return; // the other half may still answer
        }
        if (other.running) {
            cancel(place, other);
        }
        const std::size_t places = flight.progress.visitedCount();
        const Next next = m_router.observe(flight.progress, half.attempt, flight.facts, outcome, chance());
        m_log.decided(flight.progress, places, flight.request, m_now);
        switch (next.kind) {
        case Next::Kind::Done: finish(place, nullptr); break;
        case Next::Kind::GiveUp: finish(place, &*next.error); break;
        case Next::Kind::Retry:
        case Next::Kind::Fallback: plan(m_now + next.wait, place, EventKind::Decide); break;
        }
    }

    // What the client sees first stays first, whoever goes on with the text.
    void noteFirstToken(const Flight &flight, const Half &half, const Outcome &outcome)
    {
        SimulatedResult &result = m_result.requests[flight.request];
        const bool seen = !flight.mirror && outcome.firstToken && (!outcome.error || outcome.contentSent);
        if (seen && result.firstToken <= 0) {
            const Microseconds asked = m_input.traffic.requests[flight.request].at;
            result.firstToken = std::chrono::duration<float>(half.start + *outcome.firstToken - asked).count();
        }
    }

    // The loser of a hedge; what it had made is paid for.
    void cancel(std::uint32_t place, Half &loser)
    {
        loser.running = false;
        Flight &flight = m_flights[place];
        const Microseconds ran = m_now - loser.start;
        const bool begun = loser.fate.firstToken > Microseconds(0) && ran >= loser.fate.firstToken;
        const Microseconds making = std::max(Microseconds(1), loser.fate.end - loser.fate.firstToken);
        const double share = begun
            ? std::min(1.0,
                       static_cast<double>((ran - loser.fate.firstToken).count()) / static_cast<double>(making.count()))
            : 0;
        m_current = place;
        Outcome outcome;
        outcome.cancelled = true;
        outcome.duration = ran;
        outcome.dollars = loser.fate.error && !begun ? 0 : priceOf(loser, share);
        charge(flight, loser, outcome.dollars);
        m_router.record(loser.attempt, flight.facts, outcome, moment());
    }

    void finish(std::uint32_t place, const Error *error)
    {
        Flight &flight = m_flights[place];
        const SimulatedRequest &request = m_input.traffic.requests[flight.request];
        m_log.finished(error, flight.request, m_now);
        SimulatedResult &result = m_result.requests[flight.request];
        result.seconds = std::chrono::duration<float>(m_now - request.at).count();
        result.attempts = static_cast<std::uint16_t>(flight.progress.attempts);
        result.fallbacks = static_cast<std::uint16_t>(flight.progress.fallbacks);
        result.succeeded = error == nullptr;
        if (error) {
            ++m_result.errors[std::string(className(error->kind))];
            if (m_input.trace) {
                m_input.trace({ flight.request, m_now, none });
            }
        }
        const auto point = std::min(static_cast<std::size_t>(request.at / m_span), timelinePoints - 1);
        TimelinePoint &line = m_result.timeline[point];
        ++line.requests;
        line.failures += error ? 1 : 0;
        line.secondsSum += result.seconds;
        if (line.requests == 1) {
            // Looked at once a span: how much of the house is closed.
            const SteadyTime now = moment().steady;
            line.unavailable = static_cast<std::uint32_t>(
                std::ranges::count_if(m_router.state().deployments,
                                      [now](const DeploymentState &state) { return state.unavailableUntil > now; }));
        }
        release(place);
    }

    void release(std::uint32_t place)
    {
        Flight &flight = m_flights[place];
        ++flight.generation;
        flight.halves[0].running = flight.halves[1].running = false;
        m_free.push_back(place);
    }

    const SimulationInput &m_input;
    Router m_router;
    ProviderModel m_providers;
    SeededRandom m_random;
    SimulationLog m_log;
    SimulationResult m_result;
    std::priority_queue<Event, std::vector<Event>, std::greater<>> m_events;
    std::deque<Flight> m_flights; // names in a progress point into its facts: flights never move
    std::vector<std::uint32_t> m_free;
    std::uint64_t m_order = 0;
    Microseconds m_now {};
    Microseconds m_span {};
    std::uint32_t m_current = 0;
};

} // namespace

SimulationResult simulate(const SimulationInput &input)
{
    return Simulation(input).run();
}

} // namespace patchbay::routing
