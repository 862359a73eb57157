// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/known_names.h"

#include "providers/catalog/catalog.h"

#include <algorithm>
#include <format>

namespace patchbay::bay {
namespace {

constexpr std::size_t mostLines = 5;

std::string joined(const std::vector<config::NamedPlace> &names)
{
    std::string text;
    for (const config::NamedPlace &name : names) {
        text += (text.empty() ? "" : ", then ") + name.name;
    }
    return text;
}

void addFallbacks(KnownName &known, const std::vector<config::FallbackRule> &rules, std::string_view words)
{
    const auto rule = std::ranges::find(rules, known.name, &config::FallbackRule::group);
    if (rule != rules.end() && !rule->targets.empty()) {
        known.lines.push_back(std::format("{} {}", words, joined(rule->targets)));
    }
}

KnownName groupOf(const config::GatewayConfig &configuration, const std::string &name)
{
    KnownName known { .name = name };
    std::vector<std::string> models;
    for (const config::Deployment &deployment : configuration.deployments) {
        if (deployment.group == name) {
            models.push_back(deployment.model);
        }
    }
    known.words = std::format("group of {}", models.size());
    const std::size_t shown = models.size() > mostLines ? mostLines - 1 : models.size();
    known.lines.assign(models.begin(), models.begin() + static_cast<std::ptrdiff_t>(shown));
    if (shown < models.size()) {
        known.lines.push_back(std::format("and {} more", models.size() - shown));
    }
    addFallbacks(known, configuration.router.fallbacks, "falls back to");
    addFallbacks(known, configuration.router.contextWindowFallbacks, "too long contexts go to");
    addFallbacks(known, configuration.router.contentPolicyFallbacks, "what a content policy refuses goes to");
    return known;
}

std::vector<KnownName> credentials(const config::GatewayConfig &configuration)
{
    std::vector<KnownName> names;
    for (const config::YamlNode &item : configuration.section("credential_list").items) {
        const config::YamlNode *name = item.find("credential_name");
        const config::YamlNode *values = item.find("credential_values");
        if (!name || !name->asText()) {
            continue;
        }
        names.push_back({ .name = *name->asText(), .words = "credential" });
        for (const config::YamlEntry &entry : values ? values->entries : std::vector<config::YamlEntry>()) {
            names.back().lines.push_back(entry.key); // never its value
        }
    }
    return names;
}

// With what it is and when it runs.
std::vector<KnownName> guardrails(const config::GatewayConfig &configuration)
{
    std::vector<KnownName> names;
    for (const config::YamlNode &item : configuration.section("guardrails").items) {
        const config::YamlNode *name = item.find("guardrail_name");
        if (!name || !name->asText()) {
            continue;
        }
        names.push_back({ .name = *name->asText(), .words = "guardrail" });
        const config::YamlNode *parameters = item.find("litellm_params");
        for (const std::string_view key : { "guardrail", "mode" }) {
            const config::YamlNode *value = parameters ? parameters->find(key) : nullptr;
            if (value && value->asText()) {
                names.back().lines.push_back(std::format("{}: {}", key, *value->asText()));
            }
        }
    }
    return names;
}

std::vector<KnownName> policies(const config::GatewayConfig &configuration)
{
    std::vector<KnownName> names;
    for (const config::YamlEntry &entry : configuration.section("policies").entries) {
        names.push_back({ .name = entry.key, .words = "policy" });
    }
    return names;
}

std::string tokens(std::int64_t count)
{
    return count >= 1'000'000 ? std::format("{:.3g} M", static_cast<double>(count) / 1e6)
                              : std::format("{:.3g} k", static_cast<double>(count) / 1e3);
}

std::string pricePerMillion(const ModelEntry &model, RateKind kind)
{
    for (const PriceRate &rate : model.rates) {
        if (rate.kind == kind && rate.abovePromptTokens == 0 && rate.serviceTier.empty() && rate.variant.empty()) {
            return '$' + rate.perUnit.times(1'000'000).toString();
        }
    }
    return {};
}

} // namespace

std::vector<KnownName> knownNames(const config::GatewayConfig &configuration, document::NameKind kind)
{
    if (kind == document::NameKind::Credential) {
        return credentials(configuration);
    }
    if (kind == document::NameKind::Guardrail) {
        return guardrails(configuration);
    }
    if (kind == document::NameKind::Policy) {
        return policies(configuration);
    }
    std::vector<KnownName> names;
    for (const std::string &group : configuration.groups()) {
        names.push_back(groupOf(configuration, group));
    }
    for (const config::Alias &alias : configuration.router.aliases) {
        names.push_back({ .name = alias.name, .words = "alias of " + alias.group });
    }
    for (const config::Deployment &deployment : configuration.deployments) {
        if (deployment.info.find("id")) {
            names.push_back({ .name = deployment.id, .words = "deployment of " + deployment.group, .lines = { deployment.model } });
        }
    }
    return names;
}

std::string modelWords(const ModelEntry &model)
{
    std::vector<std::string> words;
    if (model.mode != "chat") {
        words.push_back(model.mode);
    }
    if (model.contextTokens) {
        words.push_back(tokens(*model.contextTokens) + " context");
    }
    const std::string in = pricePerMillion(model, RateKind::Input);
    const std::string out = pricePerMillion(model, RateKind::Output);
    if (model.free) {
        words.emplace_back("free");
    } else if (!in.empty()) {
        words.push_back(in + (out.empty() ? "" : " in, " + out + " out") + " per million");
    }
    std::string text;
    for (const std::string &word : words) {
        text += (text.empty() ? "" : " · ") + word;
    }
    return text;
}

} // namespace patchbay::bay
