// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/deployment_id.h"
#include "providers/config/node_values.h"
#include "providers/config/settings_reader.h"

#include <algorithm>
#include <map>

namespace patchbay::config {
namespace {

// Adds what `node` does not have yet.
void addMissing(YamlNode &node, const YamlNode &from)
{
    node.kind = YamlNode::Kind::Mapping;
    for (const YamlEntry &entry : from.entries) {
        if (!node.find(entry.key)) {
            node.entries.push_back(entry);
        }
    }
}

const YamlNode *credentialValues(const YamlNode &root, const YamlNode &parameters)
{
    const std::optional<std::string> name = child(parameters, "litellm_credential_name").asText();
    if (!name) {
        return nullptr;
    }
    for (const YamlNode &item : child(root, "credential_list").items) {
        if (child(item, "credential_name").asText() == name) {
            return &child(item, "credential_values");
        }
    }
    return nullptr;
}

void readLimits(Deployment &deployment)
{
    const YamlNode &parameters = deployment.parameters;
    readNumber(parameters, "weight", deployment.weight);
    readNumber(parameters, "order", deployment.order);
    readNumber(parameters, "rpm", deployment.requestsPerMinute);
    readNumber(parameters, "tpm", deployment.tokensPerMinute);
    readNumber(parameters, "itpm", deployment.inputPerMinute);
    readNumber(parameters, "otpm", deployment.outputPerMinute);
    readNumber(parameters, "max_parallel_requests", deployment.maximumParallel);
    readNumber(parameters, "max_retries", deployment.retries);
    readNumber(parameters, "num_retries", deployment.retries);
    readSeconds(parameters, "timeout", deployment.timeout);
    readSeconds(parameters, "stream_timeout", deployment.streamTimeout);
    readSeconds(parameters, "cooldown_time", deployment.cooldownTime);
    std::optional<double> dollars;
    readNumber(parameters, "max_budget", dollars);
    if (dollars) {
        constexpr double day = 86'400;
        deployment.budget = BudgetLimit { *dollars, secondsOf(child(parameters, "budget_duration")).value_or(day) };
    }
}

void readFacts(Deployment &deployment)
{
    const YamlNode &parameters = deployment.parameters;
    const YamlNode &info = deployment.info;
    deployment.tags = textsOf(child(parameters, "tags"));
    deployment.tagPatterns = textsOf(child(parameters, "tag_regex"));
    deployment.teams = textsOf(child(info, "team_id"));
    for (const std::string_view key : { "region_name", "vertex_location", "aws_region_name", "watsonx_region_name" }) {
        if (deployment.region.empty()) {
            read(parameters, key, deployment.region);
        }
    }
    for (const YamlNode *node : { &parameters, &info }) { // the latter counts
        read(*node, "base_model", deployment.baseModel);
    }
    read(info, "mode", deployment.mode);
    readNumber(info, "max_input_tokens", deployment.maximumInputTokens);
    for (const YamlNode *node : { &info, &parameters }) {
        readNumber(*node, "input_cost_per_token", deployment.inputPrice);
        readNumber(*node, "output_cost_per_token", deployment.outputPrice);
    }
    read(info, "blocked", deployment.blocked);
    read(info, "allow_fail_open", deployment.allowFailOpen);
    deployment.tagFiltering = child(info, "enable_tag_filtering").asBoolean();
    deployment.windows = readAccessWindows(child(info, "access_windows"));
    deployment.mocked = !child(parameters, "mock_response").isNull();
}

std::string modelString(const YamlNode &parameters)
{
    std::string model = child(parameters, "model").asText().value_or("");
    const std::string provider = child(parameters, "custom_llm_provider").asText().value_or("");
    if (!provider.empty() && !model.starts_with(provider + '/')) {
        model = provider + '/' + model;
    }
    return model;
}

bool isFor(const YamlNode &info, const std::string &environment)
{
    const YamlNode &environments = child(info, "supported_environments");
    return environment.empty() || environments.isNull() || std::ranges::contains(textsOf(environments), environment);
}

// Ids are unique: the second of two equal entries gets "-2". `taken`: id → the number of its next copy.
std::string uniqueId(const std::string &id, std::map<std::string, int> &taken)
{
    constexpr int second = 2;
    const auto [base, added] = taken.try_emplace(id, second);
    std::string unique = id;
    while (!added) {
        unique = id + '-' + std::to_string(base->second++);
        if (taken.try_emplace(unique, second).second) {
            break;
        }
    }
    return unique;
}

} // namespace

std::vector<Deployment> readDeployments(const YamlNode &root, const std::string &environment)
{
    std::vector<Deployment> deployments;
    std::map<std::string, int> taken;
    const YamlNode &defaults = child(child(root, "router_settings"), "default_litellm_params");
    for (const YamlNode &item : child(root, "model_list").items) {
        const YamlNode &written = child(item, "litellm_params");
        if (!written.isMapping() || !isFor(child(item, "model_info"), environment)) {
            continue;
        }
        const YamlNode &organization = child(written, "organization");
        const std::size_t copies = organization.isSequence() ? std::max<std::size_t>(1, organization.items.size()) : 1;
        for (std::size_t copy = 0; copy < copies; ++copy) {
            Deployment deployment;
            deployment.group = child(item, "model_name").asText().value_or("");
            deployment.parameters = written;
            deployment.info = child(item, "model_info");
            deployment.span = item.span;
            if (organization.isSequence() && !organization.items.empty()) {
                std::ranges::find(deployment.parameters.entries, "organization", &YamlEntry::key)->value =
                    organization.items[copy];
            }
            const std::string given = child(deployment.info, "id").asText().value_or("");
            deployment.id =
                uniqueId(given.empty() ? deploymentId(deployment.group, deployment.parameters) : given, taken);
            if (const YamlNode *credential = credentialValues(root, deployment.parameters)) {
                addMissing(deployment.parameters, *credential);
            }
            addMissing(deployment.parameters, defaults);
            deployment.model = modelString(deployment.parameters);
            readLimits(deployment);
            readFacts(deployment);
            deployments.push_back(std::move(deployment));
        }
    }
    return deployments;
}

} // namespace patchbay::config
