// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/team_members.h"

#include "providers/gateway/account_admin.h"
#include "providers/gateway/admin_answer.h"
#include "providers/gateway/admin_fields.h"
#include "providers/gateway/key_fields.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <span>

namespace patchbay::gateway {

using wire::JsonKind;
using wire::JsonView;
using wire::JsonWriter;

namespace {

constexpr const char *defaultBudget = "team_member_budget_id"; // in a team's metadata, as in LiteLLM

struct Renamed {
    const char *said;
    const char *meant;
};
constexpr Renamed memberLimits[] = { { "max_budget_in_team", "max_budget" }, { "budget_duration", "budget_duration" },
                                     { "tpm_limit", "tpm_limit" },           { "rpm_limit", "rpm_limit" } };
constexpr Renamed defaultLimits[] = { { "team_member_budget", "max_budget" },
                                      { "team_member_budget_duration", "budget_duration" },
                                      { "team_member_tpm_limit", "tpm_limit" },
                                      { "team_member_rpm_limit", "rpm_limit" } };

// The limits that are said, under the names of a key's; nothing where none is.
std::optional<std::string> limitsIn(const JsonView &json, std::span<const Renamed> names)
{
    JsonWriter writer;
    bool any = false;
    writer.beginObject();
    for (const Renamed &name : names) {
        if (const JsonView value = json[name.said]; value.kind() != JsonKind::Absent) {
            writer.key(name.meant);
            writer.raw(value.raw());
            any = true;
        }
    }
    writer.endObject();
    return any ? std::optional(writer.take()) : std::nullopt;
}

Result<void> checkFields(const JsonView &json)
{
    constexpr std::string_view known[] = { "team_id", "member", "members", "user_id", "user_email", "role", "budget_id",
                                           "max_budget_in_team", "budget_duration", "tpm_limit", "rpm_limit" };
    for (const wire::JsonMember &member : json.members()) {
        const std::string name = member.key();
        if (!std::ranges::contains(known, name) && soundsLikeLimit(name) && member.value) {
            return refuseAdmin(400, "\"" + name + "\" of a membership is not supported by this gateway: it would not be kept.", name);
        }
    }
    return {};
}

Result<std::string> budgetIn(const JsonView &json, const KeyBook &book)
{
    const std::string id = json["budget_id"].string();
    return id.empty() || book.findAccount(AccountKind::Budget, id)
        ? Result<std::string>(id)
        : refuseAdmin(400, "There is no budget " + id + ".", "budget_id");
}

void writeMembership(JsonWriter &writer, const VirtualKey &team, const VirtualKey &member, Money spent)
{
    writer.beginObject();
    writer.member("user_id", member.user);
    writer.member("team_id", team.id);
    writer.textOrNull("budget_id", member.budgetId);
    writer.key("spend");
    writer.number(toDollars(spent));
    writer.key("litellm_budget_table");
    writeBudgetTable(writer, member);
    writer.endObject();
}

// The members of a team with one put in, in another's place, or taken out.
JsonText withMember(const JsonText &members, const std::string &user, const std::optional<std::string> &row)
{
    JsonWriter writer;
    bool placed = false;
    writer.beginArray();
    for (const JsonView member : JsonView(members).items()) {
        if (!member["user_id"].is(user)) {
            writer.raw(member.raw());
        } else if (row && !std::exchange(placed, true)) {
            writer.raw(*row);
        }
    }
    if (row && !placed) {
        writer.raw(*row);
    }
    writer.endArray();
    return { writer.take() };
}

std::string memberRow(const JsonView &member, const std::string &user)
{
    if (member["user_id"].is(user) && member["role"]) {
        return std::string(member.raw());
    }
    JsonWriter writer;
    writer.beginObject();
    writer.member("user_id", user);
    for (const wire::JsonMember &part : member.members()) {
        if (part.value && !part.is("user_id")) { // clients send null for what they do not say
            writer.key(part.key());
            writer.raw(part.value.raw());
        }
    }
    if (!member["role"]) {
        writer.member("role", "user");
    }
    writer.endObject();
    return writer.take();
}

} // namespace

bool TeamMembers::hasMember(const JsonView &members, std::string_view user)
{
    for (const JsonView member : members.items()) {
        if (member["user_id"].is(user)) {
            return true;
        }
    }
    return false;
}

std::string TeamMembers::ofTeam(const VirtualKey &team, std::string_view user) const
{
    JsonWriter writer;
    writer.beginArray();
    for (const JsonView row : JsonView(team.members).items()) {
        const std::string id = row["user_id"].string();
        if (id.empty() || (!user.empty() && user != id)) {
            continue;
        }
        VirtualKey member = m_book.findAccount(AccountKind::Member, memberId(team.id, id)).value_or(VirtualKey {});
        member.user = id;
        writeMembership(writer, team, member, m_book.spentBy(AccountKind::Member, memberId(team.id, id)));
    }
    writer.endArray();
    return writer.take();
}

// The account of a membership; a new one has what the team gives its members.
Result<VirtualKey> TeamMembers::seat(const VirtualKey &team, const std::string &user) const
{
    const std::string id = memberId(team.id, user);
    if (std::optional<VirtualKey> member = m_book.findAccount(AccountKind::Member, id)) {
        return std::move(*member);
    }
    VirtualKey member;
    member.id = id;
    member.team = team.id;
    member.user = user;
    if (const auto budget = m_book.findAccount(AccountKind::Budget, JsonView(team.metadata)[defaultBudget].string())) {
        takeBudget(member, *budget);
    }
    return m_book.createAccount(AccountKind::Member, std::move(member));
}

Result<void> TeamMembers::limit(const VirtualKey &team, const std::string &user, const JsonView &json) const
{
    const Result<VirtualKey> member = seat(team, user);
    const Result<std::string> budget = budgetIn(json, m_book);
    if (!member || !budget) {
        return std::unexpected(member ? budget.error() : member.error());
    }
    const std::optional<std::string> limits = limitsIn(json, memberLimits);
    if (!limits && budget->empty()) {
        return {};
    }
    const Result<VirtualKey> changed =
        m_book.changeAccount(AccountKind::Member, member->id, [&](VirtualKey &own) -> Result<void> {
            if (!budget->empty()) {
                takeBudget(own, m_book.findAccount(AccountKind::Budget, *budget).value_or(VirtualKey {}));
            }
            if (limits) {
                own.budgetId = *budget; // limits of one's own are not the budget's any more
                return readKeyFields(own, JsonView(std::string_view(*limits)), m_clock.now(), m_book.zone());
            }
            return {};
        });
    return changed ? Result<void>() : std::unexpected(changed.error());
}

Result<TeamMembers::Change> TeamMembers::add(const JsonView &json) const
{
    std::vector<JsonView> added;
    if (json["member"].isObject()) {
        added.push_back(json["member"]);
    }
    for (const JsonView member : json["member"].items()) {
        added.push_back(member);
    }
    if (added.empty()) {
        return refuseAdmin(400, "\"member\" is missing.", "member");
    }
    // The limits are read once before anything is changed.
    VirtualKey tried;
    const std::string limits = limitsIn(json, memberLimits).value_or("{}");
    const Result<void> checked = checkFields(json)
                                     .and_then([&] { return budgetIn(json, m_book); })
                                     .and_then([&](const std::string &) {
                                         return readKeyFields(tried, JsonView(std::string_view(limits)), m_clock.now());
                                     });
    if (!checked) {
        return std::unexpected(checked.error());
    }
    if (const std::string id = json["team_id"].string(); !m_book.findAccount(AccountKind::Team, id)) {
        return refuseAdmin(404, "team " + id + " was not found.", "team_id");
    }
    Change change;
    std::vector<std::string> rows;
    for (const JsonView &member : added) {
        Result<std::string> user = userFor(member);
        if (!user) {
            return std::unexpected(user.error());
        }
        rows.push_back(memberRow(member, *user));
        change.users.push_back(std::move(*user));
    }
    Result<VirtualKey> team =
        m_book.changeAccount(AccountKind::Team, json["team_id"].string(), [&](VirtualKey &changed) {
            for (std::size_t place = 0; place < rows.size(); ++place) {
                changed.members = withMember(changed.members, change.users[place], rows[place]);
            }
            return Result<void>();
        });
    if (!team) {
        return std::unexpected(team.error());
    }
    std::string memberships;
    for (const std::string &user : change.users) {
        if (const Result<void> limited = limit(*team, user, json); !limited) {
            return std::unexpected(limited.error());
        }
        const std::string one = ofTeam(*team, user);
        memberships += (memberships.empty() ? "" : ",") + one.substr(1, one.size() - 2);
    }
    change.team = std::move(*team);
    change.memberships = "[" + memberships + "]";
    return change;
}

Result<TeamMembers::Change> TeamMembers::update(const JsonView &json) const
{
    const std::string id = json["team_id"].string();
    const std::optional<VirtualKey> team = m_book.findAccount(AccountKind::Team, id);
    const Result<std::string> user = userOf(json);
    if (!team || !user || !hasMember(JsonView(team->members), *user)) {
        return !team ? refuseAdmin(404, "team " + id + " was not found.", "team_id")
            : !user  ? std::unexpected(user.error())
                     : refuseAdmin(404, "The team has no such member.", "user_id");
    }
    const std::string role = json["role"].string();
    if (!role.empty() && role != "admin" && role != "user") {
        return refuseAdmin(400, "\"role\" is admin or user.", "role");
    }
    if (const Result<void> checked = checkFields(json); !checked) {
        return std::unexpected(checked.error());
    }
    if (const Result<void> limited = limit(*team, *user, json); !limited) {
        return std::unexpected(limited.error());
    }
    Change change { *team, { *user }, ofTeam(*team, *user) };
    if (!role.empty()) {
        const std::string row = "{\"role\":" + wire::jsonLiteral(role) + "}";
        Result<VirtualKey> changed = m_book.changeAccount(AccountKind::Team, id, [&](VirtualKey &own) {
            own.members = withMember(own.members, *user, memberRow(JsonView(std::string_view(row)), *user));
            return Result<void>();
        });
        if (!changed) {
            return std::unexpected(changed.error());
        }
        change.team = std::move(*changed);
    }
    return change;
}

Result<TeamMembers::Change> TeamMembers::remove(const JsonView &json) const
{
    const Result<std::string> user = userOf(json);
    Result<VirtualKey> team = !user
        ? std::unexpected(user.error())
        : m_book.changeAccount(AccountKind::Team, json["team_id"].string(), [&](VirtualKey &changed) {
              changed.members = withMember(changed.members, *user, std::nullopt);
              return Result<void>();
          });
    if (!team) {
        return std::unexpected(team.error());
    }
    if (const std::string id = memberId(team->id, *user); m_book.findAccount(AccountKind::Member, id)) {
        if (const Result<void> removed = m_book.removeAccount(AccountKind::Member, id); !removed) {
            return std::unexpected(removed.error());
        }
    }
    return Change { std::move(*team), { *user }, "[]" };
}

void TeamMembers::forget(const std::string &team, const std::string &user) const
{
    for (const VirtualKey &member : m_book.accounts(AccountKind::Member)) {
        if ((!team.empty() && member.team == team) || (!user.empty() && member.user == user)) {
            (void)m_book.removeAccount(AccountKind::Member, member.id);
        }
    }
}

Result<void> TeamMembers::takeDefaults(const std::string &id, const JsonView &json) const
{
    const std::optional<std::string> limits = limitsIn(json, defaultLimits);
    std::optional<VirtualKey> team = m_book.findAccount(AccountKind::Team, id);
    if (!team) {
        return {};
    }
    if (limits) {
        const auto read = [&](VirtualKey &budget) {
            return readKeyFields(budget, JsonView(std::string_view(*limits)), m_clock.now(), m_book.zone());
        };
        const std::string known = JsonView(team->metadata)[defaultBudget].string();
        VirtualKey fresh;
        const bool there = m_book.findAccount(AccountKind::Budget, known).has_value();
        const Result<void> readable = there ? Result<void>() : read(fresh);
        const Result<VirtualKey> budget = !readable ? std::unexpected(readable.error())
            : there ? m_book.changeAccount(AccountKind::Budget, known, read)
                    : m_book.createAccount(AccountKind::Budget, std::move(fresh));
        const auto changed = budget.and_then([&](const VirtualKey &made) {
            return m_book.changeAccount(AccountKind::Team, id, [&](VirtualKey &own) {
                own.metadata = withTextMember(own.metadata, defaultBudget, made.id);
                return Result<void>();
            });
        });
        if (!changed) {
            return std::unexpected(changed.error());
        }
        team = *changed;
        for (const VirtualKey &member : m_book.accounts(AccountKind::Member)) {
            if (member.team == id && limitsNothing(member)) {
                (void)m_book.changeAccount(AccountKind::Member, member.id,
                                           [&](VirtualKey &own) { return takeBudget(own, *budget), Result<void>(); });
            }
        }
        handOnBudget(m_book, *budget);
    }
    for (const JsonView member : JsonView(team->members).items()) {
        if (const std::string user = member["user_id"].string(); !user.empty()) {
            if (const auto seated = seat(*team, user); !seated) {
                return std::unexpected(seated.error());
            }
        }
    }
    return {};
}

} // namespace patchbay::gateway
