// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which provider a pass-through path means.
#include "providers/gateway/pass_through.h"
#include "providers/wire/json_view.h"

#include <algorithm>
#include <array>

namespace patchbay::gateway {

namespace {

struct Prefix {
    std::string_view path; // of LiteLLM
    std::string_view provider;
};
constexpr std::array prefixes {
    Prefix { "/openai/", "openai" },       Prefix { "/anthropic/", "anthropic" }, Prefix { "/gemini/", "gemini" },
    Prefix { "/cohere/", "cohere" },       Prefix { "/mistral/", "mistral" },     Prefix { "/vertex_ai/", "vertex_ai" },
    Prefix { "/vertex-ai/", "vertex_ai" }, Prefix { "/bedrock/", "bedrock" },     Prefix { "/vllm/", "hosted_vllm" },
    Prefix { "/azure/", "azure" },
};

const Prefix *prefixOf(std::string_view path)
{
    const auto found = std::ranges::find_if(prefixes, [&](const Prefix &prefix) {
        return path.starts_with(prefix.path) && path.size() > prefix.path.size();
    });
    return found == prefixes.end() ? nullptr : &*found;
}

const PassThroughEndpoint *endpointOf(const GatewaySnapshot &snapshot, std::string_view path)
{
    for (const PassThroughEndpoint &endpoint : snapshot.passThrough) {
        const bool under = endpoint.includeSubpath && path.starts_with(endpoint.path)
            && path.substr(endpoint.path.size()).starts_with('/');
        if (path == endpoint.path || under) {
            return &endpoint;
        }
    }
    return nullptr;
}

// The model as the body or the path says it.
std::string modelOf(std::string_view path, const std::string &body)
{
    if (const auto json = wire::parseJson(body)) {
        if ((*json)["model"].isString()) {
            return (*json)["model"].string();
        }
    }
    for (const std::string_view marker :
         { std::string_view("/models/"), std::string_view("/model/"), std::string_view("/deployments/") }) {
        if (const std::size_t at = path.find(marker); at != std::string_view::npos) {
            std::string_view name = path.substr(at + marker.size());
            name = name.substr(0, name.find_first_of(":/"));
            return percentDecoded(name).value_or(std::string());
        }
    }
    return {};
}

// The credential of a deployment that lends it (use_in_pass_through), of this very model before others.
const DeploymentAccess *lender(const GatewaySnapshot &snapshot, const Catalog &catalog, std::string_view provider)
{
    for (std::size_t place = 0; place < snapshot.configuration.deployments.size(); ++place) {
        const config::Deployment &deployment = snapshot.configuration.deployments[place];
        const config::YamlNode *lends = deployment.parameters.find("use_in_pass_through");
        const Result<ResolvedModel> model = catalog.resolve(deployment.model);
        if (lends && lends->asBoolean().value_or(false) && model && model->provider->id == provider) {
            return &snapshot.access[place];
        }
    }
    return nullptr;
}

std::string withQuery(std::string url, std::string_view query)
{
    if (!query.empty()) {
        url += url.contains('?') ? '&' : '?';
        url += query;
    }
    return url;
}

// Without the parameter that carries the client's own key.
std::string plainQuery(std::string_view query)
{
    std::string kept;
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view pair = query.substr(0, end);
        if (!pair.starts_with("key=") && !pair.empty()) {
            kept += (kept.empty() ? "" : "&") + std::string(pair);
        }
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    return kept;
}

PassThroughTarget configuredTarget(const PassThroughEndpoint &endpoint, const ClientRequest &request)
{
    PassThroughTarget target;
    target.model = "openai_like/" + endpoint.path.substr(1);
    target.ownCredential = false;
    target.forwardHeaders = endpoint.forwardHeaders;
    target.headers = endpoint.headers;
    target.costPerRequest = endpoint.costPerRequest;
    std::string query = plainQuery(request.head.query());
    for (const auto &[name, value] : endpoint.defaultQuery) {
        if (queryValues(query, name).empty()) { // the client's word wins
            query += (query.empty() ? "" : "&") + name + "=" + value;
        }
    }
    target.url = withQuery(endpoint.target + std::string(request.head.path().substr(endpoint.path.size())), query);
    return target;
}

} // namespace

bool hasDotSegments(std::string_view path)
{
    // As whoever gets it may read it: decoded, also twice, and with the other slash.
    std::string plain(path);
    for (int times = 0; times < 2; ++times) {
        plain = percentDecoded(plain).value_or(plain);
    }
    std::ranges::replace(plain, '\\', '/');
    for (std::size_t begin = 0; begin <= plain.size();) {
        const std::size_t end = std::min(plain.find('/', begin), plain.size());
        std::string_view segment = std::string_view(plain).substr(begin, end - begin);
        segment = segment.substr(0, segment.find(';'));
        if (segment == "." || segment == "..") {
            return true;
        }
        begin = end + 1;
    }
    return false;
}

bool isPassThrough(const GatewaySnapshot &snapshot, std::string_view method, std::string_view path)
{
    if (const PassThroughEndpoint *endpoint = endpointOf(snapshot, path)) {
        return endpoint->methods.empty() || std::ranges::find(endpoint->methods, method) != endpoint->methods.end();
    }
    return prefixOf(path) != nullptr;
}

bool passThroughNeedsKey(const GatewaySnapshot &snapshot, std::string_view path)
{
    const PassThroughEndpoint *endpoint = endpointOf(snapshot, path);
    return !endpoint || endpoint->needsKey;
}

std::optional<PassThroughTarget> passThroughTarget(const GatewaySnapshot &snapshot, const Catalog &catalog,
                                                   const ClientRequest &request)
{
    const std::string_view path = request.head.path();
    if (const PassThroughEndpoint *endpoint = endpointOf(snapshot, path)) {
        return configuredTarget(*endpoint, request);
    }
    const Prefix *prefix = prefixOf(path);
    if (!prefix) {
        return std::nullopt;
    }
    PassThroughTarget target;
    const std::string name = modelOf(path, request.body);
    target.model = std::string(prefix->provider) + "/" + (name.empty() ? "-" : name);
    target.path = withQuery(std::string(path.substr(prefix->path.size() - 1)), plainQuery(request.head.query()));
    target.access = lender(snapshot, catalog, prefix->provider);
    return target;
}

} // namespace patchbay::gateway
