// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/imports.h"

#include "providers/catalog/catalog.h"

#include <algorithm>
#include <format>

namespace patchbay::bay {

std::string firstChatModel(const Catalog &catalog, std::string_view provider)
{
    for (const ModelEntry *model : catalog.modelsOf(provider)) {
        if (model->mode == "chat") {
            return model->name;
        }
    }
    return {};
}

std::vector<FoundKey> keysInEnvironment(const Catalog &catalog, const HasVariable &isSet)
{
    std::vector<FoundKey> found;
    for (const ProviderEntry &provider : catalog.providers()) {
        const auto variable = std::ranges::find_if(provider.keyVariables, [&](const std::string &name) { return isSet && isSet(name); });
        // Several rows may be one account: the first one stands for it.
        const bool known = variable != provider.keyVariables.end() && std::ranges::contains(found, *variable, &FoundKey::variable);
        if (!provider.sandbox && variable != provider.keyVariables.end() && !known) {
            found.push_back({ &provider, *variable });
        }
    }
    return found;
}

Result<Imported> importEnvironment(const Catalog &catalog, const HasVariable &isSet)
{
    ConfigSketch sketch;
    std::vector<std::string> groups;
    for (const FoundKey &key : keysInEnvironment(catalog, isSet)) {
        const std::string model = firstChatModel(catalog, key.provider->id);
        if (model.empty()) {
            sketch.note(std::format("{} has a key, but no model of it is known: add the one you use.", key.provider->name));
            continue;
        }
        const std::string name = model.substr(model.find_last_of('/') + 1);
        const std::string group = std::ranges::contains(groups, name) ? key.provider->id + '-' + name : name;
        groups.push_back(group);
        sketch.add({ .group = group, .model = key.provider->id + '/' + model, .keyVariable = key.variable });
    }
    if (groups.empty()) {
        return failure(ErrorClass::NotFound, "No variable of the environment holds a provider's key. Set one such as "
                                             "OPENAI_API_KEY before you start, or begin with a template.");
    }
    for (std::size_t other = 1; other < groups.size(); ++other) {
        sketch.addFallback(groups.front(), groups[other]);
    }
    return sketch.write("From the keys in the environment. Change models and order as you like.");
}

Imported importModels(const ListedModels &listed, const Catalog &catalog)
{
    const ProviderEntry *provider = catalog.provider(listed.provider);
    const std::string variable = provider && !provider->keyVariables.empty() ? provider->keyVariables.front() : std::string();
    ConfigSketch sketch;
    for (const std::string &model : listed.models) {
        ConfigSketch::Deployment deployment { .group = model, .model = listed.provider + '/' + model, .keyVariable = variable };
        if (!listed.apiBase.empty() && (!provider || listed.apiBase != provider->apiBase)) {
            deployment.parameters.push_back(entryOf("api_base", wordNode(listed.apiBase)));
        }
        sketch.add(std::move(deployment));
    }
    return sketch.write(std::format("From the models of {}.", provider ? provider->name : listed.provider));
}

} // namespace patchbay::bay
