// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/group_names.h"
#include "providers/config/node_values.h"
#include "providers/config/reference_check.h"

#include <algorithm>
#include <format>

namespace patchbay::config {
namespace {

// The node of one condition, for its place; the rule's own where it has none.
const YamlNode &conditionNode(const YamlNode &rule, std::string_view key)
{
    const YamlNode &node = child(child(rule, "when"), key);
    return node.isNull() ? rule : node;
}

bool unbounded(const RuleCondition &when)
{
    const bool lists =
        when.models.empty() && when.languages.empty() && when.tags.empty() && when.keys.empty() && when.teams.empty();
    const bool bounds = when.tokens.empty() && when.complexity.empty() && when.budgetLeft.empty();
    return lists && bounds && !when.tools && !when.images && !when.jsonSchema && !when.hourFrom;
}

class RuleCheck {
public:
    RuleCheck(const GatewayConfig &configuration, ProblemList &problems)
        : m_config(configuration)
        , m_patchbay(child(configuration.root, "patchbay"))
        , m_problems(problems)
        , m_names(configuration)
    {
    }

    void run()
    {
        rules();
        for (const TrafficSplit &split : m_config.patchbay.splits) {
            shares(split);
        }
        sources(child(m_patchbay, "splits"), "patchbay.splits", "split");
        sources(child(m_patchbay, "mirrors"), "patchbay.mirrors", "mirror");
        for (const TrafficMirror &mirror : m_config.patchbay.mirrors) {
            m_names.require(m_problems, mirror.target, "patchbay.mirrors");
            if (m_names.resolved(mirror.group.name) == m_names.resolved(mirror.target.name)) {
                contradiction(mirror.target.span,
                              std::format("The mirror of \"{}\" copies to itself.", mirror.group.name),
                              "Name another group.");
            }
        }
        const YamlNode &router = m_config.section("router_settings");
        policies(child(router, "model_group_retry_policy"), "model_group_retry_policy");
        policies(child(router, "model_group_affinity_config"), "model_group_affinity_config");
    }

private:
    void contradiction(const SourceSpan &span, std::string message, std::string remedy)
    {
        m_problems.error(span, "contradictory-condition", std::move(message), std::move(remedy)).refuses = false;
    }

    void rules()
    {
        const std::vector<YamlNode> &nodes = child(m_patchbay, "rules").items;
        const std::vector<RoutingRule> &rules = m_config.patchbay.rules;
        std::map<std::string, std::uint32_t> conditions; // as text → line
        std::uint32_t catchAll = 0;
        for (std::size_t index = 0; index < rules.size(); ++index) {
            const RoutingRule &rule = rules[index];
            m_names.require(m_problems, rule.use, "patchbay.rules");
            models(rule, nodes[index]);
            bounds(rule.when.tokens, conditionNode(nodes[index], "tokens"), "tokens", {});
            bounds(rule.when.complexity, conditionNode(nodes[index], "complexity"), "complexity", 1.0);
            bounds(rule.when.budgetLeft, conditionNode(nodes[index], "budget_left"), "budget_left", 1.0);
            if (rule.when.hourFrom && rule.when.hourTo && *rule.when.hourFrom == *rule.when.hourTo) {
                contradiction(conditionNode(nodes[index], "hour").span, "These hours end where they begin: never.",
                              "Write {from: 0, to: 24} for the whole day.");
            }
            const auto [first, added] = conditions.emplace(toJson(child(nodes[index], "when")), rule.span.line);
            if (catchAll != 0 || !added) {
                m_problems.warning(rule.span, "unreachable-rule",
                                   std::format("The rule in line {} takes all that this one could.",
                                               catchAll != 0 ? catchAll : first->second),
                                   "Put this one before it, or remove it.");
            }
            catchAll =
                catchAll == 0 && unbounded(rule.when) && m_names.known(rule.use.name) ? rule.span.line : catchAll;
        }
    }

    void models(const RoutingRule &rule, const YamlNode &node)
    {
        for (const std::string &model : rule.when.models) {
            if (isPattern(model) ? !m_names.anyMatches(model) && !m_names.known(model) : !m_names.known(model)) {
                m_problems.warning(conditionNode(node, "model").span, "unused-rule",
                                   std::format("A rule waits for \"{}\", which is no group of model_list.", model),
                                   m_names.remedy(model));
            }
        }
    }

    // `most`: nothing is larger.
    void bounds(const Bounds &bounds, const YamlNode &node, std::string_view name, std::optional<double> most)
    {
        const double from = std::max(bounds.above.value_or(-1), bounds.atLeast.value_or(0));
        const double to =
            std::min(bounds.below.value_or(most.value_or(1e300) + 1), bounds.atMost.value_or(most.value_or(1e300)));
        const bool open = bounds.above == from || bounds.below == to;
        if (from > to || (open && from >= to)) {
            contradiction(node.span, std::format("No value of {} is within these bounds.", name),
                          most ? "It is a share from 0 to 1." : "Lower the lower bound or raise the upper one.");
        }
    }

    void shares(const TrafficSplit &split)
    {
        double sum = 0;
        for (const auto &[place, share] : split.variants) {
            m_names.require(m_problems, place, "patchbay.splits");
            sum += share;
            if (share < 0) {
                m_problems.error(place.span, "negative-share",
                                 std::format("The share of \"{}\" is negative.", place.name),
                                 "Write 0 for no traffic.");
            }
        }
        if (sum <= 0) {
            m_problems
                .error(split.group.span, "empty-split", "The shares of this split add up to nothing.",
                       "Give its variants shares above 0.")
                .refuses = false;
        }
    }

    // Whose traffic is split or copied: a group that is there, and once, since the first one counts.
    void sources(const YamlNode &list, std::string_view where, std::string_view what)
    {
        std::map<std::string_view, std::uint32_t> lines;
        for (const YamlNode &item : list.items) {
            const YamlNode &model = child(item, "model");
            const std::optional<std::string> name = model.asText();
            if (!name) {
                continue; // the schema has told
            }
            m_names.require(m_problems, { *name, model.span }, where);
            if (const auto [first, added] = lines.emplace(m_names.resolved(model.text), model.span.line); !added) {
                m_problems.warning(
                    model.span, std::format("duplicate-{}", what),
                    std::format("\"{}\" has a {} in line {} already; that one counts.", *name, what, first->second),
                    "Join the two, or remove one.");
            }
        }
    }

    void policies(const YamlNode &map, std::string_view where)
    {
        for (const YamlEntry &entry : map.entries) {
            if (!m_names.known(entry.key)) {
                m_problems.warning(entry.keySpan, "unused-policy",
                                   std::format("{} is for \"{}\", which is no group of model_list.", where, entry.key),
                                   m_names.remedy(entry.key));
            }
        }
    }

    const GatewayConfig &m_config;
    const YamlNode &m_patchbay;
    ProblemList &m_problems;
    GroupNames m_names;
};

} // namespace

void checkRules(const GatewayConfig &configuration, ProblemList &problems)
{
    RuleCheck(configuration, problems).run();
}

} // namespace patchbay::config
