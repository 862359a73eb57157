// SPDX-License-Identifier: GPL-3.0-or-later
//
// The values that go into and come out of a Router.
#pragma once

#include "providers/core/random.h"
#include "providers/routing/request_facts.h"
#include "providers/routing/routing_state.h"

#include <vector>
#include <span>

namespace patchbay::routing {

// Why a deployment did not take part.
enum class Drop : std::uint8_t {
    Kept,
    Blocked,
    Team,
    WebSearch,
    Cooling,
    AskedToWait, // Retry-After
    BreakerOpen,
    Unhealthy,
    Budget,
    ProviderBudget,
    Context,
    RequestLimit,
    TokenLimit,
    Parallel,
    Region,
    Format, // cannot do the response format
    Tag,
    Order,
    Tried, // failed for this request just now, and others are left
    Affinity, // another one holds the session
    Price, // cost-based routing and no price is known
    Hours, // outside its access windows
    Vision, // cannot see pictures, and others can
    Tools, // cannot call tools, and others can
};
std::string_view dropName(Drop drop); // "cooling", "context", …

// Durations that the caller enforces; absent: none.
struct AttemptTimeouts {
    std::optional<Microseconds> connect;
    std::optional<Microseconds> firstToken;
    std::optional<Microseconds> stall;
    std::optional<Microseconds> total;
};

struct AttemptChoice {
    Index deployment = none;
    Index group = none;
    AttemptTimeouts timeouts;
    std::optional<Microseconds> hedgeAfter; // ask hedge() when no content has come by then
    Index mirror = none; // group that gets a copy of the request; on the first attempt only
    int number = 1; // of the request
    int fallbacks = 0; // before this one: x-litellm-attempted-fallbacks
    bool retry = false;
    bool probe = false; // of a half-open breaker
    bool hedge = false;
    bool callersLimit = false; // timeouts.total is the request's wish, shorter than the configuration's
    std::int64_t reservedTokens = 0;
    double reservedDollars = 0;
};

struct Refusal {
    Error error; // class, status, message with the reasons, retryAfter
};

// One of the three. `wait` comes only to requests with a priority: nobody can take it now, so it stands
// in the queue and decides again after that time; whoever gives up before calls Router::leave().
struct Decision {
    std::optional<AttemptChoice> attempt {};
    std::optional<Refusal> refusal {};
    std::optional<Microseconds> wait {};
};

// Where a request stands. Made empty; only the router changes it. Names in it belong to the table or to
// the RequestFacts, which outlive it.
struct RouteProgress {
    static constexpr std::size_t capacity = 32; // of fallbacks, pending or taken
    bool started = false;
    Index group = none;
    Index pinned = none; // a deployment asked for by id
    std::string_view asked; // the current group's name as asked for, for wildcards
    int rule = -1; // of patchbay.rules, that chose the group
    int split = -1;
    int fallbacks = 0;
    int attempts = 0;
    int retriesInGroup = 0;
    int attemptsInGroup = 0;
    int order = std::numeric_limits<int>::min(); // order levels below are used up
    Index failedLast = none;
    std::uint64_t ticket = 0; // in the queue of the group; 0: does not wait
    SteadyTime waitsUntil {};
    bool contentSent = false;
    bool ownFallbacksTaken = false; // those of the request
    Drop mainDrop = Drop::Kept; // why the last group had nobody
    Microseconds retryAfter {}; // and when it may have again
    std::optional<Error> lastError;
    Target first {};
    // Empty, and without memory of their own, until something fails.
    std::vector<Target> pending {}; // fallbacks still to try, next one last
    std::vector<Target> detours {}; // that were taken

    // The places that were looked at: the first, then the detours.
    std::size_t visitedCount() const { return started ? 1 + detours.size() : 0; }
    const Target &visited(std::size_t place) const { return place == 0 ? first : detours[place - 1]; }
};

struct Outcome {
    std::optional<Error> error; // absent: success
    std::optional<Microseconds> firstToken;
    Microseconds duration {};
    std::int64_t promptTokens = 0;
    std::int64_t completionTokens = 0;
    double dollars = 0; // what the attempt cost, for budgets
    bool contentSent = false; // some content has gone to the client
    bool toolCallSent = false; // and a part of a tool call with it
    bool cancelled = false; // by the caller, or the loser of a hedge: says nothing about the provider
    bool mocked = false; // the request asked for this end: what follows, follows, but nothing is learned
};

struct Next {
    enum class Kind : std::uint8_t { Done, Retry, Fallback, GiveUp };
    Kind kind = Kind::Done;
    Microseconds wait {}; // before the retry
    bool continues = false; // after content: who comes next goes on with the text (mid_stream_fallback)
    std::optional<Error> error; // of GiveUp
};

struct Chance {
    Moment now;
    Random &random;
};

// A row of `route explain`.
struct CandidateView {
    Index deployment = none;
    Drop drop = Drop::Kept;
    Microseconds available {}; // until it can be asked again, where time decides
    double share = 0; // odds of being picked, 0 to 1
};

// Which patterns of tag_regex the last few user agents matched: expressions are slow, clients are few.
class UserAgentMemo {
public:
    bool matches(const std::vector<std::regex> &patterns, std::size_t pattern, std::string_view agent);

private:
    struct Slot {
        std::string agent;
        std::vector<std::uint8_t> matched; // by pattern; empty: unused
    };
    std::array<Slot, 16> m_slots;
    std::ptrdiff_t m_next = 0;
};

// The members of a group as the last decision saw them. Reused, so that it does not allocate.
struct Candidates {
    std::vector<Drop> drops; // beside the group's members
    std::vector<Index> kept; // unused while all are
    std::vector<CandidateView> views; // filled when somebody asks
};

} // namespace patchbay::routing
