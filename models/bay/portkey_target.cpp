// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/portkey_target.h"

#include "models/bay/imports.h"
#include "models/config/edit_sentence.h"
#include "providers/catalog/catalog.h"

#include <QJsonArray>

#include <algorithm>
#include <format>

using namespace Qt::StringLiterals;

namespace patchbay::bay {
namespace {

using config::YamlEntry;
using config::YamlNode;

// Portkey's names of providers where they are not the catalogue's.
constexpr std::pair<std::string_view, std::string_view> providerNames[] = {
    { "azure-openai", "azure" }, { "google", "gemini" }, { "vertex-ai", "vertex_ai" }, { "mistral-ai", "mistral" },
    { "together-ai", "together_ai" }, { "perplexity-ai", "perplexity" }, { "fireworks-ai", "fireworks_ai" },
    { "x-ai", "xai" }, { "azure-ai", "azure_ai" }, { "nvidia", "nvidia_nim" }, { "workers-ai", "cloudflare" },
};

// Keys of a target that name what LiteLLM has under another name.
constexpr std::pair<std::string_view, std::string_view> parameterNames[] = {
    { "custom_host", "api_base" }, { "azure_api_version", "api_version" }, { "vertex_project_id", "vertex_project" },
    { "vertex_region", "vertex_location" }, { "aws_region", "aws_region_name" }, { "openai_organization", "organization" },
};

std::string textOf(const QJsonValue &value)
{
    return value.toString().toStdString();
}

YamlNode nodeOf(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Bool: return truthNode(value.toBool());
    case QJsonValue::Double: return numberNode(value.toDouble());
    case QJsonValue::String: return wordNode(textOf(value));
    case QJsonValue::Array: {
        std::vector<YamlNode> items;
        for (const QJsonValue &item : value.toArray()) {
            items.push_back(nodeOf(item));
        }
        return listNode(std::move(items));
    }
    case QJsonValue::Object: {
        std::vector<YamlEntry> entries;
        const QJsonObject object = value.toObject();
        for (auto entry = object.begin(); entry != object.end(); ++entry) {
            entries.push_back(entryOf(entry.key().toStdString(), nodeOf(entry.value())));
        }
        return mapNode(std::move(entries));
    }
    default: return {};
    }
}

} // namespace

std::optional<ConfigSketch::Deployment> PortkeyTargets::read(const QJsonObject &target, const QJsonObject &parameters, double timeout)
{
    const QString model = parameters["model"_L1].toString();
    const ProviderEntry *provider = providerOf(target, model);
    if (!provider) {
        return std::nullopt;
    }
    ConfigSketch::Deployment deployment { .model = modelOf(*provider, target, model) };
    if (!provider->keyVariables.empty()) {
        deployment.keyVariable = variableOf(*provider, target);
    }
    const QString resource = target["azure_resource_name"_L1].toString();
    if (!resource.isEmpty()) {
        deployment.parameters.push_back(entryOf("api_base", wordNode("https://" + resource.toStdString() + ".openai.azure.com")));
    }
    for (const auto &[theirs, ours] : parameterNames) {
        const QJsonValue value = target[QLatin1StringView(theirs)];
        if (value.isString() && !value.toString().isEmpty()) {
            deployment.parameters.push_back(entryOf(std::string(ours), nodeOf(value)));
        }
    }
    for (auto entry = parameters.begin(); entry != parameters.end(); ++entry) {
        const std::string key = entry.key().toStdString();
        if (key != "model" && !document::isSecretName(key)) {
            deployment.parameters.push_back(entryOf(key, nodeOf(entry.value())));
        }
    }
    if (timeout > 0) {
        constexpr double second = 1'000;
        deployment.parameters.push_back(entryOf("timeout", numberNode(timeout / second)));
    }
    return deployment;
}

// "provider", or the slug of Portkey's model catalogue ("@openai-prod"), or the virtual key's name.
const ProviderEntry *PortkeyTargets::providerOf(const QJsonObject &target, const QString &model)
{
    QString named = target["provider"_L1].toString();
    if (named.isEmpty() && model.startsWith(u'@')) {
        named = model.section(u'/', 0, 0);
    }
    if (named.isEmpty()) {
        named = u'@' + target["virtual_key"_L1].toString();
    }
    std::string id = named.toStdString();
    if (const auto known = std::ranges::find(providerNames, id, &std::pair<std::string_view, std::string_view>::first);
        known != std::end(providerNames)) {
        id = known->second;
    }
    const ProviderEntry *provider = m_catalog.provider(id);
    // Slugs are the owner's words; most begin with the provider's.
    for (const ProviderEntry &each : m_catalog.providers()) {
        const bool begins = id.starts_with('@') && id.substr(1).starts_with(each.id);
        if (begins && (!provider || each.id.size() > provider->id.size())) {
            provider = &each;
        }
    }
    if (!provider) {
        m_sketch.note(named.size() > 1 && !id.starts_with('@') ? "Not taken over: a target of the provider " + id + ", which is not known."
                                                        : "Not taken over: a target whose provider cannot be told.");
    }
    return provider;
}

std::string PortkeyTargets::modelOf(const ProviderEntry &provider, const QJsonObject &target, QString model)
{
    if (model.startsWith(u'@')) {
        model = model.section(u'/', 1);
    }
    if (provider.id == "azure" && !target["azure_deployment_id"_L1].toString().isEmpty()) {
        model = target["azure_deployment_id"_L1].toString();
    }
    std::string name = model.toStdString();
    if (name.empty()) {
        name = firstChatModel(m_catalog, provider.id);
        name = name.empty() ? "MODEL" : name;
        m_sketch.note(std::format("A target of {} names no model; {} stands there: choose yours.", provider.name, name));
    }
    return provider.id + '/' + name;
}

// One variable for each key that is another one; the key itself only tells them apart.
std::string PortkeyTargets::variableOf(const ProviderEntry &provider, const QJsonObject &target)
{
    const QJsonValue named = target.contains("virtual_key"_L1) ? target["virtual_key"_L1] : target["api_key"_L1];
    const QString key = named.isString() ? named.toString() : target["provider"_L1].toString();
    QStringList &keys = m_keys[provider.id];
    if (!keys.contains(key)) {
        keys.append(key);
    }
    const auto number = keys.indexOf(key) + 1;
    return provider.keyVariables.front() + (number > 1 ? '_' + std::to_string(number) : std::string());
}

} // namespace patchbay::bay
