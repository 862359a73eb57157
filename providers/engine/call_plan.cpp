// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/engine/call_plan.h"

#include "providers/core/account_source.h"
#include "providers/core/header_set.h"
#include "providers/engine/call_keys.h"
#include "providers/transport/header_text.h"

#include <algorithm>

namespace patchbay {
namespace {

std::int64_t seconds(WallTime time)
{
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
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

using Settings = std::vector<std::pair<std::string, std::string>>;

// The account's, then what is known besides.
Settings settingsOf(const ProviderEntry &provider, const ApiBases &given, const KeyAccount *account)
{
    Settings settings = account != nullptr ? account->settings : Settings();
    for (const ProviderSetting &setting : provider.settings) {
        const auto found = given.find(provider.id + "#" + setting.name);
        if (found != given.end() && !std::ranges::contains(settings, setting.name, &Settings::value_type::first)) {
            settings.emplace_back(setting.name, found->second);
        }
    }
    return settings;
}

// What a call of any kind says about whom it goes to.
struct Addressee {
    const std::string &model;
    const std::string &apiBase;
    GivenKey key;
    const ModelEntry *entry; // prices and abilities instead of the catalogue's; null: the catalogue's
    const CallEnvelope &envelope; // for the headers that go along
};

// Ours first: what the format says under the same name gives way.
void addHeaders(HttpRequest &request, const std::vector<HttpHeader> &headers)
{
    for (const HttpHeader &header : headers) {
        std::erase_if(request.headers, [&](const HttpHeader &other) {
            return transport::equalsIgnoringCase(other.name, header.name);
        });
        request.headers.push_back(header);
    }
}

using Encode = std::function<Result<HttpRequest>(const wire::Target &target, const wire::ChatCodec &codec)>;

std::optional<Origin> originIn(const std::string &address)
{
    const Result<transport::ParsedUrl> url = transport::parseUrl(address);
    return url ? std::optional(url->origin) : std::nullopt;
}

Result<std::string> baseOf(const ResolvedModel &model, const std::string &ofCall, const ApiBases &apiBases,
                           const KeyAccount *account)
{
    // A sandbox model with a dialect of its own has an address of its own: "sandbox:anthropic".
    const std::string family(familyName(model.family()));
    const auto ofFamily = apiBases.find(model.provider->id + ":" + family);
    if (ofCall.empty() && ofFamily != apiBases.end()) {
        return ofFamily->second;
    }
    if (ofCall.empty() && account != nullptr && !account->base.empty()) {
        // An address of the same host that was set by hand may know more of the path.
        const auto given = apiBases.find(model.provider->id);
        const std::optional<Origin> origin = given != apiBases.end() ? originIn(given->second) : std::nullopt;
        return origin && toString(*origin) == account->boundTo ? given->second : account->base;
    }
    return resolveApiBase(*model.provider, ofCall, apiBases);
}

// Which accounts may serve the call. Where a provider has no address, or one for each region, it is the account's matter.
AccountQuestion questionOf(const Addressee &to, const ResolvedModel &model, const ApiBases &apiBases)
{
    AccountQuestion question { model.provider->id, referenceIn(to.key.name), std::nullopt, !to.apiBase.empty() };
    const auto given = apiBases.find(model.provider->id);
    const std::string &address = !to.apiBase.empty() ? to.apiBase
        : model.provider->apiBase.empty() || given == apiBases.end() ? model.provider->apiBase
                                                                     : given->second;
    if (address.find('{') == std::string::npos) {
        question.origin = originIn(address);
    }
    return question;
}

// The origin that the key is bound to, then the key.
Result<void> authorize(CallPlan &plan, const Addressee &to, const EngineParts &parts, const KeyAccount *account)
{
    const GivenKey &given = to.key;
    Result<transport::ParsedUrl> url = transport::parseUrl(plan.request.url);
    if (!url) {
        Error error = url.error();
        error.provider = plan.model.provider->id;
        return std::unexpected(std::move(error));
    }
    plan.origin = url->origin;
    Result<void> found = account != nullptr ? findInAccount(plan, given, parts, *account) : findKey(plan, given, parts);
    const std::span<const char> along = to.envelope.secretHeaders.bytes();
    for (const HeaderView &header : headersIn({ along.data(), along.size() })) {
        plan.headers = withHeader(plan.headers, header.name, {}, header.value);
    }
    if (!found && !plan.headers.empty() && found.error().code == "missing_api_key") {
        found = {}; // they may let it in
    }
    if (found && plan.key.empty() && plan.exchange.credential.empty()) {
        plan.request.auth = {};
    }
    if (found && !plan.headers.empty() && plan.exchange.credential.empty()) {
        plan.carry(std::move(plan.key));
    }
    return found;
}

// With what an account brings along, or without one.
Result<CallPlan> planWith(const Addressee &to, const ResolvedModel &model, const EngineParts &parts,
                          const ApiBases &apiBases, const Encode &encode, const KeyAccount *account)
{
    Result<std::string> base = baseOf(model, to.apiBase, apiBases, account);
    if (!base) {
        // A vault that is locked may know the address too.
        const std::vector<std::string> &variables = model.provider->keyVariables;
        std::optional<Error> error = variables.empty() ? std::nullopt : whyMissing(parts.keys, variables.front());
        return std::unexpected(error && error->code == "vault_locked" ? std::move(*error) : base.error());
    }
    CallPlan made;
    made.model = model;
    if (to.entry) {
        made.model.model = to.entry;
    }
    made.apiBase = std::move(*base);
    made.settings = settingsOf(*model.provider, apiBases, account);
    const bool told = std::ranges::contains(made.settings, "project", &Settings::value_type::first);
    if (model.provider->exchange == "google" && !told && isJsonObject(to.key.key)) {
        // The account that the call brings along says whose project it is.
        made.settings.emplace_back("project", wire::projectOf(to.key.key));
    }
    Result<HttpRequest> request = encode(made.target(seconds(parts.clock.now())), made.codec());
    if (!request) {
        return std::unexpected(request.error());
    }
    made.request = std::move(*request);
    addHeaders(made.request, to.envelope.headers);
    if (Result<void> key = authorize(made, to, parts, account); !key) {
        return std::unexpected(key.error());
    }
    return made;
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
    const auto *source = dynamic_cast<const AccountSource *>(&parts.keys);
    const bool isOpen = to.key.key.empty() || !referenceIn(to.key.name).empty();
    if (source != nullptr && isOpen) {
        std::optional<Error> elsewhere;
        const std::vector<KeyAccount> pool = source->accounts(questionOf(to, *model, apiBases));
        for (const KeyAccount &account : pool) {
            Result<CallPlan> made = planWith(to, *model, parts, apiBases, encode, &account);
            if (made) {
                made->hasOtherKeys = pool.size() > 1;
                made->keyRests = account.rests;
            }
            if (made || made.error().code != "bound_elsewhere") {
                return made;
            }
            elsewhere = made.error();
        }
        if (elsewhere && to.key.key.empty()) {
            elsewhere->provider = model->provider->id;
            return std::unexpected(std::move(*elsewhere));
        }
    }
    return planWith(to, *model, parts, apiBases, encode, nullptr);
}

} // namespace

wire::Target CallPlan::target(std::int64_t now) const
{
    return { *model.provider, model.name, model.model, apiBase, now, settings };
}

void CallPlan::carry(SecretBytes secret)
{
    if (headers.empty()) {
        key = std::move(secret);
        return;
    }
    // What the account brings comes first: it may have its own header where the key would go.
    key = secret.empty() || request.auth.name.empty()
        ? headers.clone()
        : withHeader(headers, request.auth.name, request.auth.prefix, { secret.bytes().data(), secret.bytes().size() });
    request.auth = headerSetPlacement();
}

SecretBytes CallPlan::secretFor(HttpRequest &follower) const
{
    if (follower.auth.kind == AuthPlacement::Kind::None) {
        return {};
    }
    if (!headers.empty()) {
        follower.auth = headerSetPlacement();
    }
    return key.clone();
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
    return plan({ call.request.model, call.apiBase, { call.key, call.keyName }, call.model.get(), call }, parts, apiBases,
                [&](const wire::Target &target, const wire::ChatCodec &codec) {
                    return wire::needKind(CallKind::Chat, target, parts.catalog).and_then([&] {
                        return call.plain ? wire::encodePlainChat(*call.plain, call.request, target)
                                          : codec.encode(call.request, target);
                    });
                });
}

Result<CallPlan> planKind(const KindCall &call, const EngineParts &parts, const ApiBases &apiBases)
{
    return plan({ call.request.model, call.apiBase, { call.key, call.keyName }, call.model.get(), call }, parts, apiBases,
                [&](const wire::Target &target, const wire::ChatCodec &codec) {
                    return wire::needKind(call.request.kind, target, parts.catalog).and_then([&] {
                        return wire::encodeKind(call.request, target, codec);
                    });
                });
}

Result<CallPlan> planRaw(const RawCall &call, const EngineParts &parts, const ApiBases &apiBases)
{
    return plan({ call.model, call.apiBase, { call.key, call.keyName }, call.prices.get(), call }, parts,
                apiBases, call.encode);
}

} // namespace patchbay
