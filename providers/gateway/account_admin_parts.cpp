// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/account_admin_parts.h"

#include "providers/gateway/error_text.h"
#include "providers/gateway/route.h"
#include "providers/gateway/team_members.h"
#include "providers/wire/json_writer.h"

#include <algorithm>

namespace patchbay::gateway {

using wire::JsonView;
using wire::JsonWriter;

namespace admin {

std::unexpected<Error> refuse(int status, std::string message, std::string param)
{
    Error error = gatewayError(status, std::move(message), status == 404 ? "not_found_error" : "bad_request_error");
    error.param = std::move(param);
    return std::unexpected(std::move(error));
}

Result<JsonView> parsed(const std::string &body)
{
    const auto json = wire::parseJson(body.empty() ? std::string_view("{}") : std::string_view(body));
    if (!json) {
        return refuse(400,
                      "The body is not JSON: " + std::string(json.error().what) + " at position "
                          + std::to_string(json.error().offset) + ".");
    }
    return json->isObject() ? Result<JsonView>(*json) : refuse(400, "The body is not a JSON object.");
}

// Names in a list, or one alone.
std::vector<std::string> namesIn(const JsonView &json, std::initializer_list<const char *> fields)
{
    std::vector<std::string> names;
    for (const char *field : fields) {
        const JsonView value = json[field];
        if (value.isString()) {
            names.push_back(value.string());
        }
        for (const JsonView item : value.items()) {
            names.push_back(item.string());
        }
    }
    return names;
}

std::size_t queryNumber(std::string_view query, std::string_view name, std::size_t otherwise, std::size_t largest)
{
    const std::string text = queryValue(query, name);
    const bool digits = !text.empty() && text.size() < 7 && text.find_first_not_of("0123456789") == std::string::npos;
    return digits ? std::clamp<std::size_t>(std::stoul(text), 1, largest) : otherwise;
}

JsonText membersIn(const JsonView &json)
{
    JsonWriter writer;
    writer.beginArray();
    for (const JsonView member : json["members_with_roles"].items()) {
        writer.raw(member.raw());
    }
    writer.endArray();
    return { writer.take() };
}

} // namespace admin

using namespace admin;

Result<std::string> AccountAdmin::remove(const Noun &noun, const AdminRequest &request) const
{
    const Result<JsonView> json = parsed(request.body);
    if (!json) {
        return std::unexpected(json.error());
    }
    const std::vector<std::string> ids = namesIn(*json, { noun.ids, noun.id });
    if (ids.empty()) {
        return refuse(400, "\"" + std::string(noun.ids) + "\" must say what to delete.", noun.ids);
    }
    for (const std::string &id : ids) {
        if (!m_book.findAccount(noun.kind, id)) {
            return refuse(404,
                          std::string(accountKindName(noun.kind)) + " " + id + " was not found; nothing was deleted.",
                          noun.ids);
        }
    }
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("deleted");
    for (const std::string &id : ids) {
        // A team's, a user's and a project's keys go with them.
        for (const VirtualKey &key : m_book.all()) {
            const bool theirs = (noun.kind == AccountKind::Team && key.team == id)
                || (noun.kind == AccountKind::User && key.user == id)
                || (noun.kind == AccountKind::Project && key.project == id);
            if (theirs) {
                (void)m_book.remove(key.id);
            }
        }
        TeamMembers(m_book, m_clock).forget(noun.kind == AccountKind::Team ? id : std::string(),
                                            noun.kind == AccountKind::User ? id : std::string());
        if (const Result<void> removed = m_book.removeAccount(noun.kind, id); !removed) {
            return std::unexpected(removed.error());
        }
        writer.string(id);
    }
    writer.endArray();
    writer.endObject();
    return writer.take();
}

// Pages, and the filters of LiteLLM's web pages.
Result<std::string> AccountAdmin::listUsers(const AdminRequest &request) const
{
    constexpr std::size_t usualSize = 25;
    const std::size_t size = queryNumber(request.query, "page_size", usualSize, 100);
    const std::size_t page = queryNumber(request.query, "page", 1, 1'000'000);
    std::vector<VirtualKey> users = m_book.accounts(AccountKind::User);
    for (const char *field : { "user_role", "role", "user_email" }) {
        const std::string wanted = queryValue(request.query, field);
        const std::string_view name = std::string_view(field) == "role" ? "user_role" : field;
        std::erase_if(users, [&](const VirtualKey &user) {
            return !wanted.empty() && !JsonView(user.shown)[name].string().contains(wanted);
        });
    }
    if (const std::string wanted = queryValue(request.query, "user_ids"); !wanted.empty()) {
        const std::string list = "," + wanted + ",";
        std::erase_if(users, [&](const VirtualKey &user) { return !list.contains("," + user.id + ","); });
    }
    std::string rows;
    for (std::size_t place = (page - 1) * size; place < std::min(users.size(), page * size); ++place) {
        rows += (rows.empty() ? "" : ",") + text(*nounOf("/user/"), users[place]);
    }
    JsonWriter writer;
    writer.beginObject();
    writer.key("users");
    writer.raw("[" + rows + "]");
    writer.member("total", static_cast<std::int64_t>(users.size()));
    writer.member("page", static_cast<std::int64_t>(page));
    writer.member("page_size", static_cast<std::int64_t>(size));
    writer.member("total_pages", static_cast<std::int64_t>((users.size() + size - 1) / size));
    writer.endObject();
    return writer.take();
}

Result<std::string> AccountAdmin::setBlocked(const Noun &noun, const AdminRequest &request, bool blocked) const
{
    const Result<JsonView> json = parsed(request.body);
    if (!json) {
        return std::unexpected(json.error());
    }
    const std::vector<std::string> ids = namesIn(*json, { noun.ids, noun.id });
    if (ids.empty()) {
        return refuse(400, "\"" + std::string(noun.id) + "\" is missing.", noun.id);
    }
    std::string rows;
    for (const std::string &id : ids) {
        const Result<VirtualKey> changed = m_book.changeAccount(noun.kind, id, [blocked](VirtualKey &account) {
            account.blocked = blocked;
            return Result<void>();
        });
        if (!changed) {
            return std::unexpected(changed.error());
        }
        rows += (rows.empty() ? "" : ",") + text(noun, *changed);
    }
    return noun.kind == AccountKind::Customer ? "{\"blocked_users\":[" + rows + "]}" : rows;
}

Result<std::string> AccountAdmin::changeMembers(const AdminRequest &request, bool add) const
{
    const Result<JsonView> json = parsed(request.body);
    if (!json) {
        return std::unexpected(json.error());
    }
    const TeamMembers members(m_book, m_clock);
    const Result<TeamMembers::Change> changed = add ? members.add(*json) : members.remove(*json);
    if (!changed) {
        return std::unexpected(changed.error());
    }
    std::string row = text(*nounOf("/team/"), changed->team);
    if (!add) {
        return row;
    }
    std::string users;
    for (const std::string &id : changed->users) {
        const std::optional<VirtualKey> user = m_book.findAccount(AccountKind::User, id);
        users += (users.empty() ? "" : ",")
            + (user ? text(*nounOf("/user/"), *user) : "{\"user_id\":" + wire::jsonLiteral(id) + "}");
    }
    row.pop_back();
    return row + ",\"updated_users\":[" + users + "],\"updated_team_memberships\":" + changed->memberships + "}";
}

} // namespace patchbay::gateway
