// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/pass_through_config.h"

#include "providers/gateway/virtual_key.h"
#include "providers/transport/header_text.h"
#include "providers/transport/http_client.h"

#include <algorithm>

namespace patchbay::gateway {

namespace {

using config::YamlNode;

// Also inside a text: "bearer os.environ/COHERE_API_KEY", as LiteLLM reads it here only.
std::string filledIn(std::string text, const GatewaySnapshot::Variables &variables)
{
    constexpr std::string_view marker = "os.environ/";
    for (std::size_t at = text.find(marker); at != std::string::npos; at = text.find(marker, at)) {
        std::size_t end = at + marker.size();
        while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) || text[end] == '_')) {
            ++end;
        }
        const std::string value = variables(text.substr(at + marker.size(), end - at - marker.size()));
        text.replace(at, end - at, value);
        at += value.size();
    }
    return text;
}

std::string lowered(std::string name)
{
    std::ranges::transform(name, name.begin(), [](char letter) { return transport::lowerCase(letter); });
    return name;
}

bool isTrue(const YamlNode &node, const char *key)
{
    const YamlNode *value = node.find(key);
    return value && value->asBoolean().value_or(false);
}

std::optional<Money> costOf(const YamlNode &node)
{
    const YamlNode *cost = node.find("cost_per_request");
    const std::optional<double> dollars = cost ? cost->asNumber() : std::nullopt;
    return dollars && *dollars > 0 ? std::optional(fromDollars(*dollars)) : std::nullopt;
}

} // namespace

std::vector<PassThroughEndpoint> readPassThrough(const config::GatewayConfig &configuration,
                                                 const GatewaySnapshot::Variables &variables,
                                                 std::vector<std::string> &warnings)
{
    std::vector<PassThroughEndpoint> endpoints;
    const YamlNode *list = configuration.section("general_settings").find("pass_through_endpoints");
    if (!list) {
        return endpoints;
    }
    for (const YamlNode &item : list->items) {
        const auto text = [&](const char *key) {
            const YamlNode *node = item.find(key);
            return node ? node->asText().value_or("") : std::string();
        };
        PassThroughEndpoint endpoint;
        endpoint.path = text("path");
        endpoint.target = filledIn(text("target"), variables);
        if (!endpoint.path.starts_with('/') || endpoint.path.size() < 2 || !transport::parseUrl(endpoint.target)) {
            warnings.push_back("a pass_through_endpoint needs a path (/name) and a target (http…): \"" + endpoint.path
                               + "\" is not served");
            continue;
        }
        while (endpoint.target.ends_with('/')) {
            endpoint.target.pop_back();
        }
        if (const YamlNode *headers = item.find("headers")) {
            for (const config::YamlEntry &entry : headers->entries) {
                endpoint.headers.push_back(
                    { lowered(entry.key), filledIn(entry.value.asText().value_or(""), variables) });
            }
        }
        if (const YamlNode *query = item.find("default_query_params")) {
            for (const config::YamlEntry &entry : query->entries) {
                endpoint.defaultQuery.emplace_back(entry.key, entry.value.asText().value_or(""));
            }
        }
        if (const YamlNode *methods = item.find("methods")) {
            for (const YamlNode &method : methods->items) {
                endpoint.methods.push_back(method.asText().value_or(""));
            }
        }
        if (item.find("guardrails")) {
            warnings.push_back("guardrails of the pass_through_endpoint " + endpoint.path + " are not done");
        }
        endpoint.includeSubpath = isTrue(item, "include_subpath");
        endpoint.forwardHeaders = isTrue(item, "forward_headers");
        endpoint.needsKey = isTrue(item, "auth");
        endpoint.costPerRequest = costOf(item);
        endpoints.push_back(std::move(endpoint));
    }
    return endpoints;
}

} // namespace patchbay::gateway
