// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/engine/environment_keys.h"

#include "providers/wire/json_writer.h"
#include "providers/wire/token_exchange.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace patchbay {
namespace {

// Google's own names a file; LiteLLM's hold the JSON itself or a file's path.
constexpr std::array googleVariables { "GOOGLE_APPLICATION_CREDENTIALS", "VERTEXAI_CREDENTIALS", "VERTEX_CREDENTIALS" };

// Not a variable: the three that say who a client of Entra is, as one credential.
constexpr std::string_view entraVariable = "AZURE_CLIENT_CREDENTIALS";

bool isJson(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && text[first] == '{';
}

// The path that the variable names; empty where it names none.
std::string pathIn(std::string_view variable, const VariableLookup &lookup)
{
    if (std::ranges::find(googleVariables, variable) == googleVariables.end()) {
        return {};
    }
    std::string value = lookup(std::string(variable));
    if (!isJson(value)) {
        return value;
    }
    explicit_bzero(value.data(), value.size());
    return {};
}

SecretBytes contentOf(const std::string &path)
{
    std::error_code problem;
    if (!std::filesystem::is_regular_file(path, problem)) {
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
        const std::string path = pathIn(variable, lookup);
        std::string given = path.empty() ? lookup(variable) : std::string();
        const SecretBytes credential = path.empty() ? SecretBytes::copyOf(given) : contentOf(path);
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
    // A file is read once, here: find() must not wait for a disk.
    for (const char *variable : googleVariables) {
        if (const std::string path = pathIn(variable, m_lookup); !path.empty()) {
            m_googleFiles.emplace(variable, contentOf(path));
        }
    }
    m_entraClient = entraClient(m_lookup);
}

std::optional<Error> EnvironmentKeys::whyMissing(std::string_view name) const
{
    const auto file = m_googleFiles.find(name);
    if (file == m_googleFiles.end() || !file->second.empty()) {
        return std::nullopt;
    }
    const std::string path = m_lookup(std::string(name));
    std::error_code problem;
    const bool there = std::filesystem::exists(path, problem);
    Error error = makeError(ErrorClass::Authentication, "The file that " + std::string(name) + " names, " + path
                                + (there ? ", is empty, or no file." : ", cannot be read."));
    error.permanent = true;
    error.remedy = "Correct the variable, or give the credential's JSON itself in VERTEXAI_CREDENTIALS.";
    return error;
}

std::optional<SecretBytes> EnvironmentKeys::find(std::string_view name, const Origin &) const
{
    if (const auto file = m_googleFiles.find(name); file != m_googleFiles.end()) {
        return file->second.empty() ? std::nullopt : std::optional(file->second.clone());
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
