// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/key_fields.h"

#include "providers/gateway/access_rules.h"
#include "providers/gateway/error_text.h"
#include "providers/gateway/key_budget_fields.h"
#include "providers/gateway/key_callbacks.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <array>

namespace patchbay::gateway {

namespace {

using wire::JsonKind;
using wire::JsonView;
using wire::JsonWriter;

Result<void> refuse(std::string_view field, std::string_view what)
{
    Error error = gatewayError(400, "\"" + std::string(field) + "\" " + std::string(what) + ".", "bad_request_error");
    error.param = field;
    return std::unexpected(std::move(error));
}

Result<void> readTexts(const JsonView &json, std::string_view field, std::vector<std::string> &texts)
{
    const JsonView value = json[field];
    if (value.kind() == JsonKind::Absent) {
        return {};
    }
    texts.clear();
    for (const JsonView item : value.items()) {
        if (!item.isString()) {
            return refuse(field, "is a list of texts");
        }
        texts.push_back(item.string());
    }
    return value.isArray() || !value ? Result<void>() : refuse(field, "is a list of texts");
}

Result<void> readLimit(const JsonView &json, std::string_view field, std::optional<std::int64_t> &limit)
{
    const JsonView value = json[field];
    if (value.kind() == JsonKind::Absent) {
        return {};
    }
    constexpr double most = 9e15;
    const std::optional<double> number = numberIn(value);
    const bool whole = number && std::trunc(*number) == *number && std::abs(*number) <= most;
    limit = whole ? std::optional(static_cast<std::int64_t>(*number)) : std::nullopt;
    return !value || (limit && *limit >= 0) ? Result<void>() : refuse(field, "is a whole number, 0 or more");
}

void readText(const JsonView &json, std::string_view field, std::string &text)
{
    if (json[field].kind() != JsonKind::Absent) {
        text = json[field].string();
    }
}

// key_type is a short word for allowed_routes, and comes before it, as in LiteLLM.
Result<void> readRoutes(VirtualKey &key, const JsonView &json)
{
    if (const Result<void> read = readTexts(json, "allowed_routes", key.routes); !read) {
        return read;
    }
    // A word that is neither a path nor a group of LiteLLM's would open nothing, and somebody meant something.
    const auto odd = std::ranges::find_if(key.routes, [](const std::string &name) {
        return !name.starts_with('/') && name != "*" && !name.ends_with("_routes");
    });
    if (odd != key.routes.end()) {
        return refuse("allowed_routes", "takes paths such as /v1/models or /key/*, and groups such as llm_api_routes");
    }
    const std::string type = json["key_type"].string();
    std::optional<std::vector<std::string>> routes = routesOfKeyType(type);
    if (!routes) {
        return refuse("key_type", "is one of llm_api, management, read_only, default");
    }
    if (!routes->empty()) {
        key.routes = std::move(*routes);
    }
    return {};
}

Result<void> readExpiry(VirtualKey &key, const JsonView &json, WallTime now)
{
    const JsonView value = json["duration"];
    if (value.kind() == JsonKind::Absent) {
        return {};
    }
    const std::string text = value.string();
    if (!value || text.empty() || text == "-1") {
        key.expires.reset();
        return {};
    }
    const std::optional<std::chrono::seconds> length = durationLength(text);
    if (!length) {
        return refuse("duration", "is a duration such as 30s, 15m, 2h, 7d, 1w or 1mo");
    }
    key.expires = now + *length;
    return {};
}

Result<void> readMaps(VirtualKey &key, const JsonView &json)
{
    if (const JsonView value = json["aliases"]; value.kind() != JsonKind::Absent) {
        key.aliases.clear();
        for (const wire::JsonMember &member : value.members()) {
            if (!member.value.isString()) {
                return refuse("aliases", "maps names to names");
            }
            key.aliases[member.key()] = member.value.string();
        }
    }
    if (const JsonView value = json["metadata"]; value.kind() != JsonKind::Absent) {
        if (value && !value.isObject()) {
            return refuse("metadata", "is an object");
        }
        key.metadata = value ? value.text() : JsonText {};
    }
    for (const JsonView place : { json, json["metadata"] }) {
        const JsonView value = place["store_prompts_in_spend_logs"];
        if (value && !value.boolean()) {
            return refuse("store_prompts_in_spend_logs", "is true or false");
        }
        if (value.kind() != JsonKind::Absent) {
            key.storesBodies = value.boolean();
        }
    }
    return {};
}

void writeTexts(JsonWriter &writer, std::string_view name, const std::vector<std::string> &texts)
{
    writer.beginArray(name);
    for (const std::string &text : texts) {
        writer.string(text);
    }
    writer.endArray();
}

void writeNumber(JsonWriter &writer, std::string_view name, const std::optional<std::int64_t> &value)
{
    if (value) {
        writer.member(name, *value);
    } else {
        writer.nullMember(name);
    }
}

void writeModelLimits(JsonWriter &writer, const VirtualKey &key)
{
    writer.beginArray("budget_limits");
    for (const BudgetWindow &window : key.windows) {
        writer.beginObject();
        writer.member("budget_duration", window.duration);
        writer.key("max_budget");
        writer.number(toDollars(window.maximum));
        writer.endObject();
    }
    writer.endArray();
    writer.beginObject("model_max_budget");
    for (const auto &[model, limit] : key.modelLimits) {
        if (limit.maximum) {
            writer.beginObject(model);
            writer.key("budget_limit");
            writer.number(toDollars(*limit.maximum));
            writer.textOrNull("time_period", limit.duration);
            writer.endObject();
        }
    }
    writer.endObject();
    for (const auto &[field, part] : { std::pair("model_rpm_limit", &ModelLimit::requestsPerMinute),
                                       std::pair("model_tpm_limit", &ModelLimit::tokensPerMinute) }) {
        writer.beginObject(field);
        for (const auto &[model, limit] : key.modelLimits) {
            writer.member(model, limit.*part);
        }
        writer.endObject();
    }
}

} // namespace

Result<void> readKeyFields(VirtualKey &key, const JsonView &json, WallTime now, const std::chrono::time_zone *zone)
{
    for (const Result<void> &read :
         { readTexts(json, "models", key.models), readTexts(json, "tags", key.tags),
           readTexts(json, "guardrails", key.guardrails), readTexts(json, "enforced_params", key.requiredFields),
           readRoutes(key, json),
           readLimit(json, "rpm_limit", key.requestsPerMinute), readLimit(json, "tpm_limit", key.tokensPerMinute),
           readLimit(json, "max_parallel_requests", key.maximumParallel), readBudgetFields(key, json, now, zone),
           readExpiry(key, json, now),
           readMaps(key, json) }) {
        if (!read) {
            return read;
        }
    }
    readText(json, "key_alias", key.alias);
    readText(json, "organization_id", key.organization);
    readText(json, "user_id", key.user);
    readText(json, "team_id", key.team);
    readText(json, "project_id", key.project);
    if (const std::optional<bool> blocked = json["blocked"].boolean()) {
        key.blocked = *blocked;
    }
    return {};
}

void writeKeyFields(JsonWriter &writer, const VirtualKey &key, Money spent)
{
    writer.member("token", key.digest);
    writer.member("key_name", key.name);
    writer.textOrNull("key_alias", key.alias);
    writer.textOrNull("organization_id", key.organization);
    writer.textOrNull("user_id", key.user);
    writer.textOrNull("team_id", key.team);
    writer.textOrNull("project_id", key.project);
    writeTexts(writer, "allowed_routes", key.routes);
    writeTexts(writer, "enforced_params", key.requiredFields);
    writer.textOrNull("expires", key.expires ? timeText(*key.expires) : std::string());
    writeLimits(writer, key, spent);
}

void writeBudgetTable(JsonWriter &writer, const VirtualKey &account)
{
    if (limitsNothing(account)) {
        writer.null();
        return;
    }
    const auto money = [&](std::string_view name, const std::optional<Money> &amount) {
        writer.key(name);
        amount ? writer.number(toDollars(*amount)) : writer.null();
    };
    writer.beginObject();
    writer.textOrNull("budget_id", account.budgetId);
    money("max_budget", account.maximumBudget);
    money("soft_budget", account.softBudget);
    writer.textOrNull("budget_duration", account.budgetDuration);
    writer.textOrNull("budget_reset_at", account.budgetReset ? timeText(*account.budgetReset) : std::string());
    writeNumber(writer, "tpm_limit", account.tokensPerMinute);
    writeNumber(writer, "rpm_limit", account.requestsPerMinute);
    writeNumber(writer, "max_parallel_requests", account.maximumParallel);
    writer.endObject();
}

void writeLimits(JsonWriter &writer, const VirtualKey &key, Money spent)
{
    writer.key("spend");
    writer.number(toDollars(spent));
    writer.key("max_budget");
    if (key.maximumBudget) {
        writer.number(toDollars(*key.maximumBudget));
    } else {
        writer.null();
    }
    writer.textOrNull("budget_duration", key.budgetDuration);
    writer.textOrNull("budget_reset_at", key.budgetReset ? timeText(*key.budgetReset) : std::string());
    writer.key("soft_budget");
    key.softBudget ? writer.number(toDollars(*key.softBudget)) : writer.null();
    writer.textOrNull("budget_id", key.budgetId);
    writer.beginObject("budget_fallbacks");
    for (const auto &[model, others] : key.budgetFallbacks) {
        writeTexts(writer, model, others);
    }
    writer.endObject();
    writeModelLimits(writer, key);
    writeTexts(writer, "models", key.models);
    writer.beginObject("aliases");
    for (const auto &[asked, group] : key.aliases) {
        writer.member(asked, group);
    }
    writer.endObject();
    writeNumber(writer, "rpm_limit", key.requestsPerMinute);
    writeNumber(writer, "tpm_limit", key.tokensPerMinute);
    writeNumber(writer, "max_parallel_requests", key.maximumParallel);
    writeTexts(writer, "tags", key.tags);
    writeTexts(writer, "guardrails", key.guardrails);
    for (const wire::JsonMember &member : JsonView(key.shown).members()) {
        writer.key(member.key());
        writer.raw(member.value.raw());
    }
    writer.key("metadata");
    const JsonText metadata = shownMetadata(key.metadata);
    writer.raw(metadata.empty() ? "{}" : std::string_view(metadata.text));
    writer.key("store_prompts_in_spend_logs");
    key.storesBodies ? writer.raw(*key.storesBodies ? "true" : "false") : writer.null();
    writer.member("blocked", key.blocked);
    writer.member("created_at", timeText(key.created));
    writer.member("updated_at", timeText(key.updated));
}

} // namespace patchbay::gateway
