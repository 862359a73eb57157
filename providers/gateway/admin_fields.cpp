// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/admin_fields.h"

#include "providers/core/nearest_name.h"
#include "providers/gateway/error_text.h"
#include "providers/wire/json_writer.h"

#include <algorithm>

namespace patchbay::gateway {

namespace {

using wire::JsonKind;
using wire::JsonView;

enum class Use : std::uint8_t {
    Honoured,
    Shown, // kept in a column of its own
    Kept, // in the metadata
    Refused, // limits something, and is not kept
};

using Nouns = std::uint8_t;
constexpr Nouns bit(AdminNoun noun)
{
    return static_cast<Nouns>(1U << static_cast<unsigned>(noun));
}
constexpr Nouns keys = bit(AdminNoun::Key);
constexpr Nouns teams = bit(AdminNoun::Team);
constexpr Nouns users = bit(AdminNoun::User);
constexpr Nouns customers = bit(AdminNoun::Customer);
constexpr Nouns organizations = bit(AdminNoun::Organization);
constexpr Nouns tags = bit(AdminNoun::Tag);
constexpr Nouns budgets = bit(AdminNoun::Budget);
constexpr Nouns projects = bit(AdminNoun::Project);
constexpr Nouns all = keys | teams | users | customers | organizations | tags | budgets | projects;

struct KnownField {
    std::string_view name;
    Nouns nouns;
    Use use = Use::Honoured;
};

constexpr KnownField knownFields[] = {
    { "models", all },
    { "max_budget", all },
    { "soft_budget", all },
    { "budget_duration", all },
    { "budget_limits", all },
    { "budget_id", all },
    { "model_max_budget", all },
    { "tpm_limit", all },
    { "rpm_limit", all },
    { "max_parallel_requests", all },
    { "model_rpm_limit", all },
    { "model_tpm_limit", all },
    { "metadata", all },
    { "tags", all },
    { "blocked", all },
    { "guardrails", keys | teams },
    { "store_prompts_in_spend_logs", keys | teams },
    { "spend", all },
    { "duration", keys | users },
    { "key", keys },
    { "key_alias", keys | users },
    { "aliases", keys | users },
    { "model_aliases", teams },
    { "user_id", keys | users | customers },
    { "team_id", keys | users | teams | projects },
    { "project_id", keys | projects },
    { "project_alias", projects },
    { "budget_fallbacks", keys | teams },
    { "organization_id", keys | users | teams | organizations },
    { "allowed_routes", keys },
    { "key_type", keys },
    { "enforced_params", keys },
    { "temp_budget_increase", keys },
    { "temp_budget_expiry", keys },
    { "new_key", keys },
    { "grace_period", keys },
    { "team_alias", teams },
    { "members_with_roles", teams },
    { "user_alias", users },
    { "auto_create_key", users },
    { "alias", customers },
    { "organization_alias", organizations },
    { "name", tags },
    { "description", tags | projects },
    { "user_email", users, Use::Shown },
    { "user_role", users, Use::Shown },
    { "teams", users, Use::Shown },
    { "organizations", users, Use::Shown },
    { "sso_user_id", users, Use::Shown },
    { "admins", teams, Use::Shown },
    { "members", teams, Use::Shown },
    { "default_model", customers, Use::Shown },
    { "config", keys | users, Use::Kept },
    { "permissions", keys | users, Use::Kept },
    { "send_invite_email", keys | users, Use::Kept },
    { "created_by", all, Use::Kept },
    { "updated_by", all, Use::Kept },
    { "enable_prompt_caching", keys, Use::Kept },
    { "disable_global_guardrails", keys | teams, Use::Kept },
    { "secret_manager_settings", teams, Use::Kept },
    { "soft_budget_alerting_emails", teams, Use::Kept },
    { "team_member_permissions", teams, Use::Kept },
    { "default_team_member_models", teams, Use::Kept },
    { "logging", keys | teams, Use::Kept },
    { "model_info", tags, Use::Kept },
    { "guardrails", users | customers | organizations | tags | budgets | projects, Use::Refused },
    { "aliases", teams | customers | organizations | tags | budgets | projects, Use::Refused },
    { "allowed_routes", static_cast<Nouns>(all & ~keys), Use::Refused },
    { "tpd_limit", all, Use::Refused },
    { "mcp_rpm_limit", keys | teams, Use::Refused },
    { "tag_rpm_limit", keys | teams, Use::Refused },
    { "tag_tpm_limit", keys | teams, Use::Refused },
    { "rpm_limit_type", keys | teams, Use::Refused },
    { "tpm_limit_type", keys | teams, Use::Refused },
    { "agent_id", keys, Use::Refused },
    { "end_user_budget_id", keys, Use::Refused },
    { "allowed_passthrough_routes", keys | teams, Use::Refused },
    { "denied_passthrough_routes", keys | teams, Use::Refused },
    { "allowed_cache_controls", keys | users, Use::Refused },
    { "allowed_vector_store_indexes", keys | teams, Use::Refused },
    { "object_permission", all, Use::Refused },
    { "policies", keys | teams, Use::Kept },
    { "prompts", keys | teams | users, Use::Refused },
    { "router_settings", keys | teams, Use::Refused },
    { "access_group_ids", keys | teams, Use::Refused },
    { "budget_fallbacks", static_cast<Nouns>(all & ~(keys | teams)), Use::Refused },
    { "throttle_on_budget_exceeded", keys | teams, Use::Refused },
    { "auto_rotate", keys, Use::Refused },
    { "rotation_interval", keys, Use::Refused },
    { "new_master_key", keys, Use::Refused },
    { "enforced_params", teams | users, Use::Refused },
    { "team_member_budget", teams },
    { "team_member_budget_duration", teams },
    { "team_member_rpm_limit", teams },
    { "team_member_tpm_limit", teams },
    { "team_member_key_duration", teams, Use::Refused },
    { "allowed_model_region", customers | teams, Use::Refused },
    { "budget_reset_at", all, Use::Refused },
    { "password", users, Use::Refused },
    { "max_budget_in_team", users, Use::Refused },
};

const KnownField *knownField(AdminNoun noun, std::string_view name)
{
    const auto *found = std::ranges::find_if(
        knownFields, [&](const KnownField &field) { return field.name == name && (field.nouns & bit(noun)) != 0; });
    return found == std::end(knownFields) ? nullptr : found;
}

Error refusal(std::string_view field, std::string what)
{
    Error error = gatewayError(400, std::move(what), "bad_request_error");
    error.param = field;
    return error;
}

// Of the fields that would be kept: what somebody most likely meant.
std::string_view meant(AdminNoun noun, std::string_view name)
{
    std::vector<std::string_view> names;
    for (const KnownField &field : knownFields) {
        if ((field.nouns & bit(noun)) != 0 && field.use != Use::Refused) {
            names.push_back(field.name);
        }
    }
    return nearestName(name, names);
}

std::optional<AdminNoun> nounOfCall(std::string_view path)
{
    constexpr std::pair<std::string_view, AdminNoun> nouns[] = {
        { "/key/", AdminNoun::Key },           { "/team/", AdminNoun::Team },
        { "/user/", AdminNoun::User },         { "/customer/", AdminNoun::Customer },
        { "/end_user/", AdminNoun::Customer }, { "/organization/", AdminNoun::Organization },
        { "/tag/", AdminNoun::Tag },           { "/budget/", AdminNoun::Budget },
        { "/project/", AdminNoun::Project },
    };
    const auto *found = std::ranges::find_if(nouns, [&](const auto &noun) { return path.starts_with(noun.first); });
    constexpr std::string_view verbs[] = { "/new", "/update", "/bulk_update", "/generate", "/regenerate" };
    const bool takesFields =
        std::ranges::any_of(verbs, [&](std::string_view verb) { return path.ends_with(verb); });
    return found != std::end(nouns) && takesFields ? std::optional(found->second) : std::nullopt;
}

// The name as a header may carry it.
std::string headerName(std::string_view name)
{
    constexpr std::size_t longest = 64;
    std::string text(name.substr(0, longest));
    std::ranges::replace_if(
        text, [](char letter) { return letter <= ' ' || letter > '~' || letter == ','; }, '?');
    return text;
}

// Nothing, false, empty lists and LiteLLM's defaults ask for nothing.
bool isSaid(const JsonView &value)
{
    const JsonKind kind = value.kind();
    if (kind == JsonKind::Array) {
        return value.raw().find_first_not_of("[]{} \t\r\n") != std::string_view::npos;
    }
    if (kind == JsonKind::Object) {
        bool any = false;
        for (const wire::JsonMember &member : value.members()) {
            any = any || isSaid(member.value);
        }
        return any;
    }
    return !value.is("best_effort_throughput") && static_cast<bool>(value) && !(kind == JsonKind::Bool && !value.boolean().value_or(false))
        && !(kind == JsonKind::String && value.string().empty());
}

// The object with this member, whatever it was before.
JsonText withMember(const JsonText &object, std::string_view name, const JsonView &value)
{
    wire::JsonWriter writer;
    writer.beginObject();
    for (const wire::JsonMember &member : JsonView(object).members()) {
        if (!member.is(name)) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    writer.key(name);
    writer.raw(value.raw());
    writer.endObject();
    return { writer.take() };
}

} // namespace

bool soundsLikeLimit(std::string_view name)
{
    constexpr std::string_view words[] = { "limit", "budget", "max", "allow", "den", "block", "restrict", "permission",
                                           "polic", "guard", "expir", "enforce", "require", "disable", "only" };
    return std::ranges::any_of(words, [&](std::string_view word) { return name.contains(word); });
}

JsonText withTextMember(const JsonText &object, std::string_view name, std::string_view text)
{
    const std::string literal = wire::jsonLiteral(text);
    return withMember(object, name, JsonView(std::string_view(literal)));
}

Result<void> checkAdminFields(AdminNoun noun, const JsonView &json)
{
    for (const wire::JsonMember &member : json.members()) {
        const std::string name = member.key();
        const KnownField *field = knownField(noun, name);
        if (!field) {
            // LiteLLM takes no notice of it. A misspelt limit, or one of a later version's, must not be lost.
            const bool ofOthers = std::ranges::contains(knownFields, name, &KnownField::name);
            const std::string_view nearest = ofOthers ? std::string_view() : meant(noun, name);
            if (ofOthers || !nearest.empty() || soundsLikeLimit(name)) {
                return std::unexpected(
                    refusal(name, "\"" + name + "\" is no field of this call."
                                + (nearest.empty() ? "" : " Did you mean \"" + std::string(nearest) + "\"?")));
            }
            continue;
        }
        if (field->use == Use::Refused && isSaid(member.value)) {
            return std::unexpected(
                refusal(name, "\"" + name + "\" is not supported by this gateway yet: it would not be kept."));
        }
    }
    for (const std::string_view name : { "key_alias", "team_alias", "user_alias", "organization_alias", "project_alias", "alias" }) {
        constexpr std::size_t longest = 1'000;
        const std::string alias = json[name].string();
        const bool printable = std::ranges::none_of(alias, [](char letter) { return static_cast<unsigned char>(letter) < ' ' || letter == 0x7f; });
        if (alias.size() > longest || !printable) {
            return std::unexpected(refusal(name, "\"" + std::string(name) + "\" is one line of at most 1000 letters."));
        }
    }
    constexpr std::string_view roles[] = { "", "proxy_admin", "internal_user", "org_admin", "team", "customer" };
    const std::string role = json["user_role"].string();
    if (noun == AdminNoun::User && !role.ends_with("_viewer") && !std::ranges::contains(roles, role)) {
        return std::unexpected(refusal("user_role", "\"user_role\" is proxy_admin, internal_user, org_admin, team or customer."));
    }
    // Roles that may only look: this gateway's keys of users call models.
    if (noun == AdminNoun::User && json["user_role"].string().ends_with("_viewer")) {
        return std::unexpected(refusal("user_role", "\"user_role\" of this kind is not supported by this gateway yet: "
                                                    "give the user's keys \"key_type\": \"read_only\" instead."));
    }
    return {};
}

void tellIgnoredFields(std::string_view path, const std::string &body, HttpResponse &answer)
{
    constexpr int firstFailure = 400;
    constexpr std::size_t namedAtMost = 1'000; // letters
    const std::optional<AdminNoun> noun = answer.status < firstFailure ? nounOfCall(path) : std::nullopt;
    const auto json = wire::parseJson(body);
    if (!noun || !json) {
        return;
    }
    // Of calls for many: each row's.
    std::vector<JsonView> rows { *json };
    if (path.ends_with("/bulk_update")) {
        rows.clear();
        for (const char *many : { "keys", "users" }) {
            for (const JsonView row : (*json)[many].items()) {
                rows.push_back(row);
            }
        }
        rows.push_back((*json)["user_updates"]);
    }
    std::vector<std::string> names;
    std::size_t letters = 0;
    for (const JsonView &row : rows) {
        for (const wire::JsonMember &member : row.members()) {
            const std::string name = headerName(member.key());
            if (!knownField(*noun, member.key()) && !std::ranges::contains(names, name) && letters < namedAtMost) {
                letters += name.size();
                names.push_back(name);
            }
        }
    }
    std::string all;
    for (const std::string &name : names) {
        all += (all.empty() ? "" : ", ") + name;
    }
    if (!all.empty()) {
        answer.headers.push_back({ "x-patchbay-ignored-fields", std::move(all) });
    }
}

void keepAdminFields(AdminNoun noun, const JsonView &json, VirtualKey &row)
{
    for (const wire::JsonMember &member : json.members()) {
        const std::string name = member.key();
        const KnownField *field = knownField(noun, name);
        if (!field || (field->use != Use::Shown && field->use != Use::Kept)) {
            continue;
        }
        JsonText &place = field->use == Use::Shown ? row.shown : row.metadata;
        place = withMember(place, name, member.value);
    }
}

} // namespace patchbay::gateway
