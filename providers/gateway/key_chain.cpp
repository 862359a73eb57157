// SPDX-License-Identifier: GPL-3.0-or-later
//
// The words of the errors are LiteLLM's.
#include "providers/gateway/key_chain.h"

#include "providers/config/gateway_config.h"

#include <algorithm>
#include <format>

namespace patchbay::gateway {

namespace {

Error accessError(std::string message, std::string type)
{
    Error error = makeError(ErrorClass::Authentication, std::move(message));
    error.type = std::move(type);
    error.code = std::to_string(error.status);
    return error;
}

std::string listed(const std::vector<std::string> &models)
{
    std::string list;
    for (const std::string &allowed : models) {
        list += (list.empty() ? "'" : ", '") + allowed + "'";
    }
    return "[" + list + "]";
}

} // namespace

std::string_view holderName(Holder holder)
{
    constexpr std::string_view names[] = { "Key",  "Project",  "Team",  "Organization", "Tag",
                                           "User", "End User", "Proxy", "Team Member" };
    return names[static_cast<std::size_t>(holder)];
}

bool allows(const VirtualKey &key, std::string_view model, const AccessGroups &groups)
{
    const auto inGroup = [&](const std::string &name) {
        const auto group = groups.find(name);
        return group != groups.end() && group->second.contains(model);
    };
    return key.models.empty() || std::ranges::any_of(key.models, [&](const std::string &allowed) {
               return allowed == model || allowed == "*" || allowed == "all-proxy-models"
                   || allowed == "all-team-models"
                   || (config::isPattern(allowed) && config::matchesPattern(allowed, model)) || inGroup(allowed);
           });
}

Error modelDenied(const Link &link, std::string_view model)
{
    const VirtualKey &key = link.state->key;
    const std::string name(model);
    Error error = link.holder == Holder::Team
        ? accessError("team not allowed to access model. This team can only access models=" + listed(key.models)
                          + ". Tried to access " + name,
                      "team_model_access_denied")
        : link.holder == Holder::User
        ? accessError("User not allowed to access model. This user can only access models=" + listed(key.models)
                          + ". Tried to access " + name,
                      "user_model_access_denied")
        : link.holder == Holder::Project
        ? accessError("project not allowed to access model. This project can only access models=" + listed(key.models)
                          + ". Tried to access " + name,
                      "project_model_access_denied")
        : link.holder == Holder::Organization
        ? accessError("org not allowed to access model. This org can only access models=" + listed(key.models)
                          + ". Tried to access " + name,
                      "org_model_access_denied")
        : accessError("key not allowed to access model. This key can only access models=" + listed(key.models)
                          + ". Tried to access " + name,
                      "key_model_access_denied");
    error.param = "model";
    return error;
}

std::optional<Error> accessRefusal(const Link &link, std::string_view model, std::string_view target,
                                   const AccessGroups &groups)
{
    const KeyState &state = *link.state;
    const VirtualKey &key = state.key;
    if (state.removed || key.blocked) {
        return link.holder == Holder::Key
            ? accessError("Authentication Error, Key is blocked or deleted.", "auth_error")
            : link.holder == Holder::Team
            ? accessError("Team=" + key.id + " is blocked. Update via `/team/unblock` if your admin.", "auth_error")
            : accessError(std::format("{} blocked from making LLM API Calls. {}={}", holderName(link.holder),
                                      holderName(link.holder), key.id),
                          "auth_error");
    }
    const bool limitsModels = link.holder != Holder::Tag && link.holder != Holder::Customer;
    return limitsModels && !model.empty() && !allows(key, model, groups) && !allows(key, target, groups)
        ? std::optional(modelDenied(link, model))
        : std::nullopt;
}

std::string_view aliasedIn(const std::vector<Link> &chain, std::string_view model)
{
    for (const Link &link : chain) {
        if (const auto alias = link.state->key.aliases.find(model); alias != link.state->key.aliases.end()) {
            return alias->second;
        }
    }
    return model;
}

bool allowsAll(const VirtualKey &key)
{
    return key.models.empty() || std::ranges::any_of(key.models, [](const std::string &allowed) {
               return allowed == "*" || allowed == "all-proxy-models" || allowed == "all-team-models";
           });
}

std::vector<Link> chainOf(const Caller &caller, const AccountFinder &account)
{
    std::vector<Link> chain;
    const auto add = [&](Holder holder, std::shared_ptr<KeyState> state) {
        if (state) {
            chain.push_back({ holder, std::move(state) });
        }
    };
    add(Holder::Key, caller.key);
    add(Holder::Project, account(AccountKind::Project, caller.project));
    const std::shared_ptr<KeyState> team = account(AccountKind::Team, caller.team);
    std::string organization = caller.key ? caller.key->key.organization : std::string();
    if (organization.empty() && team) {
        organization = team->key.organization;
    }
    add(Holder::Team, team);
    add(Holder::Organization, account(AccountKind::Organization, organization));
    for (const std::string &tag : caller.tags) {
        add(Holder::Tag, account(AccountKind::Tag, tag));
    }
    if (caller.team.empty()) {
        add(Holder::User, account(AccountKind::User, caller.user));
    } else if (!caller.user.empty()) {
        add(Holder::Member, account(AccountKind::Member, memberId(caller.team, caller.user)));
    }
    add(Holder::Customer, account(AccountKind::Customer, caller.customer));
    return chain;
}

} // namespace patchbay::gateway
