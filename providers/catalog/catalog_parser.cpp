// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/catalog/catalog_parser.h"

#include "providers/catalog/row_reading.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>

namespace patchbay {
namespace {

namespace json = boost::json;

using namespace rows;

using Names = std::string_view;
constexpr std::array providerMembers {
    Names("id"), Names("name"), Names("family"), Names("api_base"), Names("key_variables"), Names("bearer_variables"),
    Names("exchange_variables"), Names("exchange"), Names("base_variables"), Names("auth"), Names("key_required"),
    Names("local"), Names("sandbox"), Names("key_page"), Names("quirks"), Names("settings"), Names("kinds"), Names("chat"),
    Names("key_shapes"),
};
constexpr std::array quirkMembers {
    Names("max_tokens_field"), Names("stream_usage"), Names("inline_think"), Names("unsupported"), Names("chat_form"),
    Names("kind_form"), Names("flatten_text"), Names("text_only"), Names("required_is_any"), Names("schema_by_tool"),
    Names("usage_include"), Names("reasoning_back"), Names("ignores_effort"), Names("openai_models"),
    Names("cache_control"), Names("deployments"), Names("provider_in_name"), Names("headers"),
};
constexpr std::array settingMembers { Names("parameters"), Names("variables"), Names("fallback"), Names("optional") };
constexpr std::array authMembers { Names("aws"), Names("header"), Names("prefix") };
constexpr std::array exchanges { Names(""), Names("google"), Names("ibm"), Names("entra") };

ApiFamily family(const std::string &name)
{
    const std::optional<ApiFamily> known = familyFromName(name);
    if (!known) {
        throw RowError("unknown API family \"" + name + "\"");
    }
    return *known;
}

AuthPlacement parseAuth(const json::object &row)
{
    const json::value *value = row.if_contains("auth");
    if (!value) {
        return { AuthPlacement::Kind::Header, "authorization", "Bearer " };
    }
    const json::object &auth = value->as_object();
    refuseUnknown(auth, authMembers);
    if (const std::string service = text(auth, "aws"); !service.empty()) {
        return { AuthPlacement::Kind::AwsSignature, service, {} };
    }
    if (const std::string header = text(auth, "header"); !header.empty()) {
        return { AuthPlacement::Kind::Header, header, text(auth, "prefix") };
    }
    return { AuthPlacement::Kind::None, {}, {} };
}

ProviderQuirks parseQuirks(const json::object &row)
{
    ProviderQuirks quirks;
    const json::value *value = row.if_contains("quirks");
    if (!value) {
        return quirks;
    }
    const json::object &object = value->as_object();
    refuseUnknown(object, quirkMembers);
    quirks.maxTokensField = text(object, "max_tokens_field");
    quirks.streamUsage = flag(object, "stream_usage", true);
    quirks.inlineThink = flag(object, "inline_think", false);
    quirks.unsupported = texts(object, "unsupported");
    quirks.chatForm = text(object, "chat_form");
    quirks.kindForm = text(object, "kind_form");
    quirks.flattenText = flag(object, "flatten_text", false);
    quirks.textOnly = flag(object, "text_only", false);
    quirks.requiredIsAny = flag(object, "required_is_any", false);
    quirks.schemaByTool = flag(object, "schema_by_tool", false);
    quirks.usageInclude = flag(object, "usage_include", false);
    quirks.reasoningBack = flag(object, "reasoning_back", false);
    quirks.ignoresEffort = flag(object, "ignores_effort", false);
    quirks.openAiModels = flag(object, "openai_models", false);
    quirks.cacheControl = flag(object, "cache_control", false);
    quirks.deployments = flag(object, "deployments", false);
    quirks.providerInName = flag(object, "provider_in_name", false);
    if (const json::value *headers = object.if_contains("headers")) {
        for (const auto &[name, header] : headers->as_object()) {
            quirks.headers.push_back({ std::string(name), json::value_to<std::string>(header) });
        }
    }
    return quirks;
}

std::vector<ProviderSetting> parseSettings(const json::object &row)
{
    std::vector<ProviderSetting> settings;
    const json::value *value = row.if_contains("settings");
    if (!value) {
        return settings;
    }
    for (const auto &[name, setting] : value->as_object()) {
        const json::object &object = setting.as_object();
        refuseUnknown(object, settingMembers);
        settings.push_back({ std::string(name), texts(object, "parameters"), texts(object, "variables"),
                             text(object, "fallback"), flag(object, "optional", false) });
    }
    return settings;
}

// Chat goes without saying, unless the row says that there is none.
std::vector<CallKind> parseKinds(const json::object &row)
{
    std::vector<CallKind> kinds;
    if (flag(row, "chat", true)) {
        kinds.push_back(CallKind::Chat);
    }
    for (const std::string &name : texts(row, "kinds")) {
        const std::optional<CallKind> kind = callKindFromName(name);
        if (!kind) {
            throw RowError("unknown kind of call \"" + name + "\"");
        }
        kinds.push_back(*kind);
    }
    std::ranges::sort(kinds);
    return kinds;
}

ProviderEntry parseProvider(const json::object &row)
{
    refuseUnknown(row, providerMembers);
    ProviderEntry entry;
    entry.id = text(row, "id");
    entry.name = text(row, "name");
    entry.family = family(row.contains("family") ? text(row, "family") : "openai");
    entry.apiBase = text(row, "api_base");
    entry.keyVariables = texts(row, "key_variables");
    entry.bearerVariables = texts(row, "bearer_variables");
    entry.exchangeVariables = texts(row, "exchange_variables");
    entry.exchange = text(row, "exchange");
    if (std::ranges::find(exchanges, entry.exchange) == exchanges.end()) {
        throw RowError("unknown exchange \"" + entry.exchange + "\"");
    }
    entry.baseVariables = texts(row, "base_variables");
    entry.auth = parseAuth(row);
    entry.keyRequired = flag(row, "key_required", true);
    entry.local = flag(row, "local", false);
    entry.sandbox = flag(row, "sandbox", false);
    entry.keyPage = text(row, "key_page");
    entry.quirks = parseQuirks(row);
    entry.settings = parseSettings(row);
    entry.kinds = parseKinds(row);
    if (const json::value *shapes = row.if_contains("key_shapes")) {
        for (const json::value &shape : shapes->as_array()) {
            const json::object &object = shape.as_object();
            entry.keyShapes.push_back({ text(object, "prefix"), static_cast<std::size_t>(object.at("length").as_int64()) });
        }
    }
    if (entry.id.empty() || entry.name.empty()) {
        throw RowError("a provider needs an id and a name");
    }
    return entry;
}

} // namespace

Result<std::vector<ProviderEntry>> parseProviders(std::string_view json)
{
    Result<std::vector<ProviderEntry>> table = parseTable<ProviderEntry>(json, parseProvider, "provider");
    std::set<std::string_view> ids;
    for (const ProviderEntry &entry : table ? std::span<const ProviderEntry>(*table) : std::span<const ProviderEntry>()) {
        if (!ids.insert(entry.id).second) {
            return failure(ErrorClass::BadRequest, "provider table: two rows have the id \"" + entry.id + "\"");
        }
    }
    return table;
}

} // namespace patchbay
