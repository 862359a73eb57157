// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/gateway_snapshot.h"

#include "providers/catalog/price_fields.h"
#include "providers/config/configured_variables.h"
#include "providers/config/problem_at.h"
#include "providers/gateway/pass_through_config.h"
#include "providers/gateway/virtual_key.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_format.h"

#include <algorithm>
#include <array>

namespace patchbay::gateway {

namespace {

using config::YamlNode;

// OpenAI parameters that litellm_params may set as defaults of every call.
constexpr std::array defaultParameters {
    "temperature",
    "top_p",
    "max_tokens",
    "max_completion_tokens",
    "presence_penalty",
    "frequency_penalty",
    "seed",
    "stop",
    "n",
    "logprobs",
    "top_logprobs",
    "reasoning_effort",
    "thinking",
    "user",
    "response_format",
    "tools",
    "tool_choice",
    "parallel_tool_calls",
    "service_tier",
    "logit_bias",
    "modalities",
    "web_search_options",
    "verbosity",
    "top_k",
};

Result<std::string> resolved(const std::string &text, const GatewaySnapshot::Variables &variables)
{
    const std::optional<std::string_view> name = config::environmentReference(text);
    if (!name) {
        return text;
    }
    std::string value = variables(std::string(*name));
    if (value.empty()) {
        Error error = makeError(ErrorClass::BadRequest,
                                "The configuration names the variable " + std::string(*name) + ", which is not set.");
        error.remedy = "Set it where the gateway is started.";
        return std::unexpected(std::move(error));
    }
    return value;
}

Result<std::string> textOf(const YamlNode &parameters, std::string_view key,
                           const GatewaySnapshot::Variables &variables)
{
    const YamlNode *node = parameters.find(key);
    const std::optional<std::string> text = node ? node->asText() : std::nullopt;
    return text ? resolved(*text, variables) : Result<std::string>(std::string());
}

std::optional<ChatRequest> defaultsOf(const YamlNode &parameters)
{
    wire::JsonWriter writer;
    writer.beginObject();
    writer.member("model", "any");
    writer.key("messages");
    writer.raw(R"([{"role":"user","content":""}])");
    bool any = false;
    for (const char *name : defaultParameters) {
        if (const YamlNode *node = parameters.find(name); node && !node->isNull()) {
            writer.key(name);
            writer.raw(config::toJson(*node));
            any = true;
        }
    }
    writer.endObject();
    const Result<ChatRequest> read = wire::parseChatRequest(writer.take());
    return any && read ? std::optional(*read) : std::nullopt;
}

// A price in the file comes before the catalogue's; LiteLLM reads it in either place.
std::vector<PriceRate> ratesOf(const config::Deployment &deployment)
{
    std::vector<PriceRate> rates;
    for (const YamlNode *place : { &deployment.info, &deployment.parameters }) {
        std::vector<PriceRate> here;
        for (const config::YamlEntry &entry : place->entries) {
            std::optional<PriceRate> rate = rateOfPriceField(entry.key);
            const std::optional<Rate> perUnit = rate ? Rate::parse(entry.value.text) : std::nullopt;
            if (perUnit) {
                rate->perUnit = *perUnit;
                here.push_back(std::move(*rate));
            }
        }
        overlayRates(rates, here);
    }
    return rates;
}

std::shared_ptr<const ModelEntry> pricesOf(const config::Deployment &deployment, const Catalog &catalog)
{
    std::vector<PriceRate> rates = ratesOf(deployment);
    const Result<ResolvedModel> known =
        catalog.resolve(deployment.baseModel.empty() ? deployment.model : deployment.baseModel);
    const ModelEntry *entry = known ? known->model : nullptr;
    if (rates.empty() && (deployment.baseModel.empty() || !entry)) {
        return nullptr;
    }
    ModelEntry own = entry ? *entry : ModelEntry {};
    if (const Result<ResolvedModel> called = catalog.resolve(deployment.model)) {
        own.provider = called->provider->id;
        own.name = called->name;
        own.family = called->family(); // base_model lends prices, not its dialect
    }
    if (!rates.empty()) {
        own.rates = std::move(rates);
        own.free = false;
        own.source = "configuration";
    }
    return std::make_shared<const ModelEntry>(std::move(own));
}

// Where keys and addresses come from.
struct Sources {
    const GatewaySnapshot::Variables &variables;
    const GatewaySnapshot::KeyKnown &known;
};

DeploymentAccess accessOf(const config::Deployment &deployment, const Catalog &catalog, const Sources &sources,
                          std::vector<std::string> &warnings)
{
    const auto &[variables, known] = sources;
    DeploymentAccess access;
    const YamlNode &parameters = deployment.parameters;
    const Result<std::string> key = textOf(parameters, "api_key", variables);
    const Result<std::string> base =
        textOf(parameters, parameters.find("api_base") ? "api_base" : "base_url", variables);
    const YamlNode *written = parameters.find("api_key");
    const std::string reference = written ? written->asText().value_or("") : std::string();
    // Keys of the vault are looked up when a call is made: they are bound to where they may go.
    const bool inVault = reference.starts_with("patchbay/vault:");
    const std::string about = "deployment " + deployment.id + " of " + deployment.group + ": ";
    const std::string name(config::environmentReference(reference).value_or(reference));
    if (!key && !(known && known(name))) {
        warnings.push_back(about + key.error().message);
    }
    if (inVault && known && !known(name)) {
        warnings.push_back(about + "the vault has no key \"" + name.substr(name.find(':') + 1) + "\"");
    }
    if (!base) {
        warnings.push_back(about + base.error().message);
    }
    if (inVault || config::environmentReference(reference)) {
        access.keyName = reference;
    } else if (key && !key->empty()) {
        access.keyName = "config";
    }
    if (key && !inVault) {
        access.key = SecretBytes::copyOf(*key);
    }
    access.apiBase = base.value_or(std::string());
    access.defaults = defaultsOf(parameters);
    if (const YamlNode *drop = parameters.find("drop_params")) {
        access.dropParams = drop->asBoolean().value_or(false);
    }
    if (const YamlNode *chat = parameters.find("use_chat_completions_api")) {
        access.chatOnly = chat->asBoolean().value_or(false);
    }
    if (deployment.mocked) {
        access.mockResponse = parameters.find("mock_response")->asText().value_or("");
    }
    access.prices = pricesOf(deployment, catalog);
    return access;
}

Error refusing(const config::GatewayConfig &configuration)
{
    const auto problem = std::ranges::find_if(configuration.problems, [](const config::Problem &candidate) {
        return candidate.refuses && candidate.severity == config::Severity::Error;
    });
    std::string line =
        problem == configuration.problems.end() ? "The configuration cannot be used." : config::toLine(*problem);
    return makeError(ErrorClass::BadRequest, std::move(line));
}

// What was found wanting under a place of the file.
void tell(GatewaySnapshot &snapshot, const config::GatewayConfig &configuration, const config::SourceSpan &place,
          const std::vector<std::string> &words)
{
    for (const std::string &word : words) {
        snapshot.warnings.push_back(
            config::problemAt(configuration.files, place, config::Severity::Warning, "serving", word));
    }
}

// Calls a reader and tells what it warns of at the section that it reads.
template <typename Read>
auto readAt(GatewaySnapshot &snapshot, const config::GatewayConfig &configuration, const YamlNode *place, Read &&read)
{
    std::vector<std::string> words;
    auto value = read(words);
    tell(snapshot, configuration, place ? place->span : configuration.root.span, words);
    return value;
}

// What must not stand in any stored body, whatever shape it has.
std::vector<SecretBytes> secretsOf(const GatewaySnapshot &snapshot)
{
    std::vector<SecretBytes> secrets;
    for (const DeploymentAccess &access : snapshot.access) {
        if (!access.key.empty()) {
            secrets.push_back(access.key.clone());
        }
    }
    if (!snapshot.masterKey.empty()) {
        secrets.push_back(snapshot.masterKey.clone());
    }
    return secrets;
}

Result<AccessRules> readRules(const config::GatewayConfig &configuration)
{
    std::vector<config::Problem> problems;
    AccessRules rules = AccessRules::read(configuration, problems);
    if (!problems.empty()) {
        return std::unexpected(makeError(ErrorClass::BadRequest, config::toLine(problems.front())));
    }
    return rules;
}

} // namespace

GatewaySnapshot::GatewaySnapshot(std::shared_ptr<const routing::RoutingTable> routingTable)
    : table(routingTable)
    , router(std::move(routingTable))
{
}

Result<std::shared_ptr<GatewaySnapshot>> GatewaySnapshot::make(config::GatewayConfig configuration,
                                                               const Catalog &catalog, const Variables &process,
                                                               const KeyKnown &known)
{
    const Variables variables = config::withVariablesOf(configuration, process);
    if (!configuration.usable()) {
        return std::unexpected(refusing(configuration));
    }
    auto snapshot = std::make_shared<GatewaySnapshot>(routing::RoutingTable::build(configuration, &catalog));
    Result<AccessRules> rules = readRules(configuration);
    if (!rules) {
        return std::unexpected(rules.error());
    }
    snapshot->rules = std::move(*rules);
    const YamlNode &general = configuration.section("general_settings");
    const YamlNode &litellm = configuration.section("litellm_settings");
    const YamlNode *dropAll = litellm.find("drop_params");
    if (const YamlNode *zone = litellm.find("timezone")) {
        snapshot->budgetZone = config::findZone(zone->asText().value_or(""));
    }
    if (const YamlNode *budget = litellm.find("max_budget"); budget && budget->asNumber() > 0) {
        const YamlNode *duration = litellm.find("budget_duration");
        snapshot->wholeBudget = fromDollars(*budget->asNumber());
        snapshot->wholeBudgetDuration = duration ? duration->asText().value_or("") : std::string();
    }
    for (const config::Deployment &deployment : configuration.deployments) {
        std::vector<std::string> words;
        DeploymentAccess access = accessOf(deployment, catalog, { variables, known }, words);
        tell(*snapshot, configuration, deployment.span, words);
        access.dropParams = access.dropParams || (dropAll && dropAll->asBoolean().value_or(false));
        snapshot->access.push_back(std::move(access));
    }
    const Result<std::string> master = textOf(general, "master_key", variables);
    if (!master) {
        return std::unexpected(master.error());
    }
    if (!master->empty()) {
        snapshot->masterKey = SecretBytes::copyOf(*master);
    } else if (const std::string fromVariable = variables("LITELLM_MASTER_KEY"); !fromVariable.empty()) {
        snapshot->masterKey = SecretBytes::copyOf(fromVariable);
    }
    snapshot->passThrough =
        readAt(*snapshot, configuration, general.find("pass_through_endpoints"),
               [&](auto &words) { return readPassThrough(configuration, variables, words); });
    snapshot->guardrails =
        readAt(*snapshot, configuration, configuration.root.find("guardrails"),
               [&](auto &words) { return guardrails::readGuardrails(configuration, variables, words); });
    snapshot->cache = readAt(*snapshot, configuration, litellm.find("cache_params"),
                             [&](auto &words) { return readCacheSettings(configuration, words); });
    snapshot->bodies =
        readAt(*snapshot, configuration, configuration.section("patchbay").find("logging"),
               [&](auto &words) { return readBodySettings(configuration, secretsOf(*snapshot), words); });
    snapshot->configuration = std::move(configuration);
    return snapshot;
}

} // namespace patchbay::gateway
