// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/engine/environment_keys.h"

#include <cstdlib>
#include <cstring>

namespace patchbay {

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
}

std::optional<SecretBytes> EnvironmentKeys::find(std::string_view name, const Origin &) const
{
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
            if (std::string value = settingFromEnvironment(setting, lookup); !value.empty()) {
                bases.emplace(provider.id + "#" + setting.name, std::move(value));
            }
        }
    }
    return bases;
}

} // namespace patchbay
