// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/gateway_snapshot.h"

#include "providers/catalog/price_fields.h"
#include "providers/config/configured_variables.h"
#include "providers/config/problem_at.h"
#include "providers/gateway/deployment_values.h"
#include "providers/gateway/pass_through_config.h"
#include "providers/gateway/virtual_key.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_format.h"

#include <algorithm>
#include <array>

namespace patchbay::gateway {

namespace {

using config::YamlNode;

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
        for (const SecretBytes *secret : { &access.key, &access.secretHeaders }) {
            if (!secret->empty()) {
                secrets.push_back(secret->clone());
            }
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
    snapshot->defaultLimits = readDefaultLimits(litellm);
    snapshot->policies = guardrails::Policies::read(configuration.root);
    snapshot->cache = readAt(*snapshot, configuration, litellm.find("cache_params"),
                             [&](auto &words) { return readCacheSettings(configuration, words); });
    snapshot->bodies =
        readAt(*snapshot, configuration, configuration.section("patchbay").find("logging"),
               [&](auto &words) { return readBodySettings(configuration, secretsOf(*snapshot), words); });
    snapshot->configuration = std::move(configuration);
    return snapshot;
}

} // namespace patchbay::gateway
