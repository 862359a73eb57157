// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/engine/call_plan.h"

#include "providers/core/explaining_key_source.h"
#include "providers/engine/aws_signing.h"

#include <algorithm>

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

// The simulated models are known in full: another name is a typing mistake.
Error noSuchSimulation(const ResolvedModel &model, const Catalog &catalog)
{
    Error error = makeError(ErrorClass::NotFound, "The sandbox has no model \"" + model.name + "\".");
    error.provider = model.provider->id;
    error.model = model.name;
    error.remedy = "It has:";
    for (const ModelEntry *entry : catalog.modelsOf(model.provider->id)) {
        error.remedy += " " + entry->name;
    }
    error.remedy += ".";
    return error;
}

std::vector<std::pair<std::string, std::string>> settingsOf(const ProviderEntry &provider, const ApiBases &given)
{
    std::vector<std::pair<std::string, std::string>> settings;
    for (const ProviderSetting &setting : provider.settings) {
        if (const auto found = given.find(provider.id + "#" + setting.name); found != given.end()) {
            settings.emplace_back(setting.name, found->second);
        }
    }
    return settings;
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

// A service account's key file tells itself from a token.
bool isJsonObject(const SecretBytes &key)
{
    const std::span<const char> bytes = key.bytes();
    const std::string_view text(bytes.data(), bytes.size());
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && text[first] == '{';
}

void useForToken(CallPlan &plan)
{
    plan.exchange = { exchangeNamed(plan.model.provider->exchange), std::move(plan.key) };
    plan.key = {};
    plan.request.auth = { AuthPlacement::Kind::Header, "authorization", "Bearer " };
}

// "os.environ/NAME" and "patchbay/vault:NAME" name a key that the source may have, under what they say.
std::string_view referenceIn(std::string_view name)
{
    constexpr std::string_view variable = "os.environ/";
    return name.starts_with(variable)           ? name.substr(variable.size())
        : name.starts_with("patchbay/vault:") ? name
                                              : std::string_view();
}

Error namedKeyMissing(std::string_view name)
{
    Error error = makeError(ErrorClass::Authentication,
                            "The key that the configuration names, " + std::string(name) + ", is not set.");
    error.permanent = true;
    error.remedy = "Set the variable where Patchbay is started, or put the key into the vault.";
    return error;
}

Result<void> findKey(CallPlan &plan, const GivenKey &given, const KeySource &keys)
{
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
    if (findUnder(provider.bearerVariables, plan, keys)) {
        plan.request.auth = { AuthPlacement::Kind::Header, "authorization", "Bearer " };
        return {};
    }
    if (findUnder(provider.keyVariables, plan, keys)) {
        return {};
    }
    if (findUnder(provider.exchangeVariables, plan, keys)) {
        useForToken(plan);
        return {};
    }
    if (provider.keyRequired) {
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
    return {};
}

// What a call of any kind says about whom it goes to.
struct Addressee {
    const std::string &model;
    const std::string &apiBase;
    GivenKey key;
    const ModelEntry *entry; // prices and abilities instead of the catalogue's; null: the catalogue's
};

using Encode = std::function<Result<HttpRequest>(const wire::Target &target, const wire::ChatCodec &codec)>;

Result<std::string> baseOf(const ResolvedModel &model, const std::string &ofCall, const ApiBases &apiBases)
{
    // A sandbox model with a dialect of its own has an address of its own: "sandbox:anthropic".
    const std::string family(familyName(model.family()));
    const auto ofFamily = apiBases.find(model.provider->id + ":" + family);
    return ofCall.empty() && ofFamily != apiBases.end() ? Result<std::string>(ofFamily->second)
                                                        : resolveApiBase(*model.provider, ofCall, apiBases);
}

// The origin that the key is bound to, then the key.
Result<void> authorize(CallPlan &plan, const GivenKey &given, const EngineParts &parts)
{
    Result<transport::ParsedUrl> url = transport::parseUrl(plan.request.url);
    if (!url) {
        Error error = url.error();
        error.provider = plan.model.provider->id;
        return std::unexpected(std::move(error));
    }
    plan.origin = url->origin;
    const bool aws = plan.request.auth.kind == AuthPlacement::Kind::AwsSignature;
    Result<void> found = aws ? signForAws(plan, given, parts.keys, seconds(parts.clock.now()))
                             : findKey(plan, given, parts.keys);
    if (found && plan.key.empty() && plan.exchange.credential.empty()) {
        plan.request.auth = {};
    }
    return found;
}

Result<CallPlan> plan(const Addressee &to, const EngineParts &parts, const ApiBases &apiBases, const Encode &encode)
{
    Result<ResolvedModel> model = parts.catalog.resolve(to.model);
    if (!model) {
        return std::unexpected(model.error());
    }
    if (model->provider->sandbox && !model->model && to.apiBase.empty()) {
        return std::unexpected(noSuchSimulation(*model, parts.catalog));
    }
    Result<std::string> base = baseOf(*model, to.apiBase, apiBases);
    if (!base) {
        return std::unexpected(base.error());
    }
    CallPlan made;
    made.model = *model;
    if (to.entry) {
        made.model.model = to.entry;
    }
    made.apiBase = std::move(*base);
    made.settings = settingsOf(*model->provider, apiBases);
    const bool told =
        std::ranges::any_of(made.settings, [](const auto &setting) { return setting.first == "project"; });
    if (model->provider->exchange == "google" && !told && isJsonObject(to.key.key)) {
        // The account that the call brings along says whose project it is.
        made.settings.emplace_back("project", wire::projectOf(to.key.key));
    }
    Result<HttpRequest> request = encode(made.target(seconds(parts.clock.now())), made.codec());
    if (!request) {
        return std::unexpected(request.error());
    }
    made.request = std::move(*request);
    if (Result<void> key = authorize(made, to.key, parts); !key) {
        return std::unexpected(key.error());
    }
    return made;
}

} // namespace

wire::Target CallPlan::target(std::int64_t now) const
{
    return { *model.provider, model.name, model.model, apiBase, now, settings };
}

Result<std::string> resolveApiBase(const ProviderEntry &provider, const std::string &ofCall,
                                   const ApiBases &given)
{
    if (!ofCall.empty()) {
        return ofCall;
    }
    if (const auto found = given.find(provider.id); found != given.end()) {
        return found->second;
    }
    if (!provider.apiBase.empty()) {
        return provider.apiBase;
    }
    Error error = makeError(ErrorClass::BadRequest, "No address is known for " + provider.name + ".");
    error.provider = provider.id;
    error.remedy = provider.baseVariables.empty() ? "Give an api_base." : "Give an api_base or set " + provider.baseVariables.front() + ".";
    return std::unexpected(std::move(error));
}

Result<CallPlan> planCall(const CompletionCall &call, const EngineParts &parts, const ApiBases &apiBases)
{
    return plan({ call.request.model, call.apiBase, { call.key, call.keyName }, call.model.get() }, parts, apiBases,
                [&](const wire::Target &target, const wire::ChatCodec &codec) {
                    return wire::needKind(CallKind::Chat, target, parts.catalog).and_then([&] {
                        return call.plain ? wire::encodePlainChat(*call.plain, call.request, target)
                                          : codec.encode(call.request, target);
                    });
                });
}

Result<CallPlan> planKind(const KindCall &call, const EngineParts &parts, const ApiBases &apiBases)
{
    return plan({ call.request.model, call.apiBase, { call.key, call.keyName }, call.model.get() }, parts, apiBases,
                [&](const wire::Target &target, const wire::ChatCodec &codec) {
                    return wire::needKind(call.request.kind, target, parts.catalog).and_then([&] {
                        return wire::encodeKind(call.request, target, codec);
                    });
                });
}

Result<CallPlan> planRaw(const RawCall &call, const EngineParts &parts, const ApiBases &apiBases)
{
    return plan({ call.model, call.apiBase, { call.key, call.keyName }, call.prices.get() }, parts, apiBases, call.encode);
}

} // namespace patchbay
