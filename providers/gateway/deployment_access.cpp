// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/deployment_access.h"

#include "providers/catalog/price_fields.h"
#include "providers/core/header_set.h"
#include "providers/gateway/aws_account.h"
#include "providers/gateway/deployment_values.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace patchbay::gateway {

namespace {

using config::YamlNode;

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

// One deployment being read.
class Reading {
public:
    Reading(const config::Deployment &deployment, const Catalog &catalog, const AccessSources &sources,
            std::vector<std::string> &warnings)
        : m_parameters(deployment.parameters)
        , m_sources(sources)
        , m_warnings(warnings)
        , m_about("deployment " + deployment.id + " of " + deployment.group + ": ")
    {
        const Result<ResolvedModel> model = catalog.resolve(deployment.model);
        m_provider = model ? model->provider : nullptr;
    }

    void key(DeploymentAccess &access)
    {
        const Result<std::string> key = textOf(m_parameters, "api_key", m_sources.variables);
        const YamlNode *written = m_parameters.find("api_key");
        written = written && !written->isNull() ? written : accountInVault();
        const std::string reference = written ? written->asText().value_or("") : std::string();
        // Keys of the vault are looked up when a call is made: they are bound to where they may go.
        const bool inVault = reference.starts_with("patchbay/vault:");
        const std::string name(config::environmentReference(reference).value_or(reference));
        if (!key && !isKnown(name)) {
            warn(key.error().message);
        }
        if (inVault && m_sources.known && !m_sources.known(name)) {
            warn("the vault has no key \"" + name.substr(name.find(':') + 1) + "\"");
        }
        if (inVault || config::environmentReference(reference)) {
            access.keyName = reference;
        } else if (key && !key->empty()) {
            access.keyName = "config";
        }
        if (key && !inVault) {
            access.key = SecretBytes::copyOf(*key);
        }
    }

    // Credentials of several parts, where there is no single key.
    void account(DeploymentAccess &access)
    {
        const bool takesRole = isSet("aws_role_name"); // with the keys of an account of the vault
        if (!access.key.empty() || (!access.keyName.empty() && !takesRole) || !m_provider) {
            return;
        }
        if (m_provider->exchange == "google") {
            google(access);
        } else if (m_provider->exchange == "entra") {
            parts(access, { "tenant_id", "client_id", "client_secret" });
        } else if (std::ranges::contains(m_provider->keyVariables, "AWS_ACCESS_KEY_ID")) {
            std::vector<std::string> found;
            std::string text = awsAccount(m_parameters, m_sources, found);
            std::ranges::for_each(found, [&](const std::string &message) { warn(message); });
            const std::string named = access.keyName;
            take(access, text, "aws_access_key_id");
            access.keyName = named.empty() ? access.keyName : named;
        }
    }

    void address(DeploymentAccess &access)
    {
        for (const char *name : { "api_base", "base_url", "aws_bedrock_runtime_endpoint" }) {
            const Result<std::string> base = textOf(m_parameters, name, m_sources.variables);
            if (!base) {
                warn(base.error().message);
            } else if (access.apiBase.empty()) {
                access.apiBase = *base;
            }
        }
    }

    void headers(DeploymentAccess &access)
    {
        for (const char *name : { "extra_headers", "headers" }) {
            const YamlNode *node = m_parameters.find(name);
            for (const config::YamlEntry &entry : node ? node->entries : std::vector<config::YamlEntry>()) {
                header(access, entry);
            }
        }
        if (const Result<std::string> token = textOf(m_parameters, "azure_ad_token", m_sources.variables); token && !token->empty()) {
            access.secretHeaders = withHeader(access.secretHeaders, "authorization", "Bearer ", *token);
        }
        const YamlNode *organization = m_parameters.find("organization");
        if (organization && !organization->items.empty()) {
            warn("organization: only the first of the list is used; write a deployment for each");
            organization = &organization->items.front();
        }
        const std::string named = organization ? organization->asText().value_or("") : std::string();
        if (const Result<std::string> text = resolvedText(named, m_sources.variables); text && !text->empty()) {
            access.headers.push_back({ "openai-organization", *text });
        }
    }

    void warn(const std::string &message) { m_warnings.push_back(m_about + message); }

private:
    bool isSet(std::string_view name) const
    {
        const YamlNode *node = m_parameters.find(name);
        return node && !node->isNull();
    }

    // An account of several parts that is named where a part would stand: the vault has it as a whole.
    const YamlNode *accountInVault()
    {
        const YamlNode *named = nullptr;
        for (const char *name : { "aws_access_key_id", "aws_secret_access_key", "aws_session_token", "vertex_credentials", "vertex_ai_credentials" }) {
            const YamlNode *node = m_parameters.find(name);
            if (!node || !node->text.starts_with("patchbay/vault:")) {
                continue;
            }
            if (named && named->text != node->text) {
                warn(std::string(name) + " names another account of the vault than the part before it; the first is used");
            }
            named = named ? named : node;
        }
        return named;
    }

