// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/composed_admin.h"

#include "providers/gateway/admin_answer.h"
#include "providers/gateway/route.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <array>

namespace patchbay::gateway {

using wire::JsonMember;
using wire::JsonView;
using wire::JsonWriter;

namespace {

constexpr int firstFailure = 400;
constexpr std::size_t rowsAtMost = 500; // of a call for many

// The answer of another call: its JSON, or its error.
Result<std::string> inner(const HttpResponse &answer)
{
    if (answer.status < firstFailure) {
        return answer.body;
    }
    const auto json = wire::parseJson(answer.body);
    return refuseAdmin(answer.status, json ? (*json)["error"]["message"].string() : std::string(),
                       json ? (*json)["error"]["param"].string() : std::string());
}

std::string messageOf(const HttpResponse &answer)
{
    const Result<std::string> read = inner(answer);
    return read ? std::string() : read.error().message;
}

// A list of objects under a name, not more than fit.
Result<std::vector<JsonView>> rowsOf(const JsonView &json, const char *name)
{
    std::vector<JsonView> rows;
    for (const JsonView row : json[name].items()) {
        rows.push_back(row);
    }
    if (rows.empty() || rows.size() > rowsAtMost) {
        return refuseAdmin(400, "\"" + std::string(name) + "\" must be a list of 1 to " + std::to_string(rowsAtMost) + ".", name);
    }
    return rows;
}

// The members of an object with others put over them.
std::string merged(const JsonView &below, const JsonView &above)
{
    JsonWriter writer;
    writer.beginObject();
    for (const JsonMember &member : below.members()) {
        if (above[member.key()].kind() == wire::JsonKind::Absent) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    writer.members(above);
    writer.endObject();
    return writer.take();
}

} // namespace

struct ComposedAdmin::Call {
    std::string_view method;
    std::string_view path;
    Result<std::string> (ComposedAdmin::*run)(const AdminRequest &) const;
};

const ComposedAdmin::Call *ComposedAdmin::callOf(std::string_view path)
{
    static constexpr Call calls[] = {
        { "POST", "/key/bulk_update", &ComposedAdmin::updateKeys },
        { "POST", "/key/service-account/generate", &ComposedAdmin::serviceAccount },
        { "POST", "/v2/key/info", &ComposedAdmin::infoOfKeys },
        { "POST", "/user/bulk_update", &ComposedAdmin::updateUsers },
        { "GET", "/v2/user/info", &ComposedAdmin::infoOfUser },
        { "GET", "/user/available_roles", &ComposedAdmin::roles },
        { "POST", "/team/member_update", &ComposedAdmin::updateMember },
        { "POST", "/team/bulk_member_add", &ComposedAdmin::addMembers },
        { "POST", "/team/model/add", &ComposedAdmin::addModels },
        { "POST", "/team/model/delete", &ComposedAdmin::removeModels },
        { "GET", "/v2/team/list", &ComposedAdmin::teams },
        { "GET", "/team/available", &ComposedAdmin::availableTeams },
        { "GET", "/budget/settings", &ComposedAdmin::budgetSettings },
    };
    const auto *found = std::ranges::find(calls, path, &Call::path);
    return found == std::end(calls) ? nullptr : found;
}

bool ComposedAdmin::knows(std::string_view path)
{
    return callOf(path) != nullptr;
}

HttpResponse ComposedAdmin::handle(const AdminRequest &request) const
{
    const Call *call = callOf(request.path);
    if (!call || call->method != request.method) {
        return adminAnswer(call ? refuseAdmin(405, "This call wants " + std::string(call->method) + ".")
                                : refuseAdmin(404, "There is no such call."));
    }
    return adminAnswer((this->*call->run)(request));
}

// {"keys": [{"key", …}]}: each for itself, as LiteLLM does; what went wrong is said of each.
Result<std::string> ComposedAdmin::updateKeys(const AdminRequest &request) const
{
    const Result<JsonView> json = readAdminBody(request.body);
    const auto rows = json ? rowsOf(*json, "keys") : std::unexpected(json.error());
    if (!rows) {
        return std::unexpected(rows.error());
    }
    JsonWriter done;
    JsonWriter failed;
    done.beginArray();
    failed.beginArray();
    for (const JsonView &row : *rows) {
        const HttpResponse answer = m_keys.handle({ "POST", "/key/update", {}, std::string(row.raw()) });
        const std::optional<VirtualKey> key = m_book.find(row["key"].string());
        const bool good = answer.status < firstFailure;
        JsonWriter &writer = good ? done : failed;
        writer.beginObject();
        writer.textOrNull("key", key ? key->digest : std::string()); // what was given may be the key itself
        if (good) {
            writer.key("key_info");
            writer.raw(answer.body);
        } else {
            writer.nullMember("key_info");
            writer.member("failed_reason", messageOf(answer));
        }
        writer.endObject();
    }
    done.endArray();
    failed.endArray();
    return "{\"total_requested\":" + std::to_string(rows->size()) + ",\"successful_updates\":" + done.take()
        + ",\"failed_updates\":" + failed.take() + "}";
}

// A key of a team that is nobody's own.
Result<std::string> ComposedAdmin::serviceAccount(const AdminRequest &request) const
{
    const Result<JsonView> json = readAdminBody(request.body);
    if (!json) {
        return std::unexpected(json.error());
    }
    for (const char *field : { "team_id", "key_alias" }) {
        if ((*json)[field].string().empty()) {
            return refuseAdmin(400, "\"" + std::string(field) + "\" is missing.", field);
        }
    }
    JsonWriter writer;
    writer.beginObject();
    for (const JsonMember &member : json->members()) {
        if (!member.is("user_id") && !member.is("metadata")) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    JsonWriter account;
    account.beginObject();
    account.member("service_account_id", (*json)["key_alias"].string());
    account.endObject();
    const std::string name = account.take();
    writer.key("metadata");
    writer.raw((*json)["metadata"].isObject() ? merged((*json)["metadata"], JsonView(std::string_view(name))) : name);
    writer.endObject();
    return inner(m_keys.handle({ "POST", "/key/generate", {}, writer.take() }));
}

Result<std::string> ComposedAdmin::infoOfKeys(const AdminRequest &request) const
{
    const Result<JsonView> json = readAdminBody(request.body);
    if (!json) {
        return std::unexpected(json.error());
    }
    JsonWriter digests;
    JsonWriter infos;
    digests.beginArray();
    infos.beginArray();
    for (const JsonView which : (*json)["keys"].items()) {
        const std::optional<VirtualKey> key = m_book.find(which.string());
        if (!key || which.string().empty()) {
            continue; // LiteLLM leaves them out too
        }
        const HttpResponse answer = m_keys.handle({ "GET", "/key/info", "key=" + key->id, {} });
        const auto info = wire::parseJson(answer.body);
        if (info && answer.status < firstFailure) {
            digests.string(key->digest);
            infos.raw((*info)["info"].raw());
        }
    }
    digests.endArray();
    infos.endArray();
    return "{\"key\":" + digests.take() + ",\"info\":" + infos.take() + "}";
}

// {"users": [{"user_id", …}]}, or {"all_users": true, "user_updates": {…}}.
Result<std::string> ComposedAdmin::updateUsers(const AdminRequest &request) const
{
    const Result<JsonView> json = readAdminBody(request.body);
    if (!json) {
        return std::unexpected(json.error());
    }
    std::vector<std::string> bodies;
    if ((*json)["all_users"].boolean().value_or(false)) {
        for (const VirtualKey &user : m_book.accounts(AccountKind::User)) {
            const std::string which = "{\"user_id\":" + wire::jsonLiteral(user.id) + "}";
            bodies.push_back(merged((*json)["user_updates"], JsonView(std::string_view(which))));
        }
    } else {
        const auto rows = rowsOf(*json, "users");
        if (!rows) {
            return std::unexpected(rows.error());
        }
        for (const JsonView &row : *rows) {
            bodies.emplace_back(row.raw());
        }
    }
    JsonWriter writer;
    std::int64_t done = 0;
    writer.beginObject();
    writer.beginArray("results");
    for (const std::string &body : bodies) {
        const HttpResponse answer = m_accounts.handle({ "POST", "/user/update", {}, body });
        const auto row = wire::parseJson(answer.body);
        const bool good = answer.status < firstFailure && row;
        done += good ? 1 : 0;
        writer.beginObject();
        writer.textOrNull("user_id", JsonView(std::string_view(body))["user_id"].string());
        writer.member("success", good);
        if (good) {
            writer.key("updated_user");
            writer.raw((*row)["data"].raw());
        } else {
            writer.member("error", messageOf(answer));
        }
        writer.endObject();
    }
    writer.endArray();
    const auto total = static_cast<std::int64_t>(bodies.size());
    writer.member("total_requested", total);
    writer.member("successful_updates", done);
    writer.member("failed_updates", total - done);
    writer.endObject();
    return writer.take();
}

Result<std::string> ComposedAdmin::infoOfUser(const AdminRequest &request) const
{
    const Result<std::string> whole = inner(m_accounts.handle({ "GET", "/user/info", request.query, {} }));
    const auto json = whole ? wire::parseJson(*whole) : std::unexpected(wire::JsonError {});
    return json ? Result<std::string>((*json)["user_info"].raw()) : whole;
}

// Those that users may be given; they are kept and shown, and open nothing here: only the master key administers.
Result<std::string> ComposedAdmin::roles(const AdminRequest &) const
{
    JsonWriter writer;
    writer.beginObject();
    for (const auto &[name, label, words] :
         { std::array { "proxy_admin", "Admin", "Administers; here only the master key does." },
           std::array { "internal_user", "Internal user", "Has keys of its own and sees what they spend." } }) {
        writer.beginObject(name);
        writer.member("description", words);
        writer.member("ui_label", label);
        writer.endObject();
    }
    writer.endObject();
    return writer.take();
}

} // namespace patchbay::gateway
