// SPDX-License-Identifier: GPL-3.0-or-later
//
// ComposedAdmin: teams and budgets.
#include "providers/gateway/composed_admin.h"

#include "providers/gateway/admin_answer.h"
#include "providers/gateway/route.h"
#include "providers/gateway/team_members.h"
#include "providers/wire/json_writer.h"

#include <algorithm>

namespace patchbay::gateway {

using wire::JsonView;
using wire::JsonWriter;

namespace {

constexpr int ok = 200;

std::size_t pageNumber(std::string_view query, std::string_view name, std::size_t otherwise)
{
    const std::string text = queryValue(query, name);
    const bool digits = !text.empty() && text.size() < 7 && text.find_first_not_of("0123456789") == std::string::npos;
    return digits ? std::max<std::size_t>(std::stoul(text), 1) : otherwise;
}

Result<std::string> bodyOf(HttpResponse answer)
{
    if (answer.status == ok) {
        return std::move(answer.body);
    }
    const auto json = wire::parseJson(answer.body);
    return refuseAdmin(answer.status, json ? (*json)["error"]["message"].string() : std::string(),
                       json ? (*json)["error"]["param"].string() : std::string());
}

} // namespace

// A member's role and limits: what is said changes.
Result<std::string> ComposedAdmin::updateMember(const AdminRequest &request) const
{
    const Result<JsonView> json = readAdminBody(request.body);
    const auto changed = json ? TeamMembers(m_book, m_clock).update(*json) : std::unexpected(json.error());
    if (!changed) {
        return std::unexpected(changed.error());
    }
    const std::string &user = changed->users.front();
    const VirtualKey member =
        m_book.findAccount(AccountKind::Member, memberId(changed->team.id, user)).value_or(VirtualKey {});
    JsonWriter writer;
    writer.beginObject();
    writer.member("team_id", changed->team.id);
    writer.member("user_id", user);
    for (const JsonView row : JsonView(changed->team.members).items()) {
        if (row["user_id"].is(user)) {
            writer.textOrNull("role", row["role"].string());
            writer.textOrNull("user_email", row["user_email"].string());
        }
    }
    writer.key("max_budget_in_team");
    member.maximumBudget ? writer.number(toDollars(*member.maximumBudget)) : writer.null();
    writer.textOrNull("budget_duration", member.budgetDuration);
    for (const auto &[name, limit] : { std::pair("tpm_limit", member.tokensPerMinute), std::pair("rpm_limit", member.requestsPerMinute) }) {
        limit ? writer.member(name, *limit) : writer.nullMember(name);
    }
    writer.textOrNull("budget_id", member.budgetId);
    writer.endObject();
    return writer.take();
}

Result<std::string> ComposedAdmin::addMembers(const AdminRequest &request) const
{
    const Result<JsonView> json = readAdminBody(request.body);
    if (!json) {
        return std::unexpected(json.error());
    }
    if (!(*json)["members"].isArray()) {
        return refuseAdmin(400, "\"members\" is missing.", "members");
    }
    JsonWriter body;
    body.beginObject();
    for (const wire::JsonMember &member : json->members()) {
        body.key(member.is("members") ? "member" : member.key());
        body.raw(member.value.raw());
    }
    body.endObject();
    return bodyOf(m_accounts.handle({ "POST", "/team/member_add", {}, body.take() }));
}

Result<std::string> ComposedAdmin::addModels(const AdminRequest &request) const
{
    return changeModels(request, true);
}

Result<std::string> ComposedAdmin::removeModels(const AdminRequest &request) const
{
    return changeModels(request, false);
}

Result<std::string> ComposedAdmin::changeModels(const AdminRequest &request, bool add) const
{
    const Result<JsonView> json = readAdminBody(request.body);
    if (!json) {
        return std::unexpected(json.error());
    }
    std::vector<std::string> named;
    for (const JsonView model : (*json)["models"].items()) {
        named.push_back(model.string());
    }
    const std::string id = (*json)["team_id"].string();
    const std::optional<VirtualKey> team = m_book.findAccount(AccountKind::Team, id);
    if (!team || named.empty()) {
        return refuseAdmin(team ? 400 : 404, team ? "\"models\" is missing." : "team " + id + " was not found.", team ? "models" : "team_id");
    }
    std::vector<std::string> models = team->models;
    std::erase_if(models, [&](const std::string &model) { return std::ranges::contains(named, model); });
    if (add) {
        models.insert(models.end(), named.begin(), named.end());
    } else if (models.empty()) {
        // Nothing in the list means everything.
        return refuseAdmin(400, "No model would be left, and a team without a list may use every one. Block it instead.", "models");
    }
    JsonWriter body;
    body.beginObject();
    body.member("team_id", id);
    body.beginArray("models");
    for (const std::string &model : models) {
        body.string(model);
    }
    body.endArray();
    body.endObject();
    return bodyOf(m_accounts.handle({ "POST", "/team/update", {}, body.take() }));
}

// ?page=, ?page_size=, ?team_id=, ?team_alias=, ?organization_id=, ?user_id=
Result<std::string> ComposedAdmin::teams(const AdminRequest &request) const
{
    constexpr std::size_t usualSize = 10;
    constexpr std::size_t largestSize = 100;
    const std::size_t page = pageNumber(request.query, "page", 1);
    const std::size_t size = std::min(pageNumber(request.query, "page_size", usualSize), largestSize);
    const Result<std::string> listed = bodyOf(m_accounts.handle({ "GET", "/team/list", {}, {} }));
    const auto json = listed ? wire::parseJson(*listed) : std::unexpected(wire::JsonError {});
    if (!json) {
        return listed;
    }
    const std::string alias = queryValue(request.query, "team_alias");
    const std::string user = queryValue(request.query, "user_id");
    std::vector<JsonView> rows;
    for (const JsonView row : json->items()) {
        const auto fits = [&](const char *field) {
            const std::string wanted = queryValue(request.query, field);
            return wanted.empty() || row[field].is(wanted);
        };
        const bool member = user.empty() || TeamMembers::hasMember(row["members_with_roles"], user);
        if (fits("team_id") && fits("organization_id") && member && row["team_alias"].string().contains(alias)) {
            rows.push_back(row);
        }
    }
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("teams");
    for (std::size_t place = (page - 1) * size; place < std::min(rows.size(), page * size); ++place) {
        writer.raw(rows[place].raw());
    }
    writer.endArray();
    writer.member("total", static_cast<std::int64_t>(rows.size()));
    writer.member("page", static_cast<std::int64_t>(page));
    writer.member("page_size", static_cast<std::int64_t>(size));
    writer.member("total_pages", static_cast<std::int64_t>((rows.size() + size - 1) / size));
    writer.endObject();
    return writer.take();
}

// Teams that users may join by themselves: there is no such call here, so there are none.
Result<std::string> ComposedAdmin::availableTeams(const AdminRequest &) const
{
    return std::string("[]");
}

// ?budget_id=: what a budget may say, and what this one does.
Result<std::string> ComposedAdmin::budgetSettings(const AdminRequest &request) const
{
    const std::string id = queryValue(request.query, "budget_id");
    const std::string body = "{\"budgets\":[" + wire::jsonLiteral(id) + "]}";
    const Result<std::string> rows = bodyOf(m_accounts.handle({ "POST", "/budget/info", {}, body }));
    const auto json = rows ? wire::parseJson(*rows) : std::unexpected(wire::JsonError {});
    if (!json) {
        return rows;
    }
    struct Field {
        const char *name;
        const char *type;
        const char *words;
    };
    JsonWriter writer;
    writer.beginArray();
    for (const Field &field : { Field { "max_budget", "Float", "Dollars that may be spent; then calls are refused." },
                                Field { "soft_budget", "Float", "Dollars after which observers are told." },
                                Field { "budget_duration", "String", "When the budget begins anew: 30d, 24h, 1mo." },
                                Field { "tpm_limit", "Integer", "Tokens a minute." },
                                Field { "rpm_limit", "Integer", "Requests a minute." },
                                Field { "max_parallel_requests", "Integer", "Requests at the same time." } }) {
        const JsonView value = json->at(0)[field.name];
        writer.beginObject();
        writer.member("field_name", field.name);
        writer.member("field_type", field.type);
        writer.member("field_description", field.words);
        writer.key("field_value");
        writer.raw(value ? value.raw() : std::string_view("null"));
        writer.member("stored_in_db", true);
        writer.endObject();
    }
    writer.endArray();
    return writer.take();
}

} // namespace patchbay::gateway
