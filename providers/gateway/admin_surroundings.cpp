// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/admin_surroundings.h"

#include "providers/config/schema.h"
#include "providers/gateway/account_admin_parts.h"
#include "providers/wire/json_writer.h"

#include <algorithm>

namespace patchbay::gateway {

namespace {

using admin::refuse;
using wire::JsonKind;
using wire::JsonView;

JsonText settingsOf(const GatewaySnapshot &snapshot, std::string_view name)
{
    const config::YamlNode *node = snapshot.configuration.section("litellm_settings").find(name);
    return node && node->isMapping() ? JsonText { config::toJson(*node) } : JsonText {};
}

// max_internal_user_budget (older: default_max_internal_user_budget) and internal_user_budget_duration: the budget of
// new users for whom default_internal_user_params says none.
JsonText withUsersBudget(const GatewaySnapshot &snapshot, JsonText defaults)
{
    const config::YamlNode &settings = snapshot.configuration.section("litellm_settings");
    const config::YamlNode *budget = settings.find("max_internal_user_budget");
    budget = budget ? budget : settings.find("default_max_internal_user_budget");
    const config::YamlNode *duration = settings.find("internal_user_budget_duration");
    if (!budget || !budget->asNumber() || JsonView(defaults)["max_budget"]) {
        return defaults;
    }
    wire::JsonWriter writer;
    writer.beginObject();
    for (const wire::JsonMember &member : JsonView(defaults).members()) {
        writer.key(member.key());
        writer.raw(member.value.raw());
    }
    writer.key("max_budget");
    writer.number(*budget->asNumber());
    if (duration && !JsonView(defaults)["budget_duration"]) {
        writer.member("budget_duration", duration->asText().value_or(""));
    }
    writer.endObject();
    return { writer.take() };
}

bool isMissing(const JsonView &value)
{
    return value.kind() == JsonKind::Absent || value.kind() == JsonKind::Null;
}

// Numbers, and durations by their length ("-1" has no end); what cannot be compared is no more.
bool isMore(const JsonView &value, const JsonView &bound)
{
    if (value.is("-1")) {
        return true;
    }
    if (bound.isNumber()) {
        return value.number() && *value.number() > bound.number().value_or(0);
    }
    const double most = config::durationSeconds(bound.string());
    return most >= 0 && config::durationSeconds(value.string()) > most;
}

Result<void> checkAccount(const KeyBook &book, AccountKind kind, const std::string &id, const char *field)
{
    if (id.empty() || book.findAccount(kind, id)) {
        return {};
    }
    switch (kind) {
    case AccountKind::Team: return refuse(400, "Unable to find team object in database. Team ID: " + id, field);
    case AccountKind::Organization: return refuse(400, "Organization not found for organization_id=" + id, field);
    case AccountKind::Project: return refuse(400, "Project not found for project_id=" + id, field);
    default: return refuse(400, "There is no budget " + id + ".", field);
    }
}

std::unexpected<Error> overBound(const wire::JsonMember &member, const JsonView &bound)
{
    return refuse(400,
                  member.key() + " is over max limit set in config - user_value=" + std::string(member.value.raw())
                      + "; max_value=" + std::string(bound.raw()),
                  member.key());
}

} // namespace

AdminSurroundings AdminSurroundings::of(const GatewaySnapshot &snapshot)
{
    AdminSurroundings made;
    made.guardrails.emplace();
    for (const auto &guardrail : snapshot.guardrails) {
        made.guardrails->push_back(guardrail->name);
    }
    made.policies = snapshot.policies.names();
    made.keyDefaults = settingsOf(snapshot, "default_key_generate_params");
    made.keyBounds = settingsOf(snapshot, "upperbound_key_generate_params");
    made.teamDefaults = settingsOf(snapshot, "default_team_params");
    made.userDefaults = withUsersBudget(snapshot, settingsOf(snapshot, "default_internal_user_params"));
    return made;
}

Result<void> AdminSurroundings::checkBounds(const JsonView &json) const
{
    const JsonView bounds(keyBounds);
    for (const wire::JsonMember &member : json.members()) {
        const JsonView bound = bounds[member.key()];
        if (bound && !isMissing(bound) && (isMissing(member.value) || isMore(member.value, bound))) {
            return overBound(member, bound);
        }
    }
    return {};
}

Result<std::string> AdminSurroundings::completed(AdminNoun noun, const JsonView &json) const
{
    const JsonView bounds = noun == AdminNoun::Key ? JsonView(keyBounds) : JsonView();
    const JsonView defaults = noun == AdminNoun::Key ? JsonView(keyDefaults)
        : noun == AdminNoun::Team                    ? JsonView(teamDefaults)
        : noun == AdminNoun::User                    ? JsonView(userDefaults)
                                                     : JsonView();
    wire::JsonWriter writer;
    writer.beginObject();
    for (const wire::JsonMember &member : json.members()) {
        const JsonView bound = bounds[member.key()];
        if (bound && isMore(member.value, bound)) {
            return overBound(member, bound);
        }
        if (!bound || !isMissing(member.value)) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    for (const wire::JsonMember &member : defaults.members()) {
        if (json[member.key()].kind() == JsonKind::Absent) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    for (const wire::JsonMember &member : bounds.members()) {
        if (isMissing(json[member.key()]) && isMissing(defaults[member.key()])) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    writer.endObject();
    return writer.take();
}

Result<void> AdminSurroundings::checkNames(AdminNoun noun, const JsonView &json, const KeyBook &book) const
{
    if (noun == AdminNoun::Key) {
        if (const auto known = checkAccount(book, AccountKind::Project, json["project_id"].string(), "project_id"); !known) {
            return known;
        }
    }
    if (noun == AdminNoun::Key || noun == AdminNoun::User || noun == AdminNoun::Project) {
        if (const auto known = checkAccount(book, AccountKind::Team, json["team_id"].string(), "team_id"); !known) {
            return known;
        }
        for (const JsonView team : json["teams"].items()) {
            const std::string id = team.isString() ? team.string() : team["team_id"].string();
            if (const auto known = checkAccount(book, AccountKind::Team, id, "teams"); !known) {
                return known;
            }
        }
    }
    if (noun != AdminNoun::Organization) {
        const std::string id = json["organization_id"].string();
        if (const auto known = checkAccount(book, AccountKind::Organization, id, "organization_id"); !known) {
            return known;
        }
    }
    if (noun != AdminNoun::Budget) {
        if (const auto known = checkAccount(book, AccountKind::Budget, json["budget_id"].string(), "budget_id"); !known) {
            return known;
        }
    }
    for (const JsonView name : json["policies"].items()) {
        if (policies && !std::ranges::contains(*policies, name.string())) {
            return refuse(400, "There is no policy \"" + name.string() + "\".", "policies");
        }
    }
    for (const JsonView name : json["guardrails"].items()) {
        if (guardrails && !std::ranges::contains(*guardrails, name.string())) {
            return refuse(400, "There is no guardrail \"" + name.string() + "\".", "guardrails");
        }
    }
    return {};
}

} // namespace patchbay::gateway
