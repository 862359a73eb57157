// SPDX-License-Identifier: GPL-3.0-or-later
//
// AccessRules: what LiteLLM's names of routes mean.
#include "providers/gateway/access_rules.h"

#include <algorithm>
#include <array>

namespace patchbay::gateway {

namespace {

// LiteLLM's info_routes: what a key that only reads may see.
constexpr std::array infoRoutes {
    "/key/info",          "/key/list",      "/key/health",         "/key/aliases",     "/v2/key/info",  "/team/info",
    "/team/list",         "/v2/team/list",  "/team/available",     "/user/info",       "/user/list",    "/organization/info",
    "/organization/list", "/budget/info",   "/budget/list",        "/budget/settings", "/tag/info",     "/tag/list",
    "/customer/info",     "/customer/list", "/model/info",         "/v1/model/info",   "/v2/model/info", "/model_group/info",
    "/health",            "/models",        "/v1/models",          "/user/daily/activity", "/team/daily/activity",
    "/provider/budgets",  "/router/settings", "/guardrails/list",
};

bool isSpendRoute(std::string_view path)
{
    return path.starts_with("/spend/") || path.starts_with("/global/") || path.ends_with("/daily/activity");
}

// The same calls are there with and without it.
std::string_view withoutVersion(std::string_view path)
{
    return path.starts_with("/v1/") || path.starts_with("/v2/") ? path.substr(3) : path;
}

// "/openai/deployments/{model}/chat/completions" → "/openai/deployments/*/chat/completions"
std::string patternOf(std::string_view name)
{
    std::string pattern;
    while (!name.empty()) {
        const std::size_t open = std::min(name.find('{'), name.size());
        pattern += name.substr(0, open);
        const std::size_t close = name.find('}', open);
        pattern += open == name.size() || close == std::string_view::npos ? std::string_view() : std::string_view("*");
        name.remove_prefix(close == std::string_view::npos ? name.size() : close + 1);
    }
    return pattern;
}

bool isModelCall(const Route &route)
{
    switch (route.kind) {
    case RouteKind::Chat:
    case RouteKind::Kind:
    case RouteKind::Responses:
    case RouteKind::ResponseCall:
    case RouteKind::PassThrough:
    case RouteKind::CountTokens:
    case RouteKind::Models: return true;
    default: return false;
    }
}

bool isInGroup(std::string_view group, std::string_view path, const Route &route)
{
    if (group == "llm_api_routes") {
        return isModelCall(route) || path == "/utils/token_counter" || path == "/guardrails/list";
    }
    if (group == "openai_routes") {
        return isModelCall(route) && route.kind != RouteKind::PassThrough && route.dialect == &openAiDialect();
    }
    if (group == "anthropic_routes") {
        return isModelCall(route) && route.dialect == &anthropicDialect();
    }
    if (group == "google_routes") {
        return isModelCall(route) && route.dialect == &geminiDialect();
    }
    if (group == "mapped_pass_through_routes" || group == "pass_through_routes") {
        return route.kind == RouteKind::PassThrough;
    }
    if (group == "info_routes") {
        return std::ranges::contains(infoRoutes, path);
    }
    if (group == "spend_tracking_routes") {
        return isSpendRoute(path);
    }
    return group == "management_routes" && route.kind == RouteKind::Admin && !isSpendRoute(path);
}

} // namespace

bool namesRoute(const std::vector<std::string> &names, std::string_view path, const Route &route)
{
    return std::ranges::any_of(names, [&](const std::string &name) {
        if (!name.starts_with('/') && name != "*") {
            return isInGroup(name, path, route);
        }
        return config::matchesPattern(patternOf(withoutVersion(name)), withoutVersion(path));
    });
}

std::optional<std::vector<std::string>> routesOfKeyType(std::string_view type)
{
    if (type == "llm_api") {
        return std::vector<std::string> { "llm_api_routes" };
    }
    if (type == "management") {
        return std::vector<std::string> { "management_routes", "info_routes", "spend_tracking_routes" };
    }
    if (type == "read_only") {
        return std::vector<std::string> { "info_routes", "spend_tracking_routes" };
    }
    return type == "default" || type.empty() ? std::optional(std::vector<std::string>()) : std::nullopt;
}

} // namespace patchbay::gateway
