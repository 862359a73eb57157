// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/explain.h"

#include <boost/json.hpp>

#include <algorithm>
#include <format>
#include <set>

namespace patchbay::routing {
namespace {

namespace json = boost::json;

double seconds(Microseconds duration)
{
    return std::chrono::duration<double>(duration).count();
}

json::value orNull(const std::optional<double> &value)
{
    return value ? json::value(*value) : json::value(nullptr);
}

json::value orNull(const std::optional<Microseconds> &value)
{
    return value ? json::value(seconds(*value)) : json::value(nullptr);
}

json::value orNull(const std::string &text)
{
    return text.empty() ? json::value(nullptr) : json::value(text);
}

json::array names(const std::vector<std::string> &list)
{
    return json::array(list.begin(), list.end());
}

json::object candidate(const CandidateExplanation &row)
{
    return { { "deployment", row.deployment },
             { "model", row.model },
             { "kept", row.kept },
             { "reason", orNull(row.reason) },
             { "drop", orNull(row.drop) },
             { "odds", row.odds },
             { "expected_cost", orNull(row.cost) },
             { "input_price", orNull(row.inputPrice) },
             { "output_price", orNull(row.outputPrice) },
             { "expected_latency", orNull(row.latency) },
             { "available_in", seconds(row.available) } };
}

json::array paths(const Explanation &explanation)
{
    json::array rows;
    for (const FailurePath &path : explanation.paths) {
        json::array steps;
        for (const PathStep &step : path.steps) {
            steps.push_back({ { "group", step.group },
                              { "deployment", step.deployment },
                              { "model", step.model },
                              { "wait", seconds(step.wait) },
                              { "fallback", step.fallback } });
        }
        rows.push_back({ { "failure", path.failure }, { "steps", std::move(steps) }, { "ends", path.ends } });
    }
    return rows;
}

std::string joined(const std::vector<std::string> &list)
{
    std::string text;
    for (const std::string &name : list) {
        text += (text.empty() ? "" : " → ") + name;
    }
    return text.empty() ? "none" : text;
}

std::string candidateLine(const CandidateExplanation &row)
{
    std::string line = std::format("  {} {:<24} {:<28}", row.kept ? "keep" : "drop", row.deployment, row.model);
    if (!row.kept) {
        return line + row.reason + '\n';
    }
    line += std::format("odds {:>5.1f} %", row.odds * 100);
    constexpr double million = 1e6;
    line += row.cost ? std::format("  ${:.6f}", *row.cost)
        : row.inputPrice && row.outputPrice
        ? std::format("  ${:.2f} + ${:.2f} a million tokens", *row.inputPrice * million, *row.outputPrice * million)
        : "  price unknown";
    line += row.latency ? std::format("  {:.2f} s", *row.latency) : "  not measured yet";
    return line + '\n';
}

// A deployment's model stands at its first mention.
std::string stepsText(const FailurePath &path)
{
    std::string text;
    std::set<std::string_view> named;
    for (const PathStep &step : path.steps) {
        text += step.wait > Microseconds(0) ? std::format(" –{:.1f} s→ ", seconds(step.wait))
            : text.empty()                  ? ""
                                            : " → ";
        text += step.fallback ? "[" + step.group + "] " : "";
        text += step.deployment + (named.insert(step.deployment).second ? " (" + step.model + ')' : "");
    }
    return text;
}

// What all have in common stands there once.
std::string endsText(const std::vector<std::string> &ends)
{
    if (std::ranges::all_of(ends, [&ends](const std::string &each) { return each == ends.front(); })) {
        return ends.front();
    }
    std::string text;
    for (const std::string &each : ends) {
        text += (text.empty() ? "" : ", ") + each;
    }
    return text;
}

// Failures that lead the same way share a line.
std::string pathLines(const std::vector<FailurePath> &paths)
{
    struct Line {
        std::string steps;
        std::string failures;
        std::vector<std::string> ends; // one for each failure
    };
    std::vector<Line> lines;
    for (const FailurePath &path : paths) {
        std::string steps = stepsText(path);
        const auto same = std::ranges::find(lines, steps, &Line::steps);
        if (same == lines.end()) {
            lines.push_back({ std::move(steps), path.failure, { path.ends } });
        } else {
            same->failures += ", " + path.failure;
            same->ends.push_back(path.ends);
        }
    }
    std::string text;
    for (const Line &line : lines) {
        text += std::format("  {}\n      {}{}{}\n", line.failures, line.steps, line.steps.empty() ? "" : " → ",
                            endsText(line.ends));
    }
    return text;
}

} // namespace

std::string toJson(const Explanation &explanation)
{
    json::object out { { "model", explanation.model },
                       { "group", orNull(explanation.group) },
                       { "strategy", orNull(explanation.strategy) },
                       { "split", orNull(explanation.split) } };
    json::array rules;
    for (const RuleExplanation &rule : explanation.rules) {
        rules.push_back({ { "name", rule.name },
                          { "holds", rule.holds },
                          { "taken", rule.taken },
                          { "failed", orNull(rule.failed) },
                          { "use", rule.use } });
    }
    out["rules"] = std::move(rules);
    json::array candidates;
    for (const CandidateExplanation &row : explanation.candidates) {
        candidates.push_back(candidate(row));
    }
    out["candidates"] = std::move(candidates);
    out["pick"] = explanation.pick.empty() ? json::value(nullptr)
                                           : json::value { { "deployment", explanation.pick },
                                                           { "group", explanation.pickGroup },
                                                           { "model", explanation.pickModel } };
    out["mirror"] = orNull(explanation.mirror);
    out["timeouts"] = { { "connect", orNull(explanation.timeouts.connect) },
                        { "first_token", orNull(explanation.timeouts.firstToken) },
                        { "stall", orNull(explanation.timeouts.stall) },
                        { "total", orNull(explanation.timeouts.total) } };
    out["hedge_after"] = orNull(explanation.hedgeAfter);
    out["complexity"] = nullptr;
    if (explanation.complexity) {
        json::array parts;
        for (const ComplexityPart &part : explanation.complexity->parts) {
            parts.push_back({ { "feature", part.feature }, { "points", part.points }, { "why", part.why } });
        }
        out["complexity"] = { { "score", explanation.complexity->score }, { "parts", std::move(parts) } };
    }
    out["queued"] = explanation.queued ? json::value(*explanation.queued) : json::value(nullptr);
    out["refusal"] = nullptr;
    if (explanation.refusal) {
        const std::optional<std::chrono::milliseconds> &wait = explanation.refusal->retryAfter;
        out["refusal"] = { { "class", className(explanation.refusal->kind) },
                           { "status", explanation.refusal->status },
                           { "message", explanation.refusal->message },
                           { "retry_after", wait ? json::value(seconds(*wait)) : json::value(nullptr) } };
    }
    out["fallbacks"] = { { "general", names(explanation.fallbacks[0]) },
                         { "context_window", names(explanation.fallbacks[1]) },
                         { "content_policy", names(explanation.fallbacks[2]) } };
    out["paths"] = paths(explanation);
    return json::serialize(out);
}

std::string toText(const Explanation &explanation)
{
    if (explanation.group.empty()) {
        return explanation.refusal->message + '\n';
    }
    std::string text = std::format("{} → group {} ({})\n", explanation.model, explanation.group, explanation.strategy);
    for (const RuleExplanation &rule : explanation.rules) {
        text += std::format("  rule {}: {}\n", rule.name,
                            rule.taken       ? "holds, goes to " + rule.use
                                : rule.holds ? "holds, but an earlier one was taken"
                                             : "no, " + rule.failed);
    }
    text += explanation.split.empty() ? "" : "  split " + explanation.split + '\n';
    if (explanation.complexity) {
        text += std::format("  complexity {:.2f}", explanation.complexity->score);
        for (const ComplexityPart &part : explanation.complexity->parts) {
            text += std::format(", {} +{:.2f} ({})", part.feature, part.points, part.why);
        }
        text += '\n';
    }
    text += "\ndeployments\n";
    for (const CandidateExplanation &row : explanation.candidates) {
        text += candidateLine(row);
    }
    if (explanation.refusal) {
        text += "\nrefused: " + explanation.refusal->message + '\n';
    } else if (explanation.queued) {
        text += std::format("\nwaits in the queue with priority {}: nobody can take it now\n", *explanation.queued);
    } else {
        text +=
            std::format("\npick: {} ({}), group {}\n", explanation.pick, explanation.pickModel, explanation.pickGroup);
    }
    text += explanation.mirror.empty() ? "" : "copy to: " + explanation.mirror + '\n';
    text += "\nfallbacks\n  general         " + joined(explanation.fallbacks[0]) + "\n  context window  "
        + joined(explanation.fallbacks[1]) + "\n  content policy  " + joined(explanation.fallbacks[2]) + '\n';
    return text + "\nif every attempt fails with\n" + pathLines(explanation.paths);
}

} // namespace patchbay::routing
