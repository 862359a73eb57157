// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/comparison.h"

#include <boost/json.hpp>

#include <format>

namespace patchbay::routing {
namespace {

namespace json = boost::json;

json::object resultObject(const SimulationResult &result)
{
    const Figures figures = figuresOf(result);
    json::object attempts;
    json::array deployments;
    for (const DeploymentCount &row : result.deployments) {
        attempts[row.id] = row.attempts;
        deployments.push_back({ { "deployment", row.id },
                                { "model", row.model },
                                { "group", row.group },
                                { "attempts", row.attempts },
                                { "failures", row.failures },
                                { "cost", row.dollars } });
    }
    json::object errors;
    for (const auto &[name, count] : result.errors) {
        errors[name] = count;
    }
    json::array timeline;
    for (const TimelinePoint &point : result.timeline) {
        if (point.requests > 0) {
            timeline.push_back({ { "from", point.from },
                                 { "requests", point.requests },
                                 { "failures", point.failures },
                                 { "latency", point.secondsSum / point.requests },
                                 { "unavailable", point.unavailable } });
        }
    }
    return { { "requests", figures.requests },
             { "success", figures.success },
             { "attempts", std::move(attempts) },
             { "latency",
               { { "p50", figures.p50 }, { "p95", figures.p95 }, { "p99", figures.p99 }, { "mean", figures.mean } } },
             { "first_token", { { "p50", figures.firstP50 }, { "p95", figures.firstP95 } } },
             { "cost", figures.cost },
             { "unpriced_attempts", result.unpriced },
             { "hops", figures.hops },
             { "fallbacks", figures.fallbacks },
             { "retries", result.retries },
             { "hedges", result.hedges },
             { "mirrored", result.mirrored },
             { "refused", result.refused },
             { "errors", std::move(errors) },
             { "deployments", std::move(deployments) },
             { "timeline", std::move(timeline) } };
}

json::object intervalObject(const Interval &interval)
{
    return { { "mean", interval.mean },
             { "low", interval.low },
             { "high", interval.high },
             { "decisive", interval.decisive() } };
}

std::string figureLines(const SimulationResult &result)
{
    const Figures figures = figuresOf(result);
    std::string text = std::format("  requests {:>12}   success {:.3f} %\n", figures.requests, figures.success * 100);
    text +=
        std::format("  latency  p50 {:.2f} s   p95 {:.2f} s   p99 {:.2f} s\n", figures.p50, figures.p95, figures.p99);
    if (figures.firstP50 > 0) {
        text += std::format("  TTFT     p50 {:.2f} s   p95 {:.2f} s\n", figures.firstP50, figures.firstP95);
    }
    text += std::format("  cost     ${:.4f}{}\n", figures.cost,
                        result.unpriced ? std::format("   ({} attempts without a known price)", result.unpriced) : "");
    text += std::format("  hops     {:.3f} a request   retries {}   fallbacks {:.3f} a request   hedges {}{}\n",
                        figures.hops, result.retries, figures.fallbacks, result.hedges,
                        result.mirrored ? std::format("   mirrored {}", result.mirrored) : "");
    for (const DeploymentCount &row : result.deployments) {
        text += std::format("  {:<24} {:<32} {:>10} attempts {:>10} failed   ${:.4f}\n", row.id, row.model,
                            row.attempts, row.failures, row.dollars);
    }
    for (const auto &[name, count] : result.errors) {
        text += std::format("  ended in {:<28} {:>8}\n", name, count);
    }
    return text;
}

std::string intervalLine(std::string_view name, const Interval &interval, std::string_view unit)
{
    return std::format("  {:<14} {:+.5f} {:<10} ({:+.5f} … {:+.5f}){}\n", name, interval.mean, unit, interval.low,
                       interval.high, interval.decisive() ? "" : "   not decisive");
}

} // namespace

std::string toJson(const SimulationResult &first, const SimulationResult *other)
{
    json::object out = resultObject(first);
    if (other) {
        const Comparison comparison = compare(first, *other);
        out["against"] = resultObject(*other);
        out["difference"] = {
            { "success", intervalObject(comparison.success) }, { "latency", intervalObject(comparison.latency) },
            { "latency_p50", intervalObject(comparison.p50) }, { "latency_p95", intervalObject(comparison.p95) },
            { "latency_p99", intervalObject(comparison.p99) }, { "cost", intervalObject(comparison.cost) },
            { "hops", intervalObject(comparison.hops) }
        };
        out["difference_is"] = "against minus config, request by request; latencies of the requests that both answered";
        out["confidence"] = 0.99;
        out["verdict"] = comparison.verdict;
    }
    return json::serialize(out);
}

std::string toText(const SimulationResult &first, const SimulationResult *other)
{
    std::string text = (other ? "this configuration\n" : "") + figureLines(first);
    if (other) {
        const Comparison comparison = compare(first, *other);
        text += "\nthe other\n" + figureLines(*other)
            + "\nthe other minus this one, request by request (mean, 99 % interval)\n";
        text += intervalLine("success", comparison.success, "share");
        text += intervalLine("cost", comparison.cost, "$/request");
        text += intervalLine("hops", comparison.hops, "/request");
        text += "  and of the requests that both answered, so not what the figures above differ by:\n";
        text += intervalLine("mean latency", comparison.latency, "s");
        text += intervalLine("p95", comparison.p95, "s");
        text += intervalLine("p99", comparison.p99, "s");
        text += "\n" + comparison.verdict + "\n";
    }
    return text;
}

} // namespace patchbay::routing
