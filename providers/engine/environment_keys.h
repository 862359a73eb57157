// SPDX-License-Identifier: GPL-3.0-or-later
//
// Keys and addresses from the process's environment, under LiteLLM's variable names.
#pragma once

#include "providers/engine/engine.h"
#include "providers/core/explaining_key_source.h"

#include <functional>
#include <map>
#include <string>

namespace patchbay {

// Looks a variable up; empty when it is not set.
using VariableLookup = std::function<std::string(const std::string &name)>;
VariableLookup processEnvironment();

class EnvironmentKeys final : public ExplainingKeySource {
public:
    explicit EnvironmentKeys(VariableLookup lookup = processEnvironment());
    std::optional<SecretBytes> find(std::string_view name, const Origin &origin) const override;
    // Of GOOGLE_APPLICATION_CREDENTIALS, and VERTEXAI_CREDENTIALS where it names a file too: that it is not there, or empty.
    std::optional<Error> whyMissing(std::string_view name) const override;

private:
    VariableLookup m_lookup;
    std::map<std::string, SecretBytes, std::less<>> m_googleFiles; // by the variable that names the file
    SecretBytes m_entraClient; // of AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET
};

// A region, a project…: the first of the setting's variables that is set.
std::string settingFromEnvironment(const ProviderSetting &setting, const VariableLookup &lookup);

// provider id → api_base, for the providers whose variable is set.
ApiBases apiBasesFromEnvironment(const Catalog &catalog, const VariableLookup &lookup);

} // namespace patchbay
