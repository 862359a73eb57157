// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/configured_variables.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>

namespace patchbay::config {

Variables withVariablesOf(const GatewayConfig &configuration, Variables process)
{
    const YamlNode &section = configuration.section("environment_variables");
    if (section.entries.empty()) {
        return process;
    }
    const auto written = std::make_shared<std::map<std::string, std::string>>();
    for (const YamlEntry &entry : section.entries) {
        const std::optional<std::string> text = entry.value.asText();
        const auto other = environmentReference(text.value_or(""));
        std::string value = other ? process(std::string(*other)) : text.value_or("");
        if (text && !(other && value.empty())) {
            (*written)[entry.key] = std::move(value);
        }
    }
    return [written, process = std::move(process)](const std::string &name) {
        const auto found = written->find(name);
        return found == written->end() ? process(name) : found->second;
    };
}

bool namesSecretVariable(std::string_view name)
{
    std::string capitals(name);
    std::ranges::transform(capitals, capitals.begin(), [](char letter) {
        return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    });
    constexpr std::array words { "KEY", "SECRET", "PASSWORD", "TOKEN", "CREDENTIAL", "HEADERS", "DATABASE_URL", "REDIS_URL" };
    return !capitals.contains("PUBLIC_KEY")
        && std::ranges::any_of(words, [&](const char *word) { return capitals.contains(word); });
}

} // namespace patchbay::config
