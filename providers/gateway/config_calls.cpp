// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/config_calls.h"

#include "providers/gateway/admin_answer.h"
#include "providers/gateway/route.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <optional>

namespace patchbay::gateway {

using config::YamlEntry;
using config::YamlNode;
using wire::JsonMember;
using wire::JsonView;
using wire::JsonWriter;

namespace {

// What stands behind "/credentials/" and the like; nothing where the path is not below it.
std::optional<std::string> below(std::string_view path, std::string_view head)
{
    return path.starts_with(head) && path.size() > head.size() ? percentDecoded(path.substr(head.size())) : std::nullopt;
}

struct FallbackKind {
    std::string_view name;
    const char *key;
};
constexpr FallbackKind fallbackKinds[] = { { "general", "fallbacks" },
                                           { "context_window", "context_window_fallbacks" },
                                           { "content_policy", "content_policy_fallbacks" } };

Result<const FallbackKind *> kindOf(const std::string &name)
{
    const auto *found = std::ranges::find(fallbackKinds, name.empty() ? std::string_view("general") : name, &FallbackKind::name);
    return found == std::end(fallbackKinds)
        ? refuseAdmin(400, "\"fallback_type\" is general, context_window or content_policy.", "fallback_type")
        : Result<const FallbackKind *>(found);
}

// Where a list of fallbacks stands: router_settings, which win, else litellm_settings.
std::pair<std::string, const YamlNode *> fallbackList(const config::GatewayConfig &configuration, const char *key)
{
    for (const char *section : { "router_settings", "litellm_settings" }) {
        if (const YamlNode *list = configuration.section(section).find(key)) {
            return { section, list };
        }
    }
    return { "router_settings", nullptr };
}

// The entry for a model: {model: [names]}.
const YamlNode *entryFor(const YamlNode *list, const std::string &model)
{
    if (!list) {
        return nullptr;
    }
    const auto found = std::ranges::find_if(list->items, [&](const YamlNode &item) { return item.find(model) != nullptr; });
    return found == list->items.end() ? nullptr : &*found;
}

// The list with another entry for the model, or without one. What stands there stays as it is written.
JsonText withEntry(const YamlNode *list, const std::string &model, const std::optional<std::string> &names)
{
    JsonWriter writer;
    bool placed = !names;
    const auto place = [&] {
        writer.beginObject();
        writer.key(model);
        writer.raw(*names);
        writer.endObject();
        placed = true;
    };
    writer.beginArray();
    if (list) {
        for (const YamlNode &item : list->items) {
            if (!item.find(model)) {
                writer.raw(config::toJson(item));
            } else if (!placed) {
                place();
            }
        }
    }
    if (!placed) {
        place();
    }
    writer.endArray();
    return { writer.take() };
}

} // namespace

bool ConfigCalls::knows(std::string_view path)
{
    return path == "/config/update" || path == "/fallback" || path.starts_with("/fallback/") || path == "/credentials"
        || path.starts_with("/credentials/");
}

HttpResponse ConfigCalls::handle(const AdminRequest &request) const
{
    return adminAnswer(run(request));
}

Result<std::string> ConfigCalls::run(const AdminRequest &request) const
{
    if (request.path.starts_with("/credentials")) {
        return credentials(request);
    }
    const std::optional<std::string> model = below(request.path, "/fallback/");
    const std::string type = queryValue(request.query, "fallback_type");
    if (model && request.method == "GET") {
        return showFallback(*model, type);
    }
    if (model && request.method == "DELETE") {
        return removeFallback(*model, type);
    }
    if (model || request.method != "POST") {
        return refuseAdmin(405, model ? "This call wants GET or DELETE." : "This call wants POST.");
    }
    return readAdminBody(request.body).and_then([&](const JsonView &json) {
        return request.path == "/fallback" ? setFallback(json) : updateConfig(json);
    });
}

Result<void> ConfigCalls::edit(const std::vector<ConfigSetting> &settings, const std::string &call) const
{
    return m_editor ? m_editor->set(settings, call)
                    : refuseAdmin(400, "The configuration of this gateway cannot be changed here: no writable file is served.");
}

// Members of the sections are set one by one; lists of callbacks are joined with what stands there, as in LiteLLM.
Result<std::string> ConfigCalls::updateConfig(const JsonView &json) const
{
    constexpr std::string_view sections[] = { "general_settings", "litellm_settings", "router_settings", "environment_variables" };
    std::vector<ConfigSetting> settings;
    for (const JsonMember &section : json.members()) {
        const std::string name = section.key();
        if (!section.value) {
            continue; // LiteLLM's clients send the sections that they say nothing of
        }
        if (!std::ranges::contains(sections, name) || !section.value.isObject()) {
            return refuseAdmin(400, "\"" + name + "\" is not changed by this call: general_settings, litellm_settings, "
                                    "router_settings and environment_variables are, each an object.", name);
        }
        for (const JsonMember &member : section.value.members()) {
            JsonText value = member.value.text();
            const YamlNode *old = m_snapshot.configuration.section(name).find(member.key());
            if (member.key().ends_with("callback") && member.value.isArray() && old && old->isSequence()) {
                JsonWriter joined;
                joined.beginArray();
                for (const YamlNode &item : old->items) {
                    joined.raw(config::toJson(item));
                }
                for (const JsonView item : member.value.items()) {
                    const auto same = [&](const YamlNode &other) { return other.asText() == item.string(); };
                    if (std::ranges::none_of(old->items, same)) {
                        joined.raw(item.raw());
                    }
                }
                joined.endArray();
                value = { joined.take() };
            }
            settings.push_back({ { name, member.key() }, std::move(value) });
        }
    }
    if (settings.empty()) {
        return refuseAdmin(400, "Nothing was said that could be changed.");
    }
    return edit(settings, "POST /config/update").transform([] { return std::string(R"({"message":"Config updated successfully"})"); });
}

Result<std::string> ConfigCalls::setFallback(const JsonView &json) const
{
    const std::string model = json["model"].string();
    const Result<const FallbackKind *> kind = kindOf(json["fallback_type"].string());
    if (!kind) {
        return std::unexpected(kind.error());
    }
    const auto known = [&](const std::string &name) { return m_snapshot.table->resolve(name).has_value(); };
    if (model.empty() || !known(model)) {
        return refuseAdmin(model.empty() ? 400 : 404, model.empty() ? "\"model\" is missing." : "There is no model \"" + model + "\".", "model");
    }
    std::size_t count = 0;
    for (const JsonView name : json["fallback_models"].items()) {
        ++count;
        if (!name.isString() || name.string() == model || !known(name.string())) {
            return refuseAdmin(400, "\"fallback_models\" are other models of this gateway.", "fallback_models");
        }
    }
    if (count == 0) {
        return refuseAdmin(400, "\"fallback_models\" is a list of models.", "fallback_models");
    }
    const auto [section, list] = fallbackList(m_snapshot.configuration, (*kind)->key);
    const std::string names(json["fallback_models"].raw());
    const bool there = entryFor(list, model) != nullptr;
    const Result<void> done = edit({ { { section, (*kind)->key }, withEntry(list, model, names) } }, "POST /fallback");
    if (!done) {
        return std::unexpected(done.error());
    }
    JsonWriter writer;
    writer.beginObject();
    writer.member("model", model);
    writer.key("fallback_models");
    writer.raw(names);
    writer.member("fallback_type", (*kind)->name);
    writer.member("message", there ? "Fallback configuration updated successfully" : "Fallback configuration created successfully");
    writer.endObject();
    return writer.take();
}

Result<std::string> ConfigCalls::showFallback(const std::string &model, const std::string &type) const
{
    const Result<const FallbackKind *> kind = kindOf(type);
    if (!kind) {
        return std::unexpected(kind.error());
    }
    const YamlNode *entry = entryFor(fallbackList(m_snapshot.configuration, (*kind)->key).second, model);
    if (!entry) {
        return refuseAdmin(404, "No " + std::string((*kind)->name) + " fallbacks are configured for \"" + model + "\".", "model");
    }
    JsonWriter writer;
    writer.beginObject();
    writer.member("model", model);
    writer.key("fallback_models");
    writer.raw(config::toJson(*entry->find(model)));
    writer.member("fallback_type", (*kind)->name);
    writer.endObject();
    return writer.take();
}

Result<std::string> ConfigCalls::removeFallback(const std::string &model, const std::string &type) const
{
    const Result<std::string> there = showFallback(model, type);
    if (!there) {
        return there;
    }
    const Result<const FallbackKind *> kind = kindOf(type);
    const auto [section, list] = fallbackList(m_snapshot.configuration, (*kind)->key);
    const bool last = list->items.size() == 1;
    const Result<void> done = edit({ { { section, (*kind)->key }, last ? JsonText { "null" } : withEntry(list, model, std::nullopt) } },
                                   "DELETE /fallback");
    if (!done) {
        return std::unexpected(done.error());
    }
    JsonWriter writer;
    writer.beginObject();
    writer.member("model", model);
    writer.member("fallback_type", (*kind)->name);
    writer.member("message", "Fallback configuration deleted successfully");
    writer.endObject();
    return writer.take();
}

} // namespace patchbay::gateway
