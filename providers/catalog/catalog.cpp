// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/catalog/catalog.h"

#include "providers/catalog/catalog_parser.h"
#include "providers/catalog/model_names.h"
#include "providers/core/nearest_name.h"
#include "resources/embedded.h"

#include <algorithm>

namespace patchbay {
namespace {

struct BareName {
    std::string_view start;
    std::string_view provider;
};

// Names that people write without a provider. LiteLLM infers the same ones.
constexpr BareName bareNames[] = {
    { "gpt-", "openai" },         { "chatgpt-", "openai" },        { "o1", "openai" },
    { "o3", "openai" },           { "o4", "openai" },              { "text-embedding-", "openai" },
    { "dall-e-", "openai" },      { "whisper-", "openai" },        { "tts-", "openai" },
    { "codex-", "openai" },       { "text-moderation-", "openai" }, { "omni-moderation-", "openai" },
    { "babbage-", "openai" },     { "davinci-", "openai" },        { "ft:", "openai" },
    { "claude-", "anthropic" },   { "gemini-", "gemini" },         { "gemma-", "gemini" },
    { "imagen-", "gemini" },      { "command", "cohere" },         { "rerank-", "cohere" },
    { "embed-", "cohere" },       { "mistral-", "mistral" },       { "magistral-", "mistral" },
    { "ministral-", "mistral" },  { "pixtral-", "mistral" },       { "codestral-", "mistral" },
    { "open-mistral-", "mistral" }, { "open-mixtral-", "mistral" }, { "deepseek-", "deepseek" },
    { "grok-", "xai" },           { "sonar", "perplexity" },       { "voyage-", "voyage" },
    { "jina-", "jina_ai" },       { "jamba-", "ai21_chat" },       { "anthropic.", "bedrock" },
    { "us.anthropic.", "bedrock" }, { "eu.anthropic.", "bedrock" }, { "apac.anthropic.", "bedrock" },
    { "global.anthropic.", "bedrock" }, { "amazon.", "bedrock" },  { "us.amazon.", "bedrock" },
    { "eu.amazon.", "bedrock" },  { "meta.", "bedrock" },          { "us.meta.", "bedrock" },
    { "cohere.", "bedrock" },     { "mistral.", "bedrock" },       { "ai21.", "bedrock" },
};

std::string modelKey(std::string_view provider, std::string_view name)
{
    return std::string(provider) + "/" + std::string(name);
}

// Null where several providers have one of this name, or none.
const ModelEntry *onlyModelCalled(const Catalog &catalog, std::string_view name)
{
    const ModelEntry *found = nullptr;
    for (const ModelEntry &model : catalog.models()) {
        if (model.name == name) {
            if (found) {
                return nullptr;
            }
            found = &model;
        }
    }
    return found && catalog.provider(found->provider) ? found : nullptr;
}

} // namespace

ApiFamily ResolvedModel::family() const
{
    if (model && model->family) {
        return *model->family;
    }
    // LiteLLM's way to ask an OpenAI-compatible provider for its Responses API.
    const bool byResponses = provider->family == ApiFamily::OpenAiChat && name.starts_with("responses/");
    if (provider->family == ApiFamily::Gemini && name.starts_with("interactions/")) {
        return ApiFamily::GeminiInteractions;
    }
    return byResponses ? ApiFamily::OpenAiResponses : provider->family;
}

bool ProviderEntry::has(CallKind kind) const
{
    return std::ranges::binary_search(kinds, kind);
}

std::vector<std::string> Catalog::providersOf(CallKind kind) const
{
    std::vector<std::string> ids;
    for (const ProviderEntry &provider : m_providers) {
        if (provider.has(kind)) {
            ids.push_back(provider.id);
        }
    }
    return ids;
}

Result<Catalog> Catalog::builtIn()
{
    return parse(resources::catalog_data("catalog/providers.json"), resources::catalog_data("catalog/models.json"));
}

Result<Catalog> Catalog::parse(std::string_view providersJson, std::string_view modelsJson)
{
    Result<std::vector<ProviderEntry>> providers = parseProviders(providersJson);
    if (!providers) {
        return std::unexpected(providers.error());
    }
    Result<std::vector<ModelEntry>> models = parseModels(modelsJson);
    if (!models) {
        return std::unexpected(models.error());
    }
    Catalog catalog;
    catalog.m_providers = std::move(*providers);
    catalog.m_models = std::move(*models);
    catalog.index();
    return catalog;
}

void Catalog::index()
{
    for (std::size_t row = 0; row < m_providers.size(); ++row) {
        m_providerIndex.emplace(m_providers[row].id, row);
    }
    for (std::size_t row = 0; row < m_models.size(); ++row) {
        m_modelIndex.emplace(modelKey(m_models[row].provider, m_models[row].name), row);
    }
}

const ProviderEntry *Catalog::provider(std::string_view id) const
{
    const auto found = m_providerIndex.find(id);
    return found == m_providerIndex.end() ? nullptr : &m_providers[found->second];
}

const ModelEntry *Catalog::model(std::string_view provider, std::string_view name) const
{
    const auto found = m_modelIndex.find(modelKey(provider, name));
    return found == m_modelIndex.end() ? nullptr : &m_models[found->second];
}

const ModelEntry *Catalog::similarModel(std::string_view provider, std::string_view name) const
{
    const ModelEntry *found = model(provider, name);
    for (const std::string &other : found ? std::vector<std::string>() : otherNamesOf(provider, name)) {
        found = found ? found : model(provider, other);
    }
    return found;
}

std::vector<const ModelEntry *> Catalog::modelsOf(std::string_view provider) const
{
    std::vector<const ModelEntry *> models;
    for (const ModelEntry &model : m_models) {
        if (model.provider == provider) {
            models.push_back(&model);
        }
    }
    return models;
}

Result<ResolvedModel> Catalog::resolve(std::string_view modelString) const
{
    const std::size_t slash = modelString.find('/');
    if (slash != std::string_view::npos) {
        if (const ProviderEntry *known = provider(modelString.substr(0, slash))) {
            ResolvedModel resolved { known, std::string(modelString.substr(slash + 1)), nullptr };
            resolved.model = similarModel(known->id, resolved.name);
            if (resolved.name.empty()) {
                return failure(ErrorClass::BadRequest, "The model \"" + std::string(modelString) + "\" has no name after the provider.");
            }
            return resolved;
        }
    } else {
        for (const BareName &bare : bareNames) {
            const ProviderEntry *known = modelString.starts_with(bare.start) ? provider(bare.provider) : nullptr;
            if (known) {
                return ResolvedModel { known, std::string(modelString), similarModel(known->id, modelString) };
            }
        }
        if (const ModelEntry *only = onlyModelCalled(*this, modelString)) {
            return ResolvedModel { provider(only->provider), std::string(modelString), only };
        }
    }
    std::vector<std::string_view> ids;
    for (const ProviderEntry &entry : m_providers) {
        ids.push_back(entry.id);
    }
    const std::string prefix(modelString.substr(0, slash));
    Error error = makeError(ErrorClass::UnknownProvider, slash == std::string_view::npos
            ? "\"" + prefix + "\" names no provider."
            : "There is no provider \"" + prefix + "\".");
    error.remedy = "Write provider/model, for example openai/gpt-4o.";
    if (const std::string_view nearest = nearestName(prefix, ids); !nearest.empty()) {
        error.remedy = "Did you mean \"" + std::string(nearest) + "\"?";
    }
    error.model = modelString;
    return std::unexpected(std::move(error));
}

std::vector<const ProviderEntry *> Catalog::recogniseKey(std::string_view key) const
{
    struct Hit {
        std::size_t prefixLength;
        const ProviderEntry *provider;
    };
    std::vector<Hit> hits;
    for (const ProviderEntry &entry : m_providers) {
        for (const KeyShape &shape : entry.keyShapes) {
            if (key.starts_with(shape.prefix) && key.size() >= shape.minimumLength) {
                hits.push_back({ shape.prefix.size(), &entry });
                break;
            }
        }
    }
    std::ranges::stable_sort(hits, std::greater {}, &Hit::prefixLength);
    std::vector<const ProviderEntry *> providers;
    for (const Hit &hit : hits) {
        // "sk-ant-…" is Anthropic's and nobody's "sk-…".
        if (!hit.provider || hit.prefixLength + 2 < hits.front().prefixLength) {
            break;
        }
        providers.push_back(hit.provider);
    }
    return providers;
}

} // namespace patchbay
