// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/access_rules.h"

#include "providers/config/problem_at.h"
#include "providers/gateway/error_text.h"
#include "providers/gateway/form_body.h"
#include "providers/transport/header_text.h"
#include "providers/wire/json_view.h"

#include <algorithm>

namespace patchbay::gateway {

namespace {

using config::YamlNode;
using wire::JsonView;

class Reader {
public:
    Reader(const config::GatewayConfig &configuration, std::vector<config::Problem> &problems)
        : m_configuration(configuration)
        , m_general(configuration.section("general_settings"))
        , m_problems(problems)
    {
    }

    std::vector<AddressRange> ranges(std::string_view section, std::string_view name)
    {
        std::vector<AddressRange> all;
        const YamlNode *list = m_configuration.section(section).find(name);
        for (const YamlNode &item : list ? list->items : std::vector<YamlNode>()) {
            if (const auto range = AddressRange::parse(item.asText().value_or(""))) {
                all.push_back(*range);
            } else {
                fault(item, std::string(name) + " takes IP addresses and networks such as 10.0.0.0/8.",
                      "Write addresses, not names of hosts.");
            }
        }
        return all;
    }
    std::vector<std::string> texts(std::string_view section, std::string_view name)
    {
        std::vector<std::string> all;
        const YamlNode *list = m_configuration.section(section).find(name);
        for (const YamlNode &item : list ? list->items : std::vector<YamlNode>()) {
            const std::optional<std::string> text = item.asText();
            if (text && !text->empty()) {
                all.push_back(*text);
            } else {
                fault(item, std::string(name) + " is a list of texts.", "Write one a line.");
            }
        }
        return all;
    }
    bool flag(std::string_view name) const
    {
        const YamlNode *node = m_general.find(name);
        return node && node->asBoolean().value_or(false);
    }
    std::optional<std::int64_t> number(std::string_view name) const
    {
        const YamlNode *node = m_general.find(name);
        return node ? node->asInteger() : std::nullopt;
    }
    std::string header(std::string_view name) const { return headerIn(m_general, name); }
    // service_account_settings: {enforced_params: […]}, or a list of such maps.
    std::vector<std::string> fieldsOfServices()
    {
        const YamlNode *settings = m_general.find("service_account_settings");
        const std::vector<YamlNode> maps = !settings || settings->isNull() ? std::vector<YamlNode>()
            : settings->isMapping()                                        ? std::vector { *settings }
                                                                           : settings->items;
        std::vector<std::string> fields;
        for (const YamlNode &map : maps) {
            const YamlNode *names = map.find("enforced_params");
            if (!map.isMapping() || (names && !names->isSequence())) {
                fault(map, "service_account_settings is read as {enforced_params: [field, …]}.", "Write it like that.");
                continue;
            }
            for (const YamlNode &name : names ? names->items : std::vector<YamlNode>()) {
                fields.push_back(name.asText().value_or(""));
            }
        }
        return fields;
    }
    // user_header_mappings: which header names whom.
    void userHeaders(AccessRules &rules)
    {
        const YamlNode none;
        const YamlNode *mappings = m_general.find("user_header_mappings");
        const std::vector<YamlNode> items = !mappings ? std::vector<YamlNode>()
            : mappings->isMapping()                   ? std::vector { *mappings }
                                                      : mappings->items;
        for (const YamlNode &item : items) {
            const YamlNode *role = item.find("litellm_user_role");
            const std::string who = role ? role->asText().value_or("") : std::string();
            const std::string name = headerIn(item, "header_name");
            if (who == "customer" && !name.empty()) {
                rules.userHeader = name;
            } else if (who == "internal_user" && !name.empty()) {
                rules.internalUserHeader = name;
            } else {
                fault(item, "An entry of user_header_mappings names no header, or another role than customer and internal_user.",
                      "Write {header_name: X-User, litellm_user_role: customer}.");
            }
        }
    }
    bool has(std::string_view name) const
    {
        const YamlNode *node = m_general.find(name);
        return node && !node->isNull();
    }

private:
    static std::string headerIn(const YamlNode &map, std::string_view name)
    {
        const YamlNode *node = map.find(name);
        std::string text = node ? node->asText().value_or("") : std::string();
        std::ranges::transform(text, text.begin(), [](char letter) { return transport::lowerCase(letter); });
        return text;
    }
    void fault(const YamlNode &place, std::string message, std::string remedy)
    {
        m_problems.push_back(config::problemAt(m_configuration.files, place.span, config::Severity::Error,
                                               "access-rule", std::move(message)));
        m_problems.back().remedy = std::move(remedy);
    }

