// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/key_callbacks.h"

#include "providers/config/configured_variables.h"
#include "providers/gateway/admin_answer.h"
#include "providers/gateway/route.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <set>

namespace patchbay::gateway {

using wire::JsonMember;
using wire::JsonView;
using wire::JsonWriter;

namespace {

constexpr std::string_view field = "logging";
constexpr std::string_view mask = "*****";

bool isSecret(const JsonMember &variable)
{
    const std::string text = variable.value.string();
    return config::namesSecretVariable(variable.key()) && !text.starts_with("os.environ/");
}

// The metadata with other values of the variables of callbacks; `value` gives JSON.
template <typename Value> JsonText withVariables(const JsonText &metadata, const Value &value)
{
    JsonWriter writer;
    writer.beginObject();
    for (const JsonMember &member : JsonView(metadata).members()) {
        writer.key(member.key());
        if (!member.is(field) || !member.value.isArray()) {
            writer.raw(member.value.raw());
            continue;
        }
        writer.beginArray();
        std::size_t place = 0;
        for (const JsonView callback : member.value.items()) {
            writer.beginObject();
            for (const JsonMember &part : callback.members()) {
                writer.key(part.key());
                if (!part.is("callback_vars") || !part.value.isObject()) {
                    writer.raw(part.value.raw());
                    continue;
                }
                writer.beginObject();
                for (const JsonMember &variable : part.value.members()) {
                    writer.key(variable.key());
                    writer.raw(value(place, callback, variable));
                }
                writer.endObject();
            }
            writer.endObject();
            ++place;
        }
        writer.endArray();
    }
    writer.endObject();
    return { writer.take() };
}

// The variable of the same callback as it was: at the same place, else of the first of that name.
std::string earlierValue(const JsonText &before, std::size_t place, const JsonView &callback, const std::string &variable)
{
    const JsonView list = JsonView(before)[field];
    const std::string name = callback["callback_name"].string();
    if (list.at(place)["callback_name"].is(name) && list.at(place)["callback_vars"][variable]) {
        return std::string(list.at(place)["callback_vars"][variable].raw());
    }
    for (const JsonView other : list.items()) {
        if (other["callback_name"].is(name) && other["callback_vars"][variable]) {
            return std::string(other["callback_vars"][variable].raw());
        }
    }
    return "\"\"";
}

Result<void> checkCallback(const JsonView &callback)
{
    constexpr std::string_view names[] = { "langfuse", "otel", "opentelemetry", "generic_api", "generic" };
    constexpr std::string_view types[] = { "success", "failure", "success_and_failure", "" };
    const std::string name = callback["callback_name"].string();
    if (!std::ranges::contains(names, name)) {
        return refuseAdmin(400, "Nobody is told under the callback_name \"" + name + "\": langfuse, otel and generic_api are.", "callback_name");
    }
    if (!std::ranges::contains(types, callback["callback_type"].string())) {
        return refuseAdmin(400, "\"callback_type\" is success, failure or success_and_failure.", "callback_type");
    }
    const JsonView variables = callback["callback_vars"];
    if (variables && !variables.isObject()) {
        return refuseAdmin(400, "\"callback_vars\" is an object.", "callback_vars");
    }
    for (const JsonMember &variable : variables.members()) {
        if (!variable.value.isString()) {
            return refuseAdmin(400, "\"" + variable.key() + "\" of callback_vars is a text.", "callback_vars");
        }
    }
    return {};
}

JsonText withLogging(const JsonText &metadata, const std::string &list)
{
    JsonWriter writer;
    writer.beginObject();
    for (const JsonMember &member : JsonView(metadata).members()) {
        if (!member.is(field)) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    if (!list.empty()) {
        writer.key(field);
        writer.raw(list);
    }
    writer.endObject();
    return { writer.take() };
}

// LiteLLM's view of it: names by ending, all variables together.
std::string teamText(const VirtualKey &team)
{
    const JsonText shown = shownMetadata(team.metadata);
    const JsonView list = JsonView(shown)[field];
    JsonWriter writer;
    writer.beginObject();
    writer.member("status", "success");
    writer.beginObject("data");
    writer.member("team_id", team.id);
    for (const auto &[name, other] : { std::pair("success_callbacks", "failure"), std::pair("failure_callbacks", "success") }) {
        writer.beginArray(name);
        for (const JsonView callback : list.items()) {
            if (!callback["callback_type"].is(other)) {
                writer.string(callback["callback_name"].string());
            }
        }
        writer.endArray();
    }
    std::set<std::string> written;
    writer.beginObject("callback_vars");
    for (const JsonView callback : list.items()) {
        for (const JsonMember &variable : callback["callback_vars"].members()) {
            if (written.insert(variable.key()).second) {
                writer.key(variable.key());
                writer.raw(variable.value.raw());
            }
        }
    }
    writer.endObject();
    writer.endObject();
    writer.endObject();
    return writer.take();
}

// A callback of the same name and type is replaced.
std::string addedTo(const JsonView &list, const JsonView &callback)
{
    JsonWriter writer;
    writer.beginArray();
    for (const JsonView other : list.items()) {
        const bool same = other["callback_name"].is(callback["callback_name"].string())
            && other["callback_type"].string() == callback["callback_type"].string();
        if (!same) {
            writer.raw(other.raw());
        }
    }
    writer.raw(callback.raw());
    writer.endArray();
    return writer.take();
}

std::pair<std::string, std::string_view> teamAndCall(std::string_view path)
{
    constexpr std::string_view head = "/team/";
    const std::size_t slash = path.rfind('/');
    if (!path.starts_with(head) || slash <= head.size()) {
        return {};
    }
    return { percentDecoded(path.substr(head.size(), slash - head.size())).value_or(""), path.substr(slash + 1) };
}

} // namespace

Result<void> settleCallbacks(const JsonText &before, JsonText &metadata)
{
    const JsonView list = JsonView(metadata)[field];
    if (!list) {
        return {};
    }
    if (!list.isArray()) {
        return refuseAdmin(400, "\"logging\" is a list of callbacks.", "logging");
    }
    for (const JsonView callback : list.items()) {
        if (const Result<void> checked = checkCallback(callback); !checked) {
            return checked;
        }
    }
    metadata = withVariables(metadata, [&](std::size_t place, const JsonView &callback, const JsonMember &variable) {
        return variable.value.is(mask) ? earlierValue(before, place, callback, variable.key()) : std::string(variable.value.raw());
    });
    return {};
}

JsonText shownMetadata(const JsonText &metadata)
{
    if (!metadata.text.contains("callback_vars")) {
        return metadata;
    }
    return withVariables(metadata, [](std::size_t, const JsonView &, const JsonMember &variable) {
        return isSecret(variable) ? wire::jsonLiteral(mask) : std::string(variable.value.raw());
    });
}

std::string callbacksIn(const JsonText &metadata)
{
    if (!metadata.text.contains("\"logging\"")) {
        return {};
    }
    const JsonView list = JsonView(metadata)[field];
    return list.isArray() && list.at(0) ? std::string(list.raw()) : std::string();
}

bool isTeamCallback(std::string_view path)
{
    const std::string_view call = teamAndCall(path).second;
    return call == "callback" || call == "disable_logging";
}

HttpResponse keyHealthPage(const AdminRequest &request, const Caller &caller, const KeyBook &book)
{
    if (request.method != "POST") {
        return adminAnswer(refuseAdmin(405, "This call wants POST."));
    }
    const std::string callbacks = book.callbacksOf(caller.keyId, caller.team);
    JsonWriter writer;
    writer.beginObject();
    writer.member("key", "healthy");
    if (callbacks.empty()) {
        writer.nullMember("logging_callbacks");
    } else {
        writer.beginObject("logging_callbacks");
        writer.beginArray("callbacks");
        for (const JsonView callback : JsonView(std::string_view(callbacks)).items()) {
            writer.string(callback["callback_name"].string());
        }
        writer.endArray();
        writer.member("status", "healthy");
        writer.member("details", "Told of each attempt; what could not be delivered is counted in /metrics. Nobody was called for this.");
        writer.endObject();
    }
    writer.endObject();
    return adminAnswer(writer.take());
}

HttpResponse teamCallbackPage(const AdminRequest &request, KeyBook &book)
{
    const auto [id, call] = teamAndCall(request.path);
    const std::optional<VirtualKey> team = book.findAccount(AccountKind::Team, id);
    if (!team) {
        return adminAnswer(refuseAdmin(404, "team " + id + " was not found.", "team_id"));
    }
    if (request.method == "GET" && call == "callback") {
        return adminAnswer(teamText(*team));
    }
    if (request.method != "POST") {
        return adminAnswer(refuseAdmin(405, "This call wants POST."));
    }
    const Result<JsonView> json = readAdminBody(request.body);
    const Result<VirtualKey> changed = !json
        ? std::unexpected(json.error())
        : book.changeAccount(AccountKind::Team, id, [&](VirtualKey &own) -> Result<void> {
              const JsonText before = own.metadata;
              own.metadata = withLogging(before, call == "callback" ? addedTo(JsonView(before)[field], *json) : std::string());
              return settleCallbacks(before, own.metadata);
          });
    return adminAnswer(changed ? Result<std::string>(teamText(*changed)) : std::unexpected(changed.error()));
}

} // namespace patchbay::gateway
