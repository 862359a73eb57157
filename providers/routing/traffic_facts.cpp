// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/traffic.h"

namespace patchbay::routing {
namespace {

// Names of the facts that a condition looks at, as traffic files call them.
std::vector<std::string_view> factsOf(const config::RuleCondition &when)
{
    const std::pair<bool, std::string_view> looks[] = {
        { !when.complexity.empty(), "complexity" },
        { !when.budgetLeft.empty(), "budget_left" },
        { when.tools.has_value(), "tools" },
        { when.images.has_value(), "images" },
        { when.jsonSchema.has_value(), "json_schema" },
        { !when.languages.empty(), "language" },
        { !when.tags.empty(), "tags" },
        { !when.keys.empty(), "key" },
        { !when.teams.empty(), "team" },
    };
    std::vector<std::string_view> names;
    for (const auto &[asked, name] : looks) {
        if (asked) {
            names.push_back(name);
        }
    }
    return names;
}

} // namespace

void fillFacts(const Traffic &traffic, const SimulatedRequest &request, RequestFacts &facts)
{
    facts.model = traffic.models[request.model];
    facts.promptTokens = request.promptTokens;
    facts.completionTokens = request.completionTokens;
    facts.stream = request.stream;
    facts.tools = request.tools;
    facts.images = request.images;
    facts.jsonSchema = request.jsonSchema;
    facts.complexity = request.complexity < 0 ? std::nullopt : std::optional<double>(request.complexity);
    facts.budgetLeft = request.budgetLeft < 0 ? std::nullopt : std::optional<double>(request.budgetLeft);
    facts.key = traffic.keys[request.key];
    facts.session = traffic.sessions[request.session];
    facts.tags = traffic.tagSets[request.tags];
    const SimulatedCaller &caller = traffic.callers[request.caller];
    facts.team = caller.team;
    facts.user = caller.user;
    facts.region = caller.region;
    facts.language = caller.language;
    facts.priority =
        request.priority == SimulatedRequest::noPriority ? std::nullopt : std::optional<int>(request.priority);
}

std::vector<std::string> rulesWithoutFacts(const std::vector<config::RoutingRule> &rules, const Traffic &traffic)
{
    std::vector<std::string> sentences;
    for (std::size_t index = 0; index < rules.size(); ++index) {
        for (const std::string_view name : factsOf(rules[index].when)) {
            if (!traffic.told.contains(name)) {
                const std::string called =
                    rules[index].name.empty() ? std::to_string(index + 1) : '"' + rules[index].name + '"';
                sentences.push_back("Rule " + called + " looks at " + std::string(name)
                                    + ", which no request of this traffic tells: it is not judged here.");
                break;
            }
        }
    }
    return sentences;
}

} // namespace patchbay::routing
