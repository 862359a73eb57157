// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/engine/call_keys.h"

#include "providers/engine/aws_signing.h"

namespace patchbay {
namespace {

std::int64_t seconds(WallTime time)
{
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

Error missingKey(const ProviderEntry &provider)
{
    Error error = makeError(ErrorClass::Authentication, "There is no key for " + provider.name + ".");
    error.provider = provider.id;
    error.code = "missing_api_key";
    const std::string file = provider.exchangeVariables.empty() ? "" : ", or " + provider.exchangeVariables.front();
    error.remedy = provider.keyVariables.empty()
        ? "Add a key for it."
        : "Set " + provider.keyVariables.front() + file + ", or put the key into the vault (panel Keys, or patchbay-cli vault add).";
    return error;
}

bool findUnder(const std::vector<std::string> &variables, CallPlan &plan, const KeySource &keys)
{
    for (const std::string &variable : variables) {
        if (std::optional<NamedSecret> found = findNamed(keys, variable, plan.origin)) {
            plan.key = std::move(found->secret);
            plan.keyName = std::move(found->name);
            return true;
        }
    }
    return false;
}

wire::TokenExchange exchangeNamed(std::string_view name)
{
    return name == "google" ? wire::TokenExchange::GoogleServiceAccount
        : name == "ibm"     ? wire::TokenExchange::IbmApiKey
        : name == "entra"   ? wire::TokenExchange::EntraClient
                            : wire::TokenExchange::None;
}

void useForToken(CallPlan &plan)
{
    plan.exchange = { exchangeNamed(plan.model.provider->exchange), std::move(plan.key) };
    plan.key = {};
    plan.request.auth = { AuthPlacement::Kind::Header, "authorization", "Bearer " };
}

Error namedKeyMissing(std::string_view name)
{
    Error error = makeError(ErrorClass::Authentication,
                            "The key that the configuration names, " + std::string(name) + ", is not set.");
    error.permanent = true;
    error.remedy = "Set the variable where Patchbay is started, or put the key into the vault.";
    return error;
}

// Under the provider's own variables.
bool findUsual(CallPlan &plan, const KeySource &keys)
{
    const ProviderEntry &provider = *plan.model.provider;
    if (findUnder(provider.bearerVariables, plan, keys)) {
        plan.request.auth = { AuthPlacement::Kind::Header, "authorization", "Bearer " };
        return true;
    }
    if (findUnder(provider.keyVariables, plan, keys)) {
        return true;
    }
    if (findUnder(provider.exchangeVariables, plan, keys)) {
        useForToken(plan);
        return true;
    }
    return false;
}

// Why there is none, where one is needed.
Result<void> whyNone(const CallPlan &plan, const KeySource &keys)
{
    const ProviderEntry &provider = *plan.model.provider;
    if (!provider.keyRequired) {
        return {};
    }
    std::optional<Error> error =
        provider.keyVariables.empty() ? std::nullopt : whyMissing(keys, provider.keyVariables.front());
    for (const std::string &variable : provider.exchangeVariables) {
        error = error ? error : whyMissing(keys, variable);
    }
    if (error) {
        error->provider = provider.id;
    }
    return std::unexpected(error ? std::move(*error) : missingKey(provider));
}

Error boundElsewhere(const KeyAccount &account, const Origin &origin)
{
    Error error = makeError(ErrorClass::Authentication, "The key is bound to " + account.boundTo + " and is not sent to "
                                + toString(origin) + '.');
    error.code = "bound_elsewhere";
    error.permanent = true;
    return error;
}

} // namespace

bool isJsonObject(const SecretBytes &key)
{
    const std::span<const char> bytes = key.bytes();
    const std::string_view text(bytes.data(), bytes.size());
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && text[first] == '{';
}

std::string_view referenceIn(std::string_view name)
{
    constexpr std::string_view variable = "os.environ/";
    return name.starts_with(variable)           ? name.substr(variable.size())
        : name.starts_with("patchbay/vault:") ? name
                                              : std::string_view();
}

namespace {

// An account of the vault by its name, which no source has: another's keys might pay from another purse, or take a role on.
std::optional<Error> missingAccount(const CallPlan &plan, const GivenKey &given, const KeySource &keys)
{
    const std::string_view reference = referenceIn(given.name);
    const bool bringsItsOwn = isJsonObject(given.key)
        && wire::JsonView(std::string_view(given.key.bytes().data(), given.key.bytes().size()))["aws_access_key_id"];
    if (!reference.starts_with("patchbay/vault:") || bringsItsOwn || (!given.key.empty() && !isJsonObject(given.key))
        || findNamed(keys, reference, plan.origin)) {
        return std::nullopt;
    }
    Error error = whyMissing(keys, reference).value_or(namedKeyMissing(reference));
    error.provider = plan.model.provider->id;
    return error;
}

} // namespace

Result<void> findKey(CallPlan &plan, const GivenKey &given, const EngineParts &parts)
{
    const KeySource &keys = parts.keys;
    if (plan.request.auth.kind == AuthPlacement::Kind::AwsSignature) {
        std::optional<Error> missing = missingAccount(plan, given, keys);
        return missing ? std::unexpected(std::move(*missing)) : signForAws(plan, given, keys, seconds(parts.clock.now()));
    }
    const ProviderEntry &provider = *plan.model.provider;
    const std::string_view reference = referenceIn(given.name);
    std::optional<NamedSecret> named;
    if (!reference.empty()) {
        named = findNamed(keys, reference, plan.origin);
    }
    if (named || !given.key.empty()) {
        // A key of the vault has a name of its own; a variable is called as the configuration calls it.
        plan.keyName = named && named->name != reference ? std::move(named->name) : given.name;
        plan.key = named ? std::move(named->secret) : given.key.clone();
        if (!provider.exchange.empty() && isJsonObject(plan.key)) {
            useForToken(plan);
        }
        return {};
    }
    if (!reference.empty()) {
        // Another key than the one that was named might pay from another purse.
        Error error = whyMissing(keys, reference).value_or(namedKeyMissing(reference));
        error.provider = provider.id;
        return std::unexpected(std::move(error));
    }
    return findUsual(plan, keys) ? Result<void>() : whyNone(plan, keys);
}

Result<void> findInAccount(CallPlan &plan, const GivenKey &given, const EngineParts &parts, const KeyAccount &account)
{
    if (!account.boundTo.empty() && account.boundTo != toString(plan.origin)) {
        return std::unexpected(boundElsewhere(account, plan.origin));
    }
    const auto &source = dynamic_cast<const AccountSource &>(parts.keys);
    const AccountKeys keys(source, account);
    plan.headers = source.headersOf(account, plan.origin);
    const SecretBytes none;
    Result<void> found;
    if (plan.request.auth.kind == AuthPlacement::Kind::AwsSignature) {
        // A role is taken on with the account's keys.
        found = signForAws(plan, { isJsonObject(given.key) ? given.key : none, account.name }, keys, seconds(parts.clock.now()));
    } else if (!findUsual(plan, keys)) {
        // A name of the configuration's own, or a provider that takes any key.
        const bool isNamed = findUnder({ std::string(referenceIn(given.name)), account.name }, plan, keys);
        if (isNamed && !plan.model.provider->exchange.empty() && isJsonObject(plan.key)) {
            useForToken(plan);
        }
        found = isNamed ? found : whyNone(plan, parts.keys);
    }
    if (!found && !plan.headers.empty()) {
        // Its headers let it in.
        plan.request.auth = {};
        found = {};
    }
    plan.keyName = account.name;
    return found;
}

} // namespace patchbay
