// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/node_values.h"
#include "providers/config/reference_check.h"
#include "providers/config/tag_pattern.h"

#include <algorithm>
#include <format>
#include <map>

namespace patchbay::config {
namespace {

const SourceSpan &placeOf(const Deployment &deployment, std::string_view key)
{
    const YamlNode *value = deployment.parameters.find(key);
    return value ? value->span : deployment.span;
}

void contradiction(ProblemList &problems, const SourceSpan &span, std::string message, std::string remedy)
{
    problems.error(span, "contradictory-limits", std::move(message), std::move(remedy)).refuses = false;
}

void checkDeployment(const Deployment &deployment, ProblemList &problems)
{
    if (deployment.model.empty() || deployment.model.ends_with('/')) {
        return; // the schema has told
    }
    const auto &requests = deployment.requestsPerMinute;
    const auto &tokens = deployment.tokensPerMinute;
    if (requests && tokens && *requests > 0 && *tokens > 0 && *tokens < *requests) {
        contradiction(problems, placeOf(deployment, "tpm"),
                      std::format("tpm {} is below rpm {}: not even one token a request.", *tokens, *requests),
                      "Raise tpm or lower rpm.");
    }
    if (tokens && deployment.maximumInputTokens && *tokens > 0 && *tokens < *deployment.maximumInputTokens) {
        problems.warning(placeOf(deployment, "tpm"), "unreachable-limit",
                         std::format("tpm {} is below max_input_tokens {}: a full prompt never fits.", *tokens,
                                     *deployment.maximumInputTokens),
                         "Raise tpm, or lower max_input_tokens to what may be sent.");
    }
    if (requests && deployment.maximumParallel && *deployment.maximumParallel > *requests && *requests > 0) {
        contradiction(problems, placeOf(deployment, "max_parallel_requests"),
                      std::format("max_parallel_requests {} is above rpm {}: it is never reached.",
                                  *deployment.maximumParallel, *requests),
                      "Lower max_parallel_requests or raise rpm.");
    }
    if (deployment.timeout && deployment.streamTimeout && *deployment.streamTimeout > *deployment.timeout) {
        contradiction(
            problems, placeOf(deployment, "stream_timeout"),
            std::format("stream_timeout {} is above timeout {}: the first chunk may come later than the answer.",
                        *deployment.streamTimeout, *deployment.timeout),
            "Lower stream_timeout or raise timeout.");
    }
    if (deployment.budget && !deployment.parameters.find("budget_duration")) {
        problems.warning(placeOf(deployment, "max_budget"), "missing-duration",
                         "max_budget has no budget_duration; one day is assumed.", "Add budget_duration: 1d.");
    }
}

void checkPatterns(const Deployment &deployment, ProblemList &problems)
{
    for (const std::string &pattern : deployment.tagPatterns) {
        if (const Result<std::regex> compiled = compileTagPattern(pattern); !compiled) {
            problems
                .error(placeOf(deployment, "tag_regex"), "invalid-pattern", compiled.error().message,
                       "Correct it; as it is, it matches nothing.")
                .refuses = false;
        }
    }
    for (const YamlNode &item : child(deployment.info, "access_windows").items) {
        for (const std::string_view key : { "start", "end" }) {
            const YamlNode &time = child(item, key);
            if (!time.isNull() && !timeOfDay(time)) {
                problems
                    .error(time.span, "invalid-time", std::format("\"{}\" of an access window is no time of day.", key),
                           "Write it as \"09:00\".")
                    .refuses = false;
            }
        }
        const YamlNode &zone = child(item, "timezone");
        const std::string name = zone.asText().value_or("");
        if (!name.empty() && name != "UTC" && !findZone(name)) {
            problems
                .error(zone.span, "unknown-timezone", std::format("There is no time zone \"{}\" here.", name),
                       "Write a name such as Europe/Berlin; UTC is taken as it is.")
                .refuses = false;
        }
    }
}

// Groups that no request can reach a deployment of.
void checkGroups(const GatewayConfig &configuration, ProblemList &problems)
{
    struct Group {
        SourceSpan span;
        int deployments = 0;
        int blocked = 0;
        int weightless = 0;
        int ordered = 0;
    };
    std::map<std::string, Group> groups;
    for (const Deployment &deployment : configuration.deployments) {
        Group &group = groups[deployment.group];
        group.span = group.deployments++ == 0 ? deployment.span : group.span;
        group.blocked += deployment.blocked ? 1 : 0;
        group.ordered += deployment.order ? 1 : 0;
        if (deployment.weight && *deployment.weight == 0) {
            ++group.weightless;
            problems.warning(
                placeOf(deployment, "weight"), "zero-weight",
                std::format("weight 0: simple-shuffle never picks this deployment of \"{}\".", deployment.group),
                "Give it a weight above 0, or block it with model_info.blocked.");
        }
    }
    for (const auto &[name, group] : groups) {
        if (group.ordered > 0 && group.ordered < group.deployments) {
            problems.warning(
                group.span, "partial-order",
                std::format("Only {} of {} deployments of \"{}\" have an order; the others come after them.",
                            group.ordered, group.deployments, name),
                "Give each an order; the lowest goes first.");
        }
        if (group.blocked == group.deployments) {
            problems
                .error(group.span, "empty-group", std::format("Every deployment of \"{}\" is blocked.", name),
                       "Unblock one or remove the group.")
                .refuses = false;
        } else if (group.weightless == group.deployments) {
            problems
                .error(group.span, "zero-weight", std::format("Every deployment of \"{}\" has weight 0.", name),
                       "Give one a weight above 0.")
                .refuses = false;
        }
    }
}

void checkBudgetZone(const GatewayConfig &configuration, ProblemList &problems)
{
    const YamlNode *zone = configuration.section("litellm_settings").find("timezone");
    const std::string name = zone ? zone->asText().value_or("") : std::string();
    if (!name.empty() && name != "UTC" && !findZone(name)) {
        problems
            .error(zone->span, "unknown-timezone",
                   std::format("There is no time zone \"{}\" here; budgets start again by UTC.", name),
                   "Write a name such as Europe/Berlin.")
            .refuses = false;
    }
}

void checkRouter(const GatewayConfig &configuration, ProblemList &problems)
{
    const RouterSettings &router = configuration.router;
    const YamlNode &section = configuration.section("router_settings");
    const YamlNode *streamTimeout = section.find("stream_timeout");
    if (streamTimeout && router.streamTimeout && *router.streamTimeout > router.timeout) {
        contradiction(problems, streamTimeout->span,
                      std::format("stream_timeout {} is above timeout {}.", *router.streamTimeout, router.timeout),
                      "Lower stream_timeout or raise timeout.");
    }
    const YamlNode *maximum = section.find("max_fallbacks");
    if (maximum && router.maximumFallbacks == 0 && !router.fallbacks.empty()) {
        contradiction(problems, maximum->span, "max_fallbacks is 0, yet there are fallbacks.",
                      "Raise max_fallbacks or remove the fallbacks.");
    }
    constexpr int most = 31; // places that a request remembers, beside its own
    if (maximum && router.maximumFallbacks > most) {
        problems.warning(
            maximum->span, "unreachable-limit",
            std::format("max_fallbacks is {}; a request never makes more than {}.", router.maximumFallbacks, most),
            "Lower it.");
    }
    for (const FallbackRule &rule : router.fallbacks) {
        if (router.maximumFallbacks > 0 && rule.targets.size() > static_cast<std::size_t>(router.maximumFallbacks)) {
            problems.warning(rule.span, "unreachable-fallback",
                             std::format("\"{}\" has {} fallbacks, max_fallbacks allows {}.", rule.group,
                                         rule.targets.size(), router.maximumFallbacks),
                             "Raise max_fallbacks, or shorten the list.");
        }
    }
}

// What is empty.
void checkList(const GatewayConfig &configuration, ProblemList &problems)
{
    const YamlNode *list = configuration.root.find("model_list");
    if (!list || (list->isSequence() && list->items.empty()) || list->isNull()) {
        problems
            .error(list ? list->span : configuration.root.span, "empty-model-list",
                   "model_list has no deployment, so no request can be answered.",
                   "Add an entry with model_name and litellm_params.")
            .refuses = false;
    }
    for (const YamlNode &item : list ? list->items : std::vector<YamlNode>()) {
        const std::optional<std::string> name = child(item, "model_name").asText();
        const YamlNode &model = child(child(item, "litellm_params"), "model");
        if (name && name->empty()) {
            problems.error(child(item, "model_name").span, "empty-name", "model_name is empty.",
                           "Write the name that clients ask for.");
        }
        if (const std::optional<std::string> text = model.asText(); text && text->empty()) {
            problems.error(model.span, "empty-name", "model is empty.", "Write provider/name.");
        }
    }
}

} // namespace

void checkLimits(const GatewayConfig &configuration, ProblemList &problems)
{
    checkList(configuration, problems);
    for (const Deployment &deployment : configuration.deployments) {
        checkDeployment(deployment, problems);
        checkPatterns(deployment, problems);
    }
    checkGroups(configuration, problems);
    checkBudgetZone(configuration, problems);
    checkRouter(configuration, problems);
}

} // namespace patchbay::config
