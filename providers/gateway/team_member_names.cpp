// SPDX-License-Identifier: GPL-3.0-or-later
//
// TeamMembers: whom a call means, and users who join.
#include "providers/gateway/admin_answer.h"
#include "providers/gateway/admin_fields.h"
#include "providers/gateway/team_members.h"
#include "providers/wire/json_writer.h"

namespace patchbay::gateway {

using wire::JsonView;

std::optional<std::string> TeamMembers::userOfAddress(std::string_view address) const
{
    for (const VirtualKey &user : m_book.accounts(AccountKind::User)) {
        if (!address.empty() && JsonView(user.shown)["user_email"].is(address)) {
            return user.id;
        }
    }
    return std::nullopt;
}

Result<std::string> TeamMembers::userOf(const JsonView &member) const
{
    if (std::string id = member["user_id"].string(); !id.empty()) {
        return id;
    }
    const std::string address = member["user_email"].string();
    if (std::optional<std::string> known = userOfAddress(address)) {
        return std::move(*known);
    }
    return address.empty() ? refuseAdmin(400, "Either \"user_id\" or \"user_email\" must be said.", "user_id")
                           : refuseAdmin(404, "There is no user with the address " + address + ".", "user_email");
}

// The same; an address that nobody has makes a user, as in LiteLLM.
Result<std::string> TeamMembers::userFor(const JsonView &member) const
{
    Result<std::string> known = userOf(member);
    const std::string address = member["user_email"].string();
    if (known || address.empty()) {
        return known;
    }
    VirtualKey user;
    user.shown = withTextMember(withTextMember({}, "user_email", address), "user_role", "internal_user");
    return m_book.createAccount(AccountKind::User, std::move(user)).transform([](const VirtualKey &made) { return made.id; });
}

Result<void> TeamMembers::join(const std::string &user, const JsonView &teams) const
{
    for (const JsonView team : teams.items()) {
        wire::JsonWriter body;
        body.beginObject();
        body.member("team_id", team.isString() ? team.string() : team["team_id"].string());
        body.beginObject("member");
        body.member("user_id", user);
        body.member("role", "user");
        body.endObject();
        body.endObject();
        const std::string text = body.take();
        if (const Result<Change> joined = add(JsonView(std::string_view(text))); !joined) {
            return std::unexpected(joined.error());
        }
    }
    return {};
}

} // namespace patchbay::gateway
