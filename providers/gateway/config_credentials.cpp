// SPDX-License-Identifier: GPL-3.0-or-later
//
// ConfigCalls: /credentials. What is secret in them is written into the file and never shown.
#include "providers/gateway/config_calls.h"

#include "providers/config/configured_variables.h"
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

constexpr std::string_view mask = "*****";

// What stands behind "/credentials/" and the like; nothing where the path is not below it.
std::optional<std::string> below(std::string_view path, std::string_view head)
{
    return path.starts_with(head) && path.size() > head.size() ? percentDecoded(path.substr(head.size())) : std::nullopt;
}

std::string said(const char *message)
{
    JsonWriter writer;
    writer.beginObject();
    writer.member("success", true);
    writer.member("message", message);
    writer.endObject();
    return writer.take();
}

bool isHidden(const std::string &name, const std::string &value)
{
    return config::namesSecretVariable(name) && !value.starts_with("os.environ/") && !value.starts_with("patchbay/vault:");
}

void writeCredentialText(JsonWriter &writer, const YamlNode &item)
{
    writer.beginObject();
    for (const YamlEntry &entry : item.entries) {
        writer.key(entry.key);
        if (entry.key != "credential_values") {
            writer.raw(config::toJson(entry.value));
            continue;
        }
        writer.beginObject();
        for (const YamlEntry &value : entry.value.entries) {
            writer.key(value.key);
            const bool hidden = isHidden(value.key, value.value.asText().value_or("")) || !value.value.isScalar();
            writer.raw(hidden ? wire::jsonLiteral(mask) : config::toJson(value.value));
        }
        writer.endObject();
    }
    writer.endObject();
}

std::string nameOf(const YamlNode &item)
{
    const YamlNode *name = item.find("credential_name");
    return name ? name->asText().value_or("") : std::string();
}

} // namespace

const YamlNode *ConfigCalls::credential(const std::string &name) const
{
    const YamlNode *list = m_snapshot.configuration.root.find("credential_list");
    if (!list) {
        return nullptr;
    }
    const auto found = std::ranges::find(list->items, name, nameOf);
    return found == list->items.end() ? nullptr : &*found;
}

Result<std::string> ConfigCalls::credentials(const AdminRequest &request) const
{
    if (request.path == "/credentials" && request.method == "GET") {
        return showCredentials({});
    }
    if (const auto model = below(request.path, "/credentials/by_model/"); model && request.method == "GET") {
        return credentialOf(*model);
    }
    auto name = below(request.path, "/credentials/by_name/");
    if (name && request.method == "GET") {
        return showCredentials(*name);
    }
    name = below(request.path, "/credentials/");
    if (request.path == "/credentials" && request.method == "POST") {
        return readAdminBody(request.body).and_then([&](const JsonView &json) {
            return writeCredential(json, json["credential_name"].string(), true);
        });
    }
    if (!name || (request.method != "PATCH" && request.method != "DELETE")) {
        return refuseAdmin(405, "This call wants another method.");
    }
    if (!credential(*name)) {
        return refuseAdmin(404, "There is no credential \"" + *name + "\".", "credential_name");
    }
    if (request.method == "PATCH") {
        return readAdminBody(request.body).and_then([&](const JsonView &json) { return writeCredential(json, *name, false); });
    }
    JsonWriter rest;
    rest.beginArray();
    for (const YamlNode &item : m_snapshot.configuration.root.find("credential_list")->items) {
        if (nameOf(item) != *name) {
            rest.raw(config::toJson(item));
        }
    }
    rest.endArray();
    JsonText left { rest.take() };
    const bool none = !JsonView(left).at(0);
    return edit({ { { "credential_list" }, none ? JsonText { "null" } : std::move(left) } }, "DELETE /credentials")
        .transform([] { return said("Credential deleted successfully"); });
}

Result<std::string> ConfigCalls::showCredentials(const std::string &name) const
{
    const YamlNode *one = name.empty() ? nullptr : credential(name);
    if (!name.empty() && !one) {
        return refuseAdmin(404, "There is no credential \"" + name + "\".", "credential_name");
    }
    JsonWriter writer;
    if (one) {
        writeCredentialText(writer, *one);
        return writer.take();
    }
    const YamlNode *list = m_snapshot.configuration.root.find("credential_list");
    writer.beginObject();
    writer.member("success", true);
    writer.beginArray("credentials");
    if (list) {
        for (const YamlNode &item : list->items) {
            writeCredentialText(writer, item);
        }
    }
    writer.endArray();
    writer.endObject();
    return writer.take();
}

Result<std::string> ConfigCalls::credentialOf(const std::string &deployment) const
{
    const config::Deployment *found = m_snapshot.configuration.deployment(deployment);
    const YamlNode *name = found ? found->parameters.find("litellm_credential_name") : nullptr;
    return name ? showCredentials(name->asText().value_or(""))
                : refuseAdmin(404, found ? "The deployment names no credential." : "There is no such deployment.", "model_id");
}

// The whole entry anew; what is not said of an older one stays, and so does a value that was shown masked.
Result<std::string> ConfigCalls::writeCredential(const JsonView &json, const std::string &name, bool fresh) const
{
    const YamlNode *old = credential(name);
    const JsonView values = json["credential_values"];
    if (name.empty() || (fresh && (old || !values.isObject()))) {
        return refuseAdmin(400, name.empty() ? "\"credential_name\" is missing."
                               : old         ? "There is a credential \"" + name + "\" already."
                                             : std::string("\"credential_values\" is missing."),
                           name.empty() || old ? "credential_name" : "credential_values");
    }
    JsonWriter entry;
    entry.beginObject();
    entry.member("credential_name", name);
    entry.beginObject("credential_values");
    const YamlNode *oldValues = old ? old->find("credential_values") : nullptr;
    for (const YamlEntry &value : oldValues ? oldValues->entries : std::vector<YamlEntry>()) {
        if (!values[value.key] || values[value.key].is(mask)) {
            entry.key(value.key);
            entry.raw(config::toJson(value.value));
        }
    }
    for (const JsonMember &value : values.members()) {
        if (value.value && !value.value.is(mask)) {
            entry.key(value.key());
            entry.raw(value.value.raw());
        }
    }
    entry.endObject();
    const YamlNode *oldInfo = old ? old->find("credential_info") : nullptr;
    entry.key("credential_info");
    entry.raw(json["credential_info"].isObject() ? std::string(json["credential_info"].raw())
                  : oldInfo                      ? config::toJson(*oldInfo)
                                                 : std::string("{}"));
    entry.endObject();
    const std::string text = entry.take();
    JsonWriter list;
    list.beginArray();
    const YamlNode *all = m_snapshot.configuration.root.find("credential_list");
    for (const YamlNode &item : all ? all->items : std::vector<YamlNode>()) {
        list.raw(nameOf(item) == name ? text : config::toJson(item));
    }
    if (!old) {
        list.raw(text);
    }
    list.endArray();
    return edit({ { { "credential_list" }, { list.take() } } }, fresh ? "POST /credentials" : "PATCH /credentials")
        .transform([fresh] { return said(fresh ? "Credential created successfully" : "Credential updated successfully"); });
}

} // namespace patchbay::gateway
