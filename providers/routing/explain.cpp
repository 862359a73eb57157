// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/explain.h"

#include "providers/routing/candidate_filter.h"
#include "providers/routing/route_start.h"

#include <algorithm>
#include <format>

namespace patchbay::routing {
namespace {

double seconds(Microseconds duration)
{
    return std::chrono::duration<double>(duration).count();
}

std::string joined(const std::vector<std::string> &names)
{
    std::string text;
    for (const std::string &name : names) {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text.empty() ? "none" : text;
}

std::string tokenLimitText(const DeploymentFacts &deployment, const DeploymentState &state, const RequestFacts &facts,
                           SteadyTime now)
{
    const TokenUse use = tokenUse(state, now);
    const auto more = static_cast<double>(facts.promptTokens);
    if (deployment.tokensPerMinute >= 0 && use.all + more > deployment.tokensPerMinute) {
        return std::format("tpm {:.0f} of {:.0f} used, {:.0f} more", use.all, deployment.tokensPerMinute, more);
    }
    if (deployment.inputPerMinute >= 0 && use.input + more > deployment.inputPerMinute) {
        return std::format("itpm {:.0f} of {:.0f} used, {:.0f} more", use.input, deployment.inputPerMinute, more);
    }
    return std::format("otpm {:.0f} of {:.0f} used", use.output, deployment.outputPerMinute);
}

std::string reasonText(const Router &router, const CandidateView &view, const RequestFacts &facts, SteadyTime now)
{
    const DeploymentFacts &deployment = router.table().deployments()[view.deployment];
    const DeploymentDetails &details = router.table().details(view.deployment);
    const DeploymentState &state = router.state().deployments[view.deployment];
    switch (view.drop) {
    case Drop::Kept: return {};
    case Drop::Cooling:
    case Drop::AskedToWait:
    case Drop::BreakerOpen: {
        const SteadyTime when = view.drop == Drop::Cooling ? SteadyTime {} : SteadyTime::max();
        const std::string why = cooldownReason(state, when);
        return std::format("{} {:.1f} s{}{}", dropName(view.drop), seconds(view.available), why.empty() ? "" : ": ",
                           why);
    }
    case Drop::Context: return std::format("context {:.0f} < {}", deployment.contextTokens, facts.promptTokens);
    case Drop::RequestLimit: return std::format("rpm {} of {:.0f} used", state.requests, deployment.requestsPerMinute);
    case Drop::TokenLimit: return tokenLimitText(deployment, state, facts, now);
    case Drop::Parallel: return std::format("parallel {} of {:.0f}", state.inFlight, deployment.maximumParallel);
    case Drop::Budget: return std::format("budget ${:.4f} of ${:.4f} spent", state.spent, deployment.budget);
    case Drop::Order:
        return deployment.order == std::numeric_limits<int>::max()
            ? "no order: after those that have one"
            : std::format("order {}, a lower one is there", deployment.order);
    case Drop::Region: return std::format("region \"{}\", not {}", details.region, facts.region);
    case Drop::Tag: return std::format("tag: has {}, the request says {}", joined(details.tags), joined(facts.tags));
    case Drop::Hours: return "hours: outside its access windows";
    case Drop::Tried: return "tried: failed for this request just now";
    case Drop::Team: return std::format("team: for {} only", joined(details.teams));
    default: return std::string(dropName(view.drop));
    }
}

CandidateExplanation explainCandidate(const Router &router, const CandidateView &view, const RequestFacts &facts,
                                      SteadyTime now)
{
    const DeploymentDetails &details = router.table().details(view.deployment);
    const DeploymentState &state = router.state().deployments[view.deployment];
    CandidateExplanation row;
    row.deployment = details.id;
    row.model = router.table().modelFor(view.deployment, facts.model);
    row.kept = view.drop == Drop::Kept;
    row.drop = row.kept ? std::string() : std::string(dropName(view.drop));
    row.reason = reasonText(router, view, facts, now);
    row.odds = view.share;
    row.available = view.available;
    row.inputPrice = details.inputPrice >= 0 ? std::optional(details.inputPrice) : std::nullopt;
    row.outputPrice = details.outputPrice >= 0 ? std::optional(details.outputPrice) : std::nullopt;
    if (details.inputPrice >= 0 && details.outputPrice >= 0 && facts.promptTokens + facts.completionTokens > 0) {
        row.cost = details.dollarsFor(facts.promptTokens, facts.completionTokens);
    }
    const LatencyRing &ring =
        facts.stream ? router.state().firstTokens[view.deployment] : router.state().latencies[view.deployment];
    if (ring.count > 0) {
        const double mean = (facts.stream ? state.firstTokenSum : state.latencySum) / ring.count;
        row.latency =
            facts.stream ? mean : mean * static_cast<double>(std::max<std::int64_t>(1, facts.completionTokens));
    } else if (state.peakLatency > 0) {
        row.latency = state.peakLatency;
    }
    return row;
}

// Lets every attempt of a request fail in the same way, on a copy.
FailurePath followFailure(Router router, const RequestFacts &facts, std::string name, const Error &error, Chance chance)
{
    constexpr int mostSteps = 40;
    FailurePath path { .failure = std::move(name), .steps = {}, .ends = {} };
    RouteProgress progress;
    PathStep step;
    for (int count = 0; count < mostSteps; ++count) {
        const Decision decision = router.decide(progress, facts, chance);
        if (!decision.attempt) {
            path.ends = className(decision.refusal->error.kind);
            return path;
        }
        step.group = router.table().groups()[decision.attempt->group].name;
        step.deployment = router.table().details(decision.attempt->deployment).id;
        step.model = router.table().modelFor(decision.attempt->deployment, progress.asked);
        path.steps.push_back(step);
        router.begin(progress, *decision.attempt, facts, chance.now);
        Outcome outcome;
        outcome.error = error;
        const Next next = router.observe(progress, *decision.attempt, facts, outcome, chance);
        if (next.kind == Next::Kind::GiveUp || next.kind == Next::Kind::Done) {
            path.ends = next.error ? className(next.error->kind) : "";
            return path;
        }
        step = {};
        step.wait = next.wait;
        step.fallback = next.kind == Next::Kind::Fallback;
        chance.now.steady += next.wait;
        chance.now.wall += next.wait;
    }
    path.ends = std::format("more than {} attempts", mostSteps);
    return path;
}

void addPaths(Explanation &explanation, const Router &router, RequestFacts facts, Moment now, std::uint64_t seed)
{
    facts.priority.reset(); // the path is that of the attempts; the queue comes before them
    const std::pair<std::string_view, ErrorClass> failures[] = {
        { "429", ErrorClass::RateLimit },
        { "500", ErrorClass::InternalServer },
        { "timeout", ErrorClass::Timeout },
        { "connection", ErrorClass::ApiConnection },
        { "401", ErrorClass::Authentication },
        { "400", ErrorClass::BadRequest },
        { "context window", ErrorClass::ContextWindowExceeded },
        { "content policy", ErrorClass::ContentPolicyViolation },
    };
    for (const auto &[name, kind] : failures) {
        SeededRandom random(seed);
        explanation.paths.push_back(
            followFailure(router, facts, std::string(name), makeError(kind, std::string(name)), { now, random }));
    }
}

void addRules(Explanation &explanation, const RoutingTable &table, const RouteProgress &progress,
              const RequestFacts &facts, Moment now)
{
    const std::optional<Target> asked = table.resolve(facts.model);
    const std::string_view group = asked ? std::string_view(table.groups()[asked->group].name) : std::string_view();
    const std::vector<config::RoutingRule> &rules = table.patchbay().rules;
    for (std::size_t index = 0; index < rules.size(); ++index) {
        const std::string_view failed = failedCondition(rules[index].when, facts, group, now.wall);
        RuleExplanation row;
        row.name = rules[index].name.empty() ? "rule " + std::to_string(index + 1) : rules[index].name;
        row.holds = failed.empty();
        row.taken = progress.rule == static_cast<int>(index);
        row.failed = failed;
        row.use = rules[index].use.name;
        explanation.rules.push_back(std::move(row));
    }
}

} // namespace

Explanation explainRoute(const Router &original, const RequestFacts &facts, Moment now, std::uint64_t seed)
{
    Router router = original;
    const RoutingTable &table = router.table();
    SeededRandom random(seed);
    Explanation explanation;
    explanation.model = facts.model;
    RouteProgress progress;
    if (!router.start(progress, facts, { now, random })) {
        explanation.refusal = router.decide(progress, facts, { now, random }).refusal->error;
        return explanation;
    }
    explanation.group = table.groups()[progress.group].name;
    explanation.strategy = config::strategyName(table.groups()[progress.group].strategy);
    addRules(explanation, table, progress, facts, now);
    if (progress.split >= 0) {
        explanation.split = table.patchbay().splits[static_cast<std::size_t>(progress.split)].name;
    }
    for (const CandidateView &view : router.candidates(progress, facts, now)) {
        explanation.candidates.push_back(explainCandidate(router, view, facts, now.steady));
    }
    for (const FallbackKind kind :
         { FallbackKind::General, FallbackKind::ContextWindow, FallbackKind::ContentPolicy }) {
        for (const Target &target : router.fallbackPath(kind, progress, facts)) {
            explanation.fallbacks[static_cast<std::size_t>(kind)].emplace_back(target.name);
        }
    }
    // From the beginning, with the same chance as live traffic would have.
    RouteProgress fresh;
    SeededRandom again(seed);
    const Decision decision = router.decide(fresh, facts, { now, again });
    if (decision.attempt) {
        explanation.pick = table.details(decision.attempt->deployment).id;
        explanation.pickGroup = table.groups()[decision.attempt->group].name;
        explanation.pickModel = table.modelFor(decision.attempt->deployment, fresh.asked);
        explanation.timeouts = decision.attempt->timeouts;
        explanation.hedgeAfter = decision.attempt->hedgeAfter;
        explanation.mirror =
            decision.attempt->mirror == none ? std::string() : table.groups()[decision.attempt->mirror].name;
    } else if (decision.wait) {
        explanation.queued = *facts.priority;
    } else {
        explanation.refusal = decision.refusal->error;
    }
    addPaths(explanation, original, facts, now, seed);
    return explanation;
}

} // namespace patchbay::routing