    const config::GatewayConfig &m_configuration;
    const YamlNode &m_general;
    std::vector<config::Problem> &m_problems;
};

std::string_view trimmed(std::string_view text)
{
    while (text.starts_with(' ') || text.starts_with('\t')) {
        text.remove_prefix(1);
    }
    while (text.ends_with(' ') || text.ends_with('\t')) {
        text.remove_suffix(1);
    }
    return text;
}

bool anyContains(const std::vector<AddressRange> &ranges, std::string_view address)
{
    return std::ranges::any_of(ranges, [&](const AddressRange &range) { return range.contains(address); });
}

Error missing(std::string message, std::string param)
{
    Error error = gatewayError(400, std::move(message), "bad_request_error");
    error.param = std::move(param);
    return error;
}

// A field of a JSON body by its dotted name, or of a form by its plain one.
bool brings(const ClientRequest &request, const JsonView &json, std::string_view name)
{
    if (json.isObject()) {
        JsonView value = json;
        for (std::string_view rest = name; !rest.empty();) {
            const std::size_t dot = std::min(rest.find('.'), rest.size());
            value = value[rest.substr(0, dot)];
            rest.remove_prefix(std::min(dot + 1, rest.size()));
        }
        return static_cast<bool>(value) && !(value.isString() && value.string().empty());
    }
    const auto form = readForm(headerValue(request.head.headers, "content-type"), request.body);
    return form && std::ranges::any_of(*form, [&](const FormPart &part) {
               return part.name == name && !part.isFile && !part.content.empty();
           });
}

bool namesUser(const ClientRequest &request, const JsonView &json)
{
    for (const char *header : { "x-litellm-customer-id", "x-litellm-end-user-id" }) {
        if (!headerValue(request.head.headers, header).empty()) {
            return true;
        }
    }
    // Anthropic's clients say it in their own place.
    return brings(request, json, "user") || brings(request, json, "metadata.user_id");
}

} // namespace

AccessRules AccessRules::read(const config::GatewayConfig &configuration, std::vector<config::Problem> &problems)
{
    Reader reader(configuration, problems);
    AccessRules rules;
    rules.hosts = reader.texts("patchbay", "allowed_hosts");
    rules.limitsAddresses = reader.has("allowed_ips");
    rules.addresses = reader.ranges("general_settings", "allowed_ips");
    rules.forwarded = reader.flag("use_x_forwarded_for");
    rules.proxies = reader.ranges("patchbay", "trusted_proxies");
    rules.routes = reader.texts("general_settings", "allowed_routes");
    rules.adminRoutes = reader.texts("general_settings", "admin_only_routes");
    rules.requiredFields = reader.texts("general_settings", "enforced_params");
    rules.fieldsOfServices = reader.fieldsOfServices();
    rules.userRequired = reader.flag("enforce_user_param");
    rules.tagsRefused = reader.flag("reject_clientside_metadata_tags");
    if (const std::optional<std::int64_t> megabytes = reader.number("max_request_size_mb"); megabytes > 0) {
        rules.largestBody = static_cast<std::size_t>(*megabytes) * 1024 * 1024;
    }
    rules.parallelOfKey = reader.number("max_parallel_requests");
    rules.parallelOfAll = reader.number("global_max_parallel_requests");
    const YamlNode *metrics = configuration.section("litellm_settings").find("require_auth_for_metrics_endpoint");
    rules.metricsNeedKey = metrics && metrics->asBoolean().value_or(false);
    rules.keyHeader = reader.header("litellm_key_header_name");
    rules.userHeader = reader.header("user_header_name");
    reader.userHeaders(rules);
    return rules;
}

AccessGroups accessGroupsOf(const config::GatewayConfig &configuration)
{
    AccessGroups groups;
    for (const config::Deployment &deployment : configuration.deployments) {
        const YamlNode *names = deployment.info.find("access_groups");
        for (const YamlNode &name : names ? names->items : std::vector<YamlNode>()) {
            if (const std::optional<std::string> text = name.asText()) {
                groups[*text].insert(deployment.group);
            }
        }
    }
    return groups;
}

// The nearest proxy puts whom it heard last at the end of the list; what stands before it, a client may have made up.
std::string AccessRules::clientAddress(const RequestHead &head, const ClientPeer &peer) const
{
    std::string_view list = headerValue(head.headers, "x-forwarded-for");
    std::string address = peer.address;
    if (!forwarded || list.empty() || (!proxies.empty() && !anyContains(proxies, address))) {
        return address;
    }
    while (!list.empty()) {
        const std::size_t comma = list.rfind(',');
        const std::size_t begin = comma == std::string_view::npos ? 0 : comma + 1;
        address = trimmed(list.substr(begin));
        list = list.substr(0, begin == 0 ? 0 : comma);
        if (proxies.empty() || !anyContains(proxies, address)) {
            break;
        }
    }
    return address;
}

std::optional<Error> AccessRules::addressRefusal(const RequestHead &head, const ClientPeer &peer) const
{
    if (!limitsAddresses) {
        return std::nullopt;
    }
    const std::string address = clientAddress(head, peer);
    return anyContains(addresses, address)
        ? std::nullopt
        : std::optional(
              gatewayError(403, "Access forbidden: IP address " + address + " not allowed.", "auth_error"));
}

std::optional<Error> AccessRules::routeRefusal(const RequestHead &head, const Route &route) const
{
    if (!adminRoutes.empty() && namesRoute(adminRoutes, head.path(), route)) {
        return gatewayError(403,
                            "user not allowed to access this route. Route=" + std::string(head.path())
                                + " is an admin only route",
                            "auth_error");
    }
    if (!routes.empty() && !namesRoute(routes, head.path(), route)) {
        return gatewayError(403, "Route " + std::string(head.path()) + " not allowed", "auth_error");
    }
    return std::nullopt;
}

std::optional<Error> AccessRules::bodyRefusal(const ClientRequest &request,
                                              const std::vector<std::string> &alsoRequired) const
{
    constexpr int tooLarge = 413;
    if (largestBody && request.body.size() > *largestBody) {
        return gatewayError(tooLarge,
                            "Request size is too large. Request size is " + std::to_string(request.body.size())
                                + " bytes. Max size is " + std::to_string(*largestBody) + " bytes.",
                            "bad_request_error");
    }
    const bool asks = userRequired || tagsRefused || !requiredFields.empty() || !alsoRequired.empty();
    if (!asks || request.head.method != "POST") {
        return std::nullopt;
    }
    const auto parsed = wire::parseJson(request.body);
    const JsonView json = parsed ? *parsed : JsonView();
    if (userRequired && !namesUser(request, json)) {
        return missing("'user' param not passed in. 'enforce_user_param'=True", "user");
    }
    if (tagsRefused && json["metadata"]["tags"].kind() != wire::JsonKind::Absent) {
        return missing("Client-side 'metadata.tags' not allowed in request. 'reject_clientside_metadata_tags'=True. "
                       "Tags can only be set via API key metadata.",
                       "metadata.tags");
    }
    for (const std::vector<std::string> *fields : { &requiredFields, &alsoRequired }) {
        for (const std::string &field : *fields) {
            if (!brings(request, json, field)) {
                return missing("BadRequest please pass param=" + field + " in request body. This is a required param.",
                               field);
            }
        }
    }
    return std::nullopt;
}

} // namespace patchbay::gateway
