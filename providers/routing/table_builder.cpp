// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/routing_table.h"

#include "providers/config/tag_pattern.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>

namespace patchbay::routing {
namespace {

double dollars(const Rate &rate)
{
    const std::string text = rate.toString();
    double value = -1;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// The standard rate a token of a kind; negative when no price is known.
double standardPrice(const ModelEntry &model, RateKind kind)
{
    if (model.free) {
        return 0;
    }
    for (const PriceRate &rate : model.rates) {
        if (rate.kind == kind && rate.abovePromptTokens == 0 && rate.serviceTier.empty()) {
            return dollars(rate.perUnit);
        }
    }
    return -1;
}

// LiteLLM's: max_parallel_requests, else rpm, else six for each thousand of tpm and 1 at least, else the default.
double parallelLimit(const config::Deployment &deployment, const config::RouterSettings &settings)
{
    constexpr double tokensPerStep = 1'000;
    constexpr double requestsPerStep = 6;
    if (deployment.maximumParallel) {
        return static_cast<double>(*deployment.maximumParallel);
    }
    if (deployment.requestsPerMinute) {
        return static_cast<double>(*deployment.requestsPerMinute);
    }
    if (deployment.tokensPerMinute) {
        const double steps = static_cast<double>(*deployment.tokensPerMinute) / tokensPerStep * requestsPerStep;
        return std::max(1.0, std::floor(steps));
    }
    return settings.defaultMaximumParallel ? static_cast<double>(*settings.defaultMaximumParallel) : -1;
}

DeploymentDetails makeDetails(const config::Deployment &from)
{
    DeploymentDetails details;
    details.id = from.id;
    details.group = from.group;
    details.model = from.model;
    details.provider = from.model.substr(0, from.model.find('/'));
    details.region = from.region;
    details.tags = from.tags;
    details.teams = from.teams;
    details.windows = from.windows;
    details.allowFailOpen = from.allowFailOpen;
    details.retries = from.retries;
    details.timeout = from.timeout;
    details.streamTimeout = from.streamTimeout;
    details.cooldownTime = from.cooldownTime;
    details.mocked = from.mocked;
    details.inputPrice = from.inputPrice.value_or(-1);
    details.outputPrice = from.outputPrice.value_or(-1);
    details.budgetSeconds = from.budget ? from.budget->seconds : 0;
    return details;
}

DeploymentFacts makeFacts(const config::Deployment &from, const config::RouterSettings &settings)
{
    DeploymentFacts facts;
    // Not a number and negative weights count as none at all.
    facts.weight = from.weight ? std::max(0.0, *from.weight) : -1;
    const auto limit = [](const std::optional<std::int64_t> &count) {
        return count ? static_cast<double>(std::max<std::int64_t>(0, *count)) : -1;
    };
    facts.requestsPerMinute = limit(from.requestsPerMinute);
    facts.tokensPerMinute = limit(from.tokensPerMinute);
    facts.inputPerMinute = limit(from.inputPerMinute);
    facts.outputPerMinute = limit(from.outputPerMinute);
    facts.maximumParallel = parallelLimit(from, settings);
    facts.contextTokens = from.maximumInputTokens ? static_cast<double>(*from.maximumInputTokens) : -1;
    facts.budget = from.budget ? from.budget->dollars : -1;
    facts.order = from.order.value_or(facts.order);
    facts.blocked = from.blocked;
    const double cooldown = from.cooldownTime.value_or(settings.cooldownTime);
    facts.neverCools = cooldown <= 0 || settings.disableCooldowns || from.group == "*";
    return facts;
}

} // namespace

void RoutingTable::addDeployments(const config::GatewayConfig &configuration, const Catalog *catalog)
{
    for (const config::Deployment &from : configuration.deployments) {
        const auto index = static_cast<Index>(m_facts.size());
        const auto [place, added] = m_groupNames.emplace(from.group, static_cast<Index>(m_groups.size()));
        if (added) {
            Group group;
            group.name = from.group;
            group.pattern = config::isPattern(from.group);
            if (group.pattern) {
                m_patterns.push_back(place->second);
            }
            m_groups.push_back(std::move(group));
        }
        m_facts.push_back(makeFacts(from, configuration.router));
        m_details.push_back(makeDetails(from));
        m_facts[index].group = place->second;
        m_groups[place->second].members.push_back(index);
        m_groups[place->second].ordered |= from.order.has_value();
        m_ids.emplace(from.id, index);
        addModelFacts(index, from, catalog);
        const auto budget = std::ranges::find(m_providerBudgetNames, m_details[index].provider);
        if (budget != m_providerBudgetNames.end()) {
            m_facts[index].providerBudget = static_cast<Index>(budget - m_providerBudgetNames.begin());
        }
        DeploymentFacts &facts = m_facts[index];
        facts.special = facts.blocked || facts.budget >= 0 || facts.providerBudget != none || !from.teams.empty()
            || !from.windows.empty();
        facts.countsTokens = facts.tokensPerMinute >= 0 || facts.inputPerMinute >= 0 || facts.outputPerMinute >= 0;
        addPatterns(index, from);
    }
    std::ranges::stable_sort(m_patterns, std::greater(), [this](Index group) { return m_groups[group].name.size(); });
}

void RoutingTable::addPatterns(Index index, const config::Deployment &from)
{
    for (const std::string &pattern : from.tagPatterns) {
        // A pattern that cannot be read matches nothing; check tells it.
        if (Result<std::regex> compiled = config::compileTagPattern(pattern)) {
            m_details[index].tagPatterns.push_back(static_cast<std::uint32_t>(m_tagPatterns.size()));
            m_tagPatterns.push_back(std::move(*compiled));
        }
    }
    // The first member that says so decides for the group.
    Group &group = m_groups[m_facts[index].group];
    if (from.tagFiltering && !group.tagsGiven) {
        group.tagsGiven = true;
        group.tagFiltering = *from.tagFiltering;
    }
}

void RoutingTable::addModelFacts(Index index, const config::Deployment &from, const Catalog *catalog)
{
    DeploymentFacts &facts = m_facts[index];
    DeploymentDetails &details = m_details[index];
    const std::string &name = from.baseModel.empty() ? from.model : from.baseModel;
    const Result<ResolvedModel> resolved =
        catalog ? catalog->resolve(name) : Result<ResolvedModel>(failure(ErrorClass::NotFound, ""));
    if (resolved) {
        details.provider = resolved->provider->id;
    }
    if (resolved && resolved->model) {
        const ModelEntry &model = *resolved->model;
        details.inputPrice = details.inputPrice < 0 ? standardPrice(model, RateKind::Input) : details.inputPrice;
        details.outputPrice = details.outputPrice < 0 ? standardPrice(model, RateKind::Output) : details.outputPrice;
        if (facts.contextTokens < 0 && model.contextTokens) {
            facts.contextTokens = static_cast<double>(*model.contextTokens);
        }
        facts.vision = model.capabilities.vision;
        facts.jsonSchema = model.capabilities.jsonSchema;
        facts.webSearch = model.capabilities.webSearch;
        facts.tools = model.capabilities.tools;
    }
    const auto said = [&from](std::string_view key, bool &ability) {
        const config::YamlNode *node = from.info.find(key);
        ability = node ? node->asBoolean().value_or(ability) : ability;
    };
    said("supports_vision", facts.vision);
    said("supports_function_calling", facts.tools);
    said("supports_response_schema", facts.jsonSchema);
    said("supports_web_search", facts.webSearch);
    if (details.inputPrice >= 0 || details.outputPrice >= 0) {
        facts.pricePerToken = std::max(0.0, details.inputPrice) + std::max(0.0, details.outputPrice);
    }
}

} // namespace patchbay::routing
