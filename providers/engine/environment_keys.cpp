// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/engine/environment_keys.h"

#include "providers/wire/json_writer.h"
#include "providers/wire/token_exchange.h"

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

namespace patchbay {
namespace {

constexpr std::string_view googleFileVariable = "GOOGLE_APPLICATION_CREDENTIALS";
// Not a variable: the three that say who a client of Entra is, as one credential.
constexpr std::string_view entraVariable = "AZURE_CLIENT_CREDENTIALS";

SecretBytes googleFile(const VariableLookup &lookup)
{
    const std::string path = lookup(std::string(googleFileVariable));
    if (path.empty()) {
        return {};
    }
    std::ifstream file(path, std::ios::binary);
    std::string text { std::istreambuf_iterator<char>(file), {} };
    SecretBytes secret = SecretBytes::copyOf(text);
    explicit_bzero(text.data(), text.size());
    return secret;
}

SecretBytes entraClient(const VariableLookup &lookup)
{
    wire::JsonWriter writer;
    writer.beginObject();
    for (const auto &[member, variable] : { std::pair("tenant_id", "AZURE_TENANT_ID"),
                                            std::pair("client_id", "AZURE_CLIENT_ID"),
                                            std::pair("client_secret", "AZURE_CLIENT_SECRET") }) {
        const std::string value = lookup(variable);
        if (value.empty()) {
            return {};
        }
        writer.member(member, value);
    }
    writer.endObject();
    std::string text = writer.take();
    SecretBytes secret = SecretBytes::copyOf(text);
    explicit_bzero(text.data(), text.size());
    return secret;
}

// The project that Google's credential itself names, as LiteLLM takes it.
std::string projectOfFile(const ProviderEntry &provider, const VariableLookup &lookup)
{
    for (const std::string &variable : provider.exchangeVariables) {
        const bool file = variable == googleFileVariable;
        std::string given = file ? std::string() : lookup(variable);
        const SecretBytes credential = file ? googleFile(lookup) : SecretBytes::copyOf(given);
        explicit_bzero(given.data(), given.size());
        if (std::string project = wire::projectOf(credential); !project.empty()) {
            return project;
        }
    }
    return {};
}

} // namespace

VariableLookup processEnvironment()
{
    return [](const std::string &name) {
        const char *value = std::getenv(name.c_str());
        return value ? std::string(value) : std::string();
    };
}

EnvironmentKeys::EnvironmentKeys(VariableLookup lookup)
    : m_lookup(std::move(lookup))
{
    // Google names a file. It is read once, here: find() must not wait for a disk.
    m_googleFile = googleFile(m_lookup);
    m_entraClient = entraClient(m_lookup);
}

std::optional<Error> EnvironmentKeys::whyMissing(std::string_view name) const
{
    const std::string path = name == googleFileVariable ? m_lookup(std::string(name)) : std::string();
    if (path.empty() || !m_googleFile.empty()) {
        return std::nullopt;
    }
    const bool there = std::ifstream(path, std::ios::binary).good();
    Error error = makeError(ErrorClass::Authentication, "The file that " + std::string(name) + " names, " + path
                                + (there ? ", is empty." : ", cannot be read."));
    error.permanent = true;
    error.remedy = "Correct the variable, or give the credential's JSON itself in VERTEXAI_CREDENTIALS.";
    return error;
}

std::optional<SecretBytes> EnvironmentKeys::find(std::string_view name, const Origin &) const
{
    if (name == googleFileVariable) {
        return m_googleFile.empty() ? std::nullopt : std::optional(m_googleFile.clone());
    }
    if (name == entraVariable) {
        return m_entraClient.empty() ? std::nullopt : std::optional(m_entraClient.clone());
    }
    std::string value = m_lookup(std::string(name));
    if (value.empty()) {
        return std::nullopt;
    }
    std::optional<SecretBytes> secret = SecretBytes::copyOf(value);
    explicit_bzero(value.data(), value.size());
    return secret;
}

std::string settingFromEnvironment(const ProviderSetting &setting, const VariableLookup &lookup)
{
    for (const std::string &variable : setting.variables) {
        if (std::string value = lookup(variable); !value.empty()) {
            return value;
        }
    }
    return {};
}

ApiBases apiBasesFromEnvironment(const Catalog &catalog, const VariableLookup &lookup)
{
    ApiBases bases;
    for (const ProviderEntry &provider : catalog.providers()) {
        for (const std::string &variable : provider.baseVariables) {
            if (std::string base = lookup(variable); !base.empty()) {
                bases.emplace(provider.id, std::move(base));
                break;
            }
        }
        for (const ProviderSetting &setting : provider.settings) {
            std::string value = settingFromEnvironment(setting, lookup);
            if (value.empty() && provider.exchange == "google" && setting.name == "project") {
                value = projectOfFile(provider, lookup);
            }
            if (!value.empty()) {
                bases.emplace(provider.id + "#" + setting.name, std::move(value));
            }
        }
    }
    return bases;
}

} // namespace patchbay
