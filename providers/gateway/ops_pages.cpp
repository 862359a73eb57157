// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/ops_pages.h"

#include "providers/config/guardrail_callbacks.h"
#include "providers/config/schema.h"
#include "providers/engine/usage_estimate.h"
#include "providers/gateway/admin_answer.h"
#include "providers/gateway/route.h"
#include "providers/tokens/token_counter.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_format.h"

#include <algorithm>
#include <array>
#include <format>

namespace patchbay::gateway {

using config::YamlNode;
using wire::JsonView;
using wire::JsonWriter;

namespace {

// Values of keys with such names are not shown, unless they only say where the secret is.
bool namesSecret(std::string_view key)
{
    constexpr std::array words { "key", "secret", "password", "token", "credential", "authorization", "database_url" };
    return std::ranges::any_of(words, [&](const char *word) { return key.contains(word); })
        && !key.contains("cost_per") && !key.contains("limit") && !key.starts_with("max_") && !key.ends_with("_name")
        && !key.contains("keyword") && !key.ends_with("_params") && !key.ends_with("_settings");
}

void hideSecrets(YamlNode &node, bool secret)
{
    const bool reference = node.text.starts_with("os.environ/") || node.text.starts_with("patchbay/vault:");
    if (secret && node.isScalar() && !node.isNull() && !node.text.empty() && !reference) {
        node.kind = YamlNode::Kind::String;
        node.text = "<redacted>";
    }
    for (config::YamlEntry &entry : node.entries) {
        hideSecrets(entry.value, secret || namesSecret(entry.key) || entry.key == "headers" || entry.key == "environment_variables");
    }
    for (YamlNode &item : node.items) {
        hideSecrets(item, secret);
    }
}

std::string shown(const YamlNode &node)
{
    if (node.isNull()) {
        return "{}";
    }
    YamlNode copy = node;
    hideSecrets(copy, false);
    return config::toJson(copy);
}

struct Callback {
    std::string name;
    std::string_view type;
};

std::vector<Callback> callbacksOf(const GatewaySnapshot &snapshot)
{
    std::vector<Callback> all;
    for (const auto &[key, type] : { std::pair("callbacks", "success_and_failure"), std::pair("success_callback", "success"),
                                     std::pair("failure_callback", "failure") }) {
        const YamlNode *node = snapshot.configuration.section("litellm_settings").find(key);
        const std::vector<YamlNode> items =
            !node ? std::vector<YamlNode>() : node->isSequence() ? node->items : std::vector<YamlNode> { *node };
        for (const YamlNode &item : items) {
            if (const std::string name = item.asText().value_or(""); !name.empty()) {
                all.push_back({ name, type });
            }
        }
    }
    return all;
}

std::string_view modeName(guardrails::Mode mode)
{
    switch (mode) {
    case guardrails::Mode::PreCall: return "pre_call";
    case guardrails::Mode::DuringCall: return "during_call";
    case guardrails::Mode::PostCall: return "post_call";
    default: return "logging_only";
    }
}

} // namespace

struct OpsPages::Call {
    std::string_view method;
    std::string_view path;
    bool open; // to virtual keys too
    Result<std::string> (OpsPages::*run)(const AdminRequest &) const;
};

const OpsPages::Call *OpsPages::callOf(std::string_view path)
{
    static constexpr Call calls[] = {
        { "GET", "/provider/budgets", false, &OpsPages::providerBudgets },
        { "GET", "/cache/ping", false, &OpsPages::cachePing },
        { "POST", "/cache/flushall", false, &OpsPages::cacheFlush },
        { "POST", "/cache/delete", false, &OpsPages::cacheDelete },
        { "GET", "/router/settings", false, &OpsPages::routerSettings },
        { "GET", "/router/fields", false, &OpsPages::routerFields },
        { "GET", "/config/yaml", false, &OpsPages::configuration },
        { "GET", "/get/config/callbacks", false, &OpsPages::callbacks },
        { "GET", "/health/services", false, &OpsPages::service },
        { "GET", "/health/latest", false, &OpsPages::latestHealth },
        { "GET", "/guardrails/list", true, &OpsPages::guardrailList },
        { "POST", "/utils/token_counter", true, &OpsPages::countTokens },
    };
    const auto *found = std::ranges::find(calls, path, &Call::path);
    return found == std::end(calls) ? nullptr : found;
}

bool OpsPages::knows(std::string_view path)
{
    return callOf(path) != nullptr;
}

bool OpsPages::opensToKeys(std::string_view path)
{
    const Call *call = callOf(path);
    return call && call->open;
}

HttpResponse OpsPages::handle(const AdminRequest &request) const
{
    const Call *call = callOf(request.path);
    if (!call || call->method != request.method) {
        return adminAnswer(call ? refuseAdmin(405, "This call wants " + std::string(call->method) + ".")
                                : refuseAdmin(404, "There is no such call."));
    }
    return adminAnswer((this->*call->run)(request));
}

Result<std::string> OpsPages::providerBudgets(const AdminRequest &) const
{
    const auto &limits = m_snapshot.table->settings().providerBudgets;
    JsonWriter writer;
    writer.beginObject();
    writer.beginObject("providers");
    const std::scoped_lock lock(m_snapshot.routerMutex);
    const auto &states = m_snapshot.router.state().providers;
    std::size_t index = 0; // the states are in the order of the names
    for (const auto &[provider, limit] : limits) {
        writer.beginObject(provider);
        writer.key("budget_limit");
        writer.number(limit.dollars);
        writer.member("time_period", std::format("{}s", static_cast<std::int64_t>(limit.seconds)));
        const routing::ProviderBudgetState state = index < states.size() ? states[index] : routing::ProviderBudgetState {};
        ++index;
        const SteadyTime now = m_clock.steadyNow();
        const bool open = state.ends > now;
        writer.key("spend");
        writer.number(open ? state.spent : 0);
        const auto left = std::chrono::duration_cast<Microseconds>(state.ends - now);
        writer.textOrNull("budget_reset_at", open ? timeText(m_clock.now() + left) : std::string());
        writer.endObject();
    }
    writer.endObject();
    writer.endObject();
    return writer.take();
}

Result<std::string> OpsPages::cachePing(const AdminRequest &) const
{
    const CacheSettings &settings = m_snapshot.cache;
    if (!settings.enabled) {
        return refuseAdmin(503, "Cache not initialized. litellm_settings.cache is not true.");
    }
    const ResponseCache::Figures figures = m_cache.figures();
    JsonWriter writer;
    writer.beginObject();
    writer.member("status", "healthy");
    writer.member("cache_type", settings.onDisk ? "disk" : "local");
    writer.member("ping_response", true);
    writer.member("set_cache_response", "success");
    writer.beginObject("litellm_cache_params");
    writer.member("mode", settings.onlyWhenAsked ? "default_off" : "default_on");
    writer.member("ttl", std::int64_t { settings.life.count() });
    writer.member("namespace", settings.space);
    writer.member("entries", static_cast<std::int64_t>(figures.entries));
    writer.member("bytes", static_cast<std::int64_t>(figures.bytes));
    writer.endObject();
    writer.endObject();
    return writer.take();
}

Result<std::string> OpsPages::cacheFlush(const AdminRequest &) const
{
    m_cache.clear();
    return std::string(R"({"status":"success"})");
}

// {"keys": [x-litellm-cache-key…]}
Result<std::string> OpsPages::cacheDelete(const AdminRequest &request) const
{
    const Result<JsonView> json = readAdminBody(request.body);
    if (!json) {
        return std::unexpected(json.error());
    }
    std::vector<std::string> keys;
    for (const JsonView key : (*json)["keys"].items()) {
        keys.push_back(key.string());
    }
    if (keys.empty()) {
        return refuseAdmin(400, "\"keys\" is a list of what x-litellm-cache-key said.", "keys");
    }
    for (const std::string &key : keys) {
        m_cache.remove(key);
    }
    return std::string(R"({"status":"success"})");
}

namespace {

void writeRouterFields(JsonWriter &writer)
{
    writer.beginArray("fields");
    for (const config::SchemaField &field : config::routerSchema().fields) {
        writer.beginObject();
        writer.member("field_name", field.name);
        writer.member("field_description", field.help);
        writer.textOrNull("field_default", field.initial);
        writer.endObject();
    }
    writer.endArray();
}

} // namespace

// What router_settings may say, without what they do.
Result<std::string> OpsPages::routerFields(const AdminRequest &) const
{
    JsonWriter writer;
    writer.beginObject();
    writeRouterFields(writer);
    writer.endObject();
    return writer.take();
}

Result<std::string> OpsPages::routerSettings(const AdminRequest &) const
{
    JsonWriter writer;
    writer.beginObject();
    writeRouterFields(writer);
    writer.key("current_values");
    writer.raw(shown(m_snapshot.configuration.section("router_settings")));
    writer.endObject();
    return writer.take();
}

Result<std::string> OpsPages::configuration(const AdminRequest &) const
{
    return shown(m_snapshot.configuration.root);
}

Result<std::string> OpsPages::callbacks(const AdminRequest &) const
{
    JsonWriter writer;
    writer.beginObject();
    writer.member("status", "success");
    writer.beginArray("callbacks");
    for (const Callback &callback : callbacksOf(m_snapshot)) {
        writer.beginObject();
        writer.member("name", callback.name);
        writer.member("type", callback.type);
        writer.key("variables");
        writer.raw("{}");
        writer.endObject();
    }
    writer.endArray();
    writer.key("alerts");
    writer.raw("[]");
    writer.key("router_settings");
    writer.raw(shown(m_snapshot.configuration.section("router_settings")));
    writer.endObject();
    return writer.take();
}

// Whether a service is told; nobody is called for it.
Result<std::string> OpsPages::service(const AdminRequest &request) const
{
    const std::string name = queryValue(request.query, "service");
    const std::vector<Callback> all = callbacksOf(m_snapshot);
    if (std::ranges::none_of(all, [&](const Callback &callback) { return callback.name == name; })) {
        return refuseAdmin(422, "\"" + name + "\" is none of the callbacks of litellm_settings.", "service");
    }
    // Prometheus asks by itself, and guardrails among the callbacks tell nobody.
    const bool asks = name == "prometheus" || config::guardrailOfCallback(name);
    const std::optional<ObserverFigures> figures = m_observer ? m_observer(name) : std::nullopt;
    if (!asks && !figures) {
        return refuseAdmin(500, name + " is told nothing: it was left out at the start, where the reason stands.", "service");
    }
    const ObserverFigures counted = figures.value_or(ObserverFigures {});
    JsonWriter writer;
    writer.beginObject();
    writer.member("status", counted.dropped > 0 && counted.delivered == 0 ? "error" : "success");
    writer.member("message", asks ? name + " is served."
                                  : std::format("{} is told of each attempt: {} delivered, {} lost since the start.", name,
                                                counted.delivered, counted.dropped));
    writer.endObject();
    return writer.take();
}

Result<std::string> OpsPages::latestHealth(const AdminRequest &) const
{
    JsonWriter writer;
    writer.beginObject();
    writer.beginObject("latest_health_checks");
    const std::scoped_lock lock(m_snapshot.routerMutex);
    const auto &states = m_snapshot.router.state().deployments;
    for (routing::Index index = 0; index < states.size(); ++index) {
        const routing::DeploymentDetails &details = m_snapshot.table->details(index);
        const bool out = states[index].unhealthy || states[index].unavailableUntil > m_clock.steadyNow();
        writer.beginObject(details.id);
        writer.member("model_id", details.id);
        writer.member("model_name", details.model);
        writer.member("status", out ? "unhealthy" : "healthy");
        writer.member("checked_at", timeText(m_clock.now()));
        writer.endObject();
    }
    writer.endObject();
    writer.member("total_models", static_cast<std::int64_t>(states.size()));
    writer.endObject();
    return writer.take();
}

Result<std::string> OpsPages::guardrailList(const AdminRequest &) const
{
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("guardrails");
    for (const auto &guardrail : m_snapshot.guardrails) {
        writer.beginObject();
        writer.member("guardrail_name", guardrail->name);
        writer.beginObject("litellm_params");
        writer.beginArray("mode");
        for (const guardrails::Mode mode : guardrail->modes) {
            writer.string(modeName(mode));
        }
        writer.endArray();
        writer.member("default_on", guardrail->defaultOn);
        writer.endObject();
        writer.key("guardrail_info");
        writer.raw("null");
        writer.endObject();
    }
    writer.endArray();
    writer.endObject();
    return writer.take();
}

Result<std::string> OpsPages::countTokens(const AdminRequest &request) const
{
    const Result<JsonView> json = readAdminBody(request.body);
    if (!json) {
        return std::unexpected(json.error());
    }
    const std::string asked = (*json)["model"].string();
    const JsonView prompt = (*json)["prompt"];
    if (asked.empty() || ((*json)["messages"].isArray() == prompt.isString())) {
        return refuseAdmin(400, "\"model\" and either \"prompt\" or \"messages\" are needed.", "messages");
    }
    std::string used = asked;
    if (const auto target = m_snapshot.table->resolve(asked); target && target->group != routing::none) {
        const auto &members = m_snapshot.table->groups()[target->group].members;
        used = members.empty() ? asked : m_snapshot.table->modelFor(members.front(), target->name);
        used = used.substr(used.find('/') + 1);
    }
    JsonWriter body;
    body.beginObject();
    body.member("model", used);
    body.key("messages");
    body.raw(prompt.isString() ? R"([{"role":"user","content":)" + std::string(prompt.raw()) + "}]"
                               : std::string((*json)["messages"].raw()));
    body.endObject();
    const Result<ChatRequest> chat = wire::parseChatRequest(body.take());
    if (!chat) {
        return std::unexpected(chat.error());
    }
    JsonWriter writer;
    writer.beginObject();
    writer.member("total_tokens", estimatePromptTokens(*chat));
    writer.member("request_model", asked);
    writer.member("model_used", used);
    writer.member("tokenizer_type", tokens::encodingOf(used) ? "openai_tokenizer" : "estimate");
    writer.endObject();
    return writer.take();
}

} // namespace patchbay::gateway
