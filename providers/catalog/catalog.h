// SPDX-License-Identifier: GPL-3.0-or-later
//
// Catalogue: providers, models and prices as data, read from resources/catalog/*.json.
//
// A provider is a row: which API family it speaks, where, with which credential, and its quirks.
// A model is a row: what it can do and what it costs, with source and date. Both tables are values,
// immutable once read, and may be shared between threads.
#pragma once

#include "providers/catalog/model_entry.h"
#include "providers/catalog/provider_quirks.h"
#include "providers/core/call_kind.h"
#include "providers/core/http.h"
#include "providers/core/result.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

// A dialect: one codec each.
enum class ApiFamily : std::uint8_t {
    OpenAiChat,
    AnthropicMessages,
    Gemini,
    OllamaChat,
    OpenAiResponses,
    Bedrock, // Converse, and InvokeModel for "invoke/…" models
    Cohere,
    Vertex, // Gemini, Anthropic and partner models behind Google Cloud's addresses
    Watsonx,
    GeminiInteractions,
    Replicate, // predictions: created, asked for until they are done
    SageMaker, // an endpoint of one's own behind AWS's signature
};
std::string_view familyName(ApiFamily family); // "openai", "anthropic", "gemini", "ollama", …
std::optional<ApiFamily> familyFromName(std::string_view name);

// How a pasted key is recognised: it starts with `prefix` and is at least so long.
struct KeyShape {
    std::string prefix;
    std::size_t minimumLength = 0;
};

// What belongs to an account rather than to a provider: a region, a project. The address may name it
// in braces ("https://host.{region}.example").
struct ProviderSetting {
    std::string name;
    std::vector<std::string> parameters; // of a call that set it, as LiteLLM names them
    std::vector<std::string> variables;  // first that is set counts
    std::string fallback;
    bool optional = false; // calls do without
};

struct ProviderEntry {
    std::string id;   // the prefix in "provider/model", LiteLLM's id
    std::string name; // for people
    ApiFamily family = ApiFamily::OpenAiChat;
    std::string apiBase; // LiteLLM's form: with /v1 for OpenAI-compatible, bare origin for the others; may be empty
    std::vector<std::string> keyVariables;  // first that is set counts
    // Keys under these names go as "authorization: Bearer", whatever `auth` says; they come before keyVariables.
    std::vector<std::string> bearerVariables;
    // Keys under these names are exchanged for a token first: "google", "ibm" or "entra".
    std::vector<std::string> exchangeVariables;
    std::string exchange;
    std::vector<std::string> baseVariables; // variables that override apiBase
    AuthPlacement auth;
    bool keyRequired = true;
    bool local = false;   // runs on this machine: free, asked for by "find local servers"
    bool sandbox = false; // answers are simulated
    std::vector<KeyShape> keyShapes;
    std::string keyPage; // where a person makes or revokes a key
    std::vector<ProviderSetting> settings;
    std::vector<CallKind> kinds; // that it has an endpoint for, sorted
    bool has(CallKind kind) const;
    ProviderQuirks quirks;
};

// "provider/name" taken apart and looked up.
struct ResolvedModel {
    const ProviderEntry *provider = nullptr; // owned by the catalogue
    std::string name;                        // without prefix
    const ModelEntry *model = nullptr;       // null when the catalogue does not know it
    ApiFamily family() const;
};

// A table laid over the one that ships.
enum class CatalogLayer : std::uint8_t {
    Imported, // a whole price list: where it has prices of a model, they replace the shipped ones
    Own,      // what the user set: each price and limit replaces just its own
};

class Catalog {
public:
    // The tables that ship with the program.
    static Result<Catalog> builtIn();
    static Result<Catalog> parse(std::string_view providersJson, std::string_view modelsJson);

    const std::vector<ProviderEntry> &providers() const { return m_providers; }
    const std::vector<ModelEntry> &models() const { return m_models; }
    const ProviderEntry *provider(std::string_view id) const;
    const ModelEntry *model(std::string_view provider, std::string_view name) const;
    // The ids of the providers that have an endpoint for a kind of call.
    std::vector<std::string> providersOf(CallKind kind) const;
    std::vector<const ModelEntry *> modelsOf(std::string_view provider) const;
    // The same by another name that means it (providers/catalog/model_names.h).
    const ModelEntry *similarModel(std::string_view provider, std::string_view name) const;
    // Before the catalogue is shared: pointers into it do not survive.
    void overlay(std::vector<ModelEntry> rows, CatalogLayer layer);

    // Understands "provider/name", the common bare names ("gpt-…", "claude-…") and names that only one provider has.
    // UnknownProvider with the nearest ids otherwise. Pointers live as long as the catalogue.
    Result<ResolvedModel> resolve(std::string_view modelString) const;

    // The providers whose key shape fits a pasted key, most specific first.
    std::vector<const ProviderEntry *> recogniseKey(std::string_view key) const;

private:
    void index();

    std::vector<ProviderEntry> m_providers;
    std::vector<ModelEntry> m_models;
    std::map<std::string, std::size_t, std::less<>> m_providerIndex;
    std::map<std::string, std::size_t, std::less<>> m_modelIndex; // "provider/name"
};

} // namespace patchbay
