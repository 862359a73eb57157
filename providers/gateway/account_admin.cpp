// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/account_admin.h"

#include "providers/gateway/account_admin_parts.h"
#include "providers/gateway/admin_fields.h"
#include "providers/gateway/error_text.h"
#include "providers/gateway/key_callbacks.h"
#include "providers/gateway/key_fields.h"
#include "providers/gateway/route.h"
#include "providers/gateway/team_members.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <algorithm>

namespace patchbay::gateway {

using wire::JsonView;
using wire::JsonWriter;
using namespace admin;

void handOnBudget(KeyBook &book, const VirtualKey &budget)
{
    for (const AccountKind kind : allAccountKinds) {
        for (const VirtualKey &account : book.accounts(kind)) {
            if (account.budgetId == budget.id) {
                (void)book.changeAccount(kind, account.id,
                                         [&](VirtualKey &own) { return takeBudget(own, budget), Result<void>(); });
            }
        }
    }
    for (const VirtualKey &key : book.all()) {
        if (key.budgetId == budget.id) {
            (void)book.change(key.id, [&](VirtualKey &own) { return takeBudget(own, budget), Result<void>(); });
        }
    }
}

namespace {

AdminNoun adminNoun(AccountKind kind)
{
    switch (kind) {
    case AccountKind::Team: return AdminNoun::Team;
    case AccountKind::User: return AdminNoun::User;
    case AccountKind::Customer: return AdminNoun::Customer;
    case AccountKind::Organization: return AdminNoun::Organization;
    case AccountKind::Tag: return AdminNoun::Tag;
    case AccountKind::Project: return AdminNoun::Project;
    case AccountKind::Member:
    case AccountKind::Budget: break;
    }
    return AdminNoun::Budget;
}

} // namespace

const AccountAdmin::Noun *AccountAdmin::nounOf(std::string_view path)
{
    static constexpr Noun nouns[] = {
        { "/team", AccountKind::Team, "team_id", "team_ids", "team_id" },
        { "/user", AccountKind::User, "user_id", "user_ids", "user_id" },
        { "/customer", AccountKind::Customer, "user_id", "user_ids", "end_user_id" },
        { "/end_user", AccountKind::Customer, "user_id", "user_ids", "end_user_id" },
        { "/organization", AccountKind::Organization, "organization_id", "organization_ids", "organization_id" },
        { "/budget", AccountKind::Budget, "budget_id", "id", "budget_id" },
        { "/tag", AccountKind::Tag, "name", "names", "name" },
        { "/project", AccountKind::Project, "project_id", "project_ids", "project_id" },
    };
    const auto found = std::ranges::find_if(nouns, [&](const Noun &noun) {
        return path.starts_with(noun.path) && path.substr(noun.path.size()).starts_with('/');
    });
    return found == std::end(nouns) ? nullptr : &*found;
}

bool AccountAdmin::knows(std::string_view path)
{
    return nounOf(path) != nullptr;
}

std::string AccountAdmin::text(const Noun &noun, const VirtualKey &account) const
{
    JsonWriter writer;
    writer.beginObject();
    if (noun.kind != AccountKind::Budget) { // whose id stands among the limits
        writer.member(noun.id, account.id);
    }
    switch (noun.kind) {
    case AccountKind::Team:
        writer.textOrNull("team_alias", account.alias);
        writer.textOrNull("organization_id", account.organization);
        writer.key("members_with_roles");
        writer.raw(account.members.empty() ? std::string_view("[]") : std::string_view(account.members.text));
        break;
    case AccountKind::User: writer.textOrNull("user_alias", account.alias); break;
    case AccountKind::Customer: writer.textOrNull("alias", account.alias); break;
    case AccountKind::Organization: writer.textOrNull("organization_alias", account.alias); break;
    case AccountKind::Tag: writer.textOrNull("description", account.alias); break;
    case AccountKind::Project:
        writer.textOrNull("project_alias", account.alias);
        writer.textOrNull("team_id", account.team);
        break;
    case AccountKind::Member:
    case AccountKind::Budget: break;
    }
    VirtualKey shown = account;
    shown.budgetId = noun.kind == AccountKind::Budget ? account.id : account.budgetId;
    writeLimits(writer, shown, m_book.spentBy(noun.kind, account.id));
    if (noun.kind == AccountKind::Customer || noun.kind == AccountKind::Tag || noun.kind == AccountKind::Organization) {
        writer.key("litellm_budget_table");
        writeBudgetTable(writer, account);
    }
    writer.endObject();
    return writer.take();
}

// The fields of a body that are to hold for an account; its names for people, in whatever place.
Result<void> AccountAdmin::read(const Noun &noun, VirtualKey &account, const JsonView &json) const
{
    const AdminNoun kind = adminNoun(noun.kind);
    for (const Result<void> &checked : { checkAdminFields(kind, json), m_surroundings.checkNames(kind, json, m_book) }) {
        if (!checked) {
            return checked;
        }
    }
    if (const std::string id = json["budget_id"].string(); !id.empty() && noun.kind != AccountKind::Budget) {
        takeBudget(account, m_book.findAccount(AccountKind::Budget, id).value_or(VirtualKey {}));
    }
    const VirtualKey before = account;
    if (const Result<void> done = readKeyFields(account, json, m_clock.now(), m_book.zone()); !done) {
        return done;
    }
    for (const char *alias : { "project_alias", "team_alias", "user_alias", "organization_alias", "alias", "description" }) {
        account.alias = json[alias].isString() ? json[alias].string() : before.alias;
        if (json[alias].isString()) {
            break;
        }
    }
    if (const JsonView aliases = json["model_aliases"]; aliases.isObject()) {
        account.aliases.clear();
        for (const wire::JsonMember &member : aliases.members()) {
            account.aliases[member.key()] = member.value.string();
        }
    }
    keepAdminFields(kind, json, account);
    if (const Result<void> settled = settleCallbacks(before.metadata, account.metadata); !settled) {
        return settled;
    }
    account.user = before.user;
    account.team = noun.kind == AccountKind::Project ? account.team : before.team;
    account.expires = before.expires; // of a user's first key
    return {};
}

Result<std::string> AccountAdmin::create(const Noun &noun, const AdminRequest &request) const
{
    const Result<JsonView> given = parsed(request.body);
    const Result<std::string> body =
        given ? m_surroundings.completed(adminNoun(noun.kind), *given) : std::unexpected(given.error());
    const Result<JsonView> json = body ? parsed(*body) : std::unexpected(body.error());
    if (!json) {
        return std::unexpected(json.error());
    }
    VirtualKey account;
    if (const Result<void> done = read(noun, account, *json); !done) {
        return std::unexpected(done.error());
    }
    account.id = (*json)[noun.id].string();
    const bool named = noun.kind == AccountKind::Customer || noun.kind == AccountKind::Tag;
    if (named && account.id.empty()) {
        return refuse(400, "\"" + std::string(noun.id) + "\" is missing.", noun.id);
    }
    if (noun.kind == AccountKind::User && (*json)["user_email"].isString()) {
        // Who is named by an address must be one.
        if (TeamMembers(m_book, m_clock).userOfAddress((*json)["user_email"].string())) {
            return refuse(400, "User with email " + (*json)["user_email"].string() + " already exists.", "user_email");
        }
    }
    account.members = membersIn(*json);
    const Result<VirtualKey> created = m_book.createAccount(noun.kind, std::move(account));
    if (!created) {
        return std::unexpected(created.error());
    }
    if (noun.kind == AccountKind::Team) {
        if (const Result<void> done = TeamMembers(m_book, m_clock).takeDefaults(created->id, *json); !done) {
            (void)m_book.removeAccount(noun.kind, created->id); // all or nothing
            return std::unexpected(done.error());
        }
        return text(noun, m_book.findAccount(noun.kind, created->id).value_or(*created));
    }
    if (noun.kind == AccountKind::User) {
        if (const Result<void> joined = TeamMembers(m_book, m_clock).join(created->id, (*json)["teams"]); !joined) {
            (void)m_book.removeAccount(noun.kind, created->id); // all or nothing
            return std::unexpected(joined.error());
        }
    }
    std::string answer = text(noun, *created);
    if (noun.kind == AccountKind::User && (*json)["auto_create_key"].boolean().value_or(true)) {
        const Result<std::string> key = keyOfUser(*created, *json);
        if (!key) {
            (void)m_book.removeAccount(noun.kind, created->id); // all or nothing
            return std::unexpected(key.error());
        }
        answer.pop_back();
        answer += ",\"key\":" + *key + "}";
    }
    return answer;
}

// LiteLLM hands a key out with a new user; the limits are the user's.
Result<std::string> AccountAdmin::keyOfUser(const VirtualKey &user, const JsonView &json) const
{
    JsonWriter body;
    body.beginObject();
    body.member("user_id", user.id);
    for (const char *field : { "team_id", "key_alias", "duration" }) {
        body.memberUnlessEmpty(field, json[field].string());
    }
    body.endObject();
    const HttpResponse made =
        KeyAdmin(m_book, m_clock, m_surroundings).handle({ "POST", "/key/generate", {}, body.take() });
    const auto answer = wire::parseJson(made.body);
    if (answer && (*answer)["key"].isString()) {
        return std::string((*answer)["key"].raw());
    }
    return refuse(made.status, answer ? (*answer)["error"]["message"].string() : std::string("No key could be made."),
                  answer ? (*answer)["error"]["param"].string() : std::string());
}

// Users may be named by their addresses.
Result<std::string> AccountAdmin::updatedId(const Noun &noun, const JsonView &json) const
{
    if (std::string id = json[noun.id].string(); !id.empty()) {
        return id;
    }
    return noun.kind == AccountKind::User && json["user_email"].isString()
        ? TeamMembers(m_book, m_clock).userOf(json)
        : refuse(400, "\"" + std::string(noun.id) + "\" is missing.", noun.id);
}

Result<std::string> AccountAdmin::update(const Noun &noun, const AdminRequest &request) const
{
    const Result<JsonView> json = parsed(request.body);
    if (!json) {
        return std::unexpected(json.error());
    }
    const Result<std::string> named = updatedId(noun, *json);
    if (!named) {
        return std::unexpected(named.error());
    }
    const std::string id = *named;
    Result<VirtualKey> changed =
        m_book.changeAccount(noun.kind, id, [&](VirtualKey &account) { return read(noun, account, *json); });
    if (!changed) {
        return std::unexpected(changed.error());
    }
    if (noun.kind == AccountKind::Team) {
        if (const Result<void> done = TeamMembers(m_book, m_clock).takeDefaults(id, *json); !done) {
            return std::unexpected(done.error());
        }
        changed = m_book.findAccount(noun.kind, id).value_or(*changed);
    }
    if (noun.kind == AccountKind::Budget) {
        handOnBudget(m_book, *changed);
    }
    const std::string row = text(noun, *changed);
    return noun.kind == AccountKind::Team || noun.kind == AccountKind::User
        ? "{\"" + std::string(noun.id) + "\":" + wire::jsonLiteral(id) + ",\"data\":" + row + "}"
        : row;
}

// The teams that a user is a member of, each with this membership.
std::string AccountAdmin::teamsOf(const std::string &user) const
{
    const Noun &noun = *nounOf("/team/");
    const TeamMembers members(m_book, m_clock);
    std::string rows;
    for (const VirtualKey &team : m_book.accounts(AccountKind::Team)) {
        if (TeamMembers::hasMember(JsonView(team.members), user)) {
            std::string row = text(noun, team);
            row.pop_back();
            rows += (rows.empty() ? "" : ",") + row + ",\"team_memberships\":" + members.ofTeam(team, user) + "}";
        }
    }
    return "[" + rows + "]";
}

std::string AccountAdmin::keysOf(const Noun &noun, const std::string &id) const
{
    JsonWriter writer;
    writer.beginArray();
    for (const VirtualKey &key : m_book.all()) {
        if ((noun.kind == AccountKind::Team ? key.team : key.user) == id) {
            writer.beginObject();
            writeKeyFields(writer, key, m_book.spentBy(key.id));
            writer.endObject();
        }
    }
    writer.endArray();
    return writer.take();
}

Result<std::string> AccountAdmin::info(const Noun &noun, const AdminRequest &request) const
{
    const std::string body = request.method == "POST" ? request.body : std::string(); // the view stands in it
    const Result<JsonView> json = parsed(body);
    if (!json) {
        return std::unexpected(json.error());
    }
    std::vector<std::string> ids = request.method == "POST" ? namesIn(*json, { "budgets", "names", noun.id })
                                                            : std::vector { queryValue(request.query, noun.query) };
    std::string rows;
    for (const std::string &id : ids) {
        const std::optional<VirtualKey> account = m_book.findAccount(noun.kind, id);
        if (!account) {
            return refuse(404, std::string(accountKindName(noun.kind)) + " " + id + " was not found.", noun.id);
        }
        const std::string row = text(noun, *account);
        if (noun.kind == AccountKind::Team || noun.kind == AccountKind::User) {
            const std::string name(accountKindName(noun.kind));
            return "{\"" + std::string(noun.id) + "\":" + wire::jsonLiteral(id) + ",\"" + name + "_info\":" + row
                + ",\"keys\":" + keysOf(noun, id)
                + (noun.kind == AccountKind::Team ? ",\"team_memberships\":" + TeamMembers(m_book, m_clock).ofTeam(*account) + "}"
                                                  : ",\"teams\":" + teamsOf(id) + "}");
        }
        if (request.method != "POST") {
            return row;
        }
        rows += (rows.empty() ? "" : ",")
            + (noun.kind == AccountKind::Tag ? wire::jsonLiteral(id) + ":" : std::string()) + row;
    }
    return noun.kind == AccountKind::Tag ? "{" + rows + "}" : "[" + rows + "]";
}

Result<std::string> AccountAdmin::list(const Noun &noun, const AdminRequest &request) const
{
    if (noun.kind == AccountKind::User) {
        return listUsers(request);
    }
    std::string rows;
    for (const VirtualKey &account : m_book.accounts(noun.kind)) {
        rows += (rows.empty() ? "" : ",") + text(noun, account);
    }
    return "[" + rows + "]";
}

Result<std::string> AccountAdmin::run(const Noun &noun, std::string_view verb, const AdminRequest &request) const
{
    const bool reads =
        verb == "list" || (verb == "info" && noun.kind != AccountKind::Budget && noun.kind != AccountKind::Tag);
    const bool known = verb == "new" || verb == "update" || verb == "delete" || verb == "info" || verb == "list"
        || verb == "block" || verb == "unblock"
        || (noun.kind == AccountKind::Team && (verb == "member_add" || verb == "member_delete"));
    if (!known) {
        return refuse(404, "There is no such call.");
    }
    if (reads != (request.method == "GET")) {
        return refuse(405, std::string("This call wants ") + (reads ? "GET." : "POST."));
    }
    if (verb == "new") {
        return create(noun, request);
    }
    if (verb == "update") {
        return update(noun, request);
    }
    if (verb == "delete") {
        return remove(noun, request);
    }
    if (verb == "info") {
        return info(noun, request);
    }
    if (verb == "list") {
        return list(noun, request);
    }
    return verb.starts_with("member_") ? changeMembers(request, verb == "member_add")
                                       : setBlocked(noun, request, verb == "block");
}

HttpResponse AccountAdmin::handle(const AdminRequest &request) const
{
    const Noun *noun = nounOf(request.path);
    const Result<std::string> answer = noun
        ? run(*noun, std::string_view(request.path).substr(noun->path.size() + 1), request)
        : refuse(404, "There is no such call.");
    constexpr int ok = 200;
    if (answer) {
        return { ok, { { "content-type", "application/json" } }, *answer };
    }
    return { clientStatus(answer.error()), errorHeaders(answer.error()), openAiError(answer.error()) };
}

} // namespace patchbay::gateway