    bool isKnown(std::string_view name) const { return m_sources.known && m_sources.known(name); }

    // An object of the parts. Those that stand as variables and are not set are left to the engine, which asks the vault.
    void parts(DeploymentAccess &access, const std::vector<std::string> &names)
    {
        wire::JsonWriter writer;
        writer.beginObject();
        for (const std::string &name : names) {
            const Result<std::string> value = textOf(m_parameters, name, m_sources.variables);
            if (!value || value->empty()) {
                if (const YamlNode *node = m_parameters.find(name); node && !isKnown(config::environmentReference(node->text).value_or(""))) {
                    warn(value ? name + " is empty" : value.error().message);
                }
                return;
            }
            writer.member(name, *value);
        }
        writer.endObject();
        std::string text = writer.take();
        take(access, text, names.front());
    }

    // A file's path, its JSON as text, or the object itself.
    void google(DeploymentAccess &access)
    {
        for (const char *name : { "vertex_credentials", "vertex_ai_credentials" }) {
            const YamlNode *node = m_parameters.find(name);
            if (!node || node->isNull()) {
                continue;
            }
            Result<std::string> text = node->isMapping() ? jsonOf(*node, m_sources.variables)
                                                         : textOf(m_parameters, name, m_sources.variables);
            if (!text) {
                if (!isKnown(config::environmentReference(node->text).value_or(""))) {
                    warn(text.error().message);
                }
                return;
            }
            if (!text->empty() && text->find('{') == std::string::npos) {
                text = contentOf(*text);
            }
            take(access, *text, name);
            return;
        }
    }

    std::string contentOf(const std::string &path)
    {
        std::ifstream file(path, std::ios::binary);
        std::string text { std::istreambuf_iterator<char>(file), {} };
        if (text.find('{') == std::string::npos) {
            warn("the file that vertex_credentials names cannot be read, or is no credential: " + path);
            return {};
        }
        return text;
    }

    void take(DeploymentAccess &access, std::string &text, const std::string &name)
    {
        if (text.empty()) {
            return;
        }
        const YamlNode *node = m_parameters.find(name);
        const bool isVariable = node && node->isScalar() && config::environmentReference(node->text);
        access.keyName = isVariable ? node->text : "config";
        access.key = SecretBytes::copyOf(text);
        explicit_bzero(text.data(), text.size());
    }

    // Whoever writes a variable, or a header that lets somebody in, means a secret.
    static bool isSecret(const config::YamlEntry &entry)
    {
        constexpr std::array<std::string_view, 5> words { "auth", "key", "token", "secret", "cookie" };
        std::string name = entry.key;
        std::ranges::transform(name, name.begin(), [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
        return config::environmentReference(entry.value.text)
            || std::ranges::any_of(words, [&](std::string_view word) { return name.contains(word); });
    }

    void header(DeploymentAccess &access, const config::YamlEntry &entry)
    {
        const Result<std::string> value = resolvedText(entry.value.asText().value_or(""), m_sources.variables);
        if (!value) {
            warn("header " + entry.key + ": " + value.error().message);
        } else if (!isHeaderName(entry.key) || value->find_first_of("\r\n") != std::string::npos) {
            warn("header \"" + entry.key + "\" is not sent: it is no header's name, or the connection's own");
        } else if (isSecret(entry)) {
            access.secretHeaders = withHeader(access.secretHeaders, entry.key, {}, *value);
        } else {
            access.headers.push_back({ entry.key, *value });
        }
    }

    const YamlNode &m_parameters;
    const AccessSources &m_sources;
    std::vector<std::string> &m_warnings;
    const std::string m_about;
    const ProviderEntry *m_provider = nullptr;
};

bool isOn(const YamlNode &parameters, std::string_view name)
{
    const YamlNode *node = parameters.find(name);
    return node && node->asBoolean().value_or(false);
}

} // namespace

DeploymentAccess accessOf(const config::Deployment &deployment, const Catalog &catalog, const AccessSources &sources,
                          std::vector<std::string> &warnings)
{
    DeploymentAccess access;
    Reading reading(deployment, catalog, sources, warnings);
    reading.key(access);
    reading.account(access);
    reading.address(access);
    reading.headers(access);
    std::vector<std::string> found;
    access.defaults = defaultsOf(deployment, catalog, sources.variables, found);
    std::ranges::for_each(found, [&](const std::string &message) { reading.warn(message); });
    access.dropParams = isOn(deployment.parameters, "drop_params");
    access.chatOnly = isOn(deployment.parameters, "use_chat_completions_api");
    if (deployment.mocked) {
        access.mockResponse = deployment.parameters.find("mock_response")->asText().value_or("");
    }
    access.prices = pricesOf(deployment, catalog);
    return access;
}

void lend(const DeploymentAccess &access, CallEnvelope &call)
{
    call.apiBase = access.apiBase;
    call.key = access.key.clone();
    call.keyName = access.keyName;
    call.headers = access.headers;
    call.secretHeaders = access.secretHeaders.clone();
}

} // namespace patchbay::gateway
