// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/body_settings.h"

#include "providers/gateway/virtual_key.h"

#include <algorithm>

namespace patchbay::gateway {

using config::YamlNode;

namespace {

bool isTrue(const YamlNode &section, std::string_view name)
{
    const YamlNode *node = section.find(name);
    return node && node->asBoolean().value_or(false);
}

void readRedaction(guardrails::Redaction &redaction, const YamlNode &given, std::vector<std::string> &warnings)
{
    if (!given.isSequence()) {
        if (given.asBoolean() != true) {
            warnings.push_back("patchbay.logging.redact: a list of names; secrets are masked in any case");
            redaction.patterns = { guardrails::Pattern::Secret };
        }
        return;
    }
    std::vector<guardrails::Pattern> wanted { guardrails::Pattern::Secret };
    for (const YamlNode &item : given.items) {
        const std::string name = item.asText().value_or("");
        const auto known = std::ranges::find(redaction.patterns, name, guardrails::patternName);
        if (known == redaction.patterns.end()) {
            warnings.push_back("patchbay.logging.redact: there is no \"" + name + "\"");
            continue;
        }
        if (*known != guardrails::Pattern::Secret) {
            wanted.push_back(*known);
        }
    }
    redaction.patterns = std::move(wanted);
}

void readRetention(std::chrono::seconds &retention, const YamlNode *given, std::string_view name,
                   std::vector<std::string> &warnings)
{
    if (!given) {
        return;
    }
    const std::optional<std::chrono::seconds> life = durationLength(given->asText().value_or(""));
    if (life && life->count() > 0) {
        retention = *life;
    } else {
        warnings.push_back(std::string(name) + ": a duration such as 30d; it is 30d");
    }
}

} // namespace

BodySettings readBodySettings(const config::GatewayConfig &configuration, std::vector<SecretBytes> secrets,
                              std::vector<std::string> &warnings)
{
    BodySettings settings;
    const YamlNode &general = configuration.section("general_settings");
    settings.never = isTrue(configuration.section("litellm_settings"), "turn_off_message_logging");
    settings.all = isTrue(general, "store_prompts_in_spend_logs");
    guardrails::Redaction redaction = guardrails::fullRedaction();
    redaction.secrets = std::move(secrets);
    const YamlNode *retention = general.find("maximum_spend_logs_retention_period");
    readRetention(settings.retention, retention, "general_settings.maximum_spend_logs_retention_period", warnings);
    const YamlNode *own = configuration.section("patchbay").find("logging");
    if (own && own->isMapping()) {
        settings.all = settings.all || isTrue(*own, "store_bodies");
        readRetention(settings.retention, own->find("retention"), "patchbay.logging.retention", warnings);
        if (const YamlNode *groups = own->find("groups")) {
            for (const YamlNode &group : groups->items) {
                settings.groups.insert(group.asText().value_or(""));
            }
        }
        if (const YamlNode *largest = own->find("max_bytes")) {
            constexpr std::int64_t most = 8 * 1024 * 1024;
            const std::optional<std::int64_t> bytes = largest->asInteger();
            if (bytes && *bytes > 0 && *bytes <= most) {
                settings.largest = static_cast<std::size_t>(*bytes);
            } else {
                warnings.push_back("patchbay.logging.max_bytes: a number from 1 to 8388608; 262144 is used");
            }
        }
        if (const YamlNode *redact = own->find("redact")) {
            readRedaction(redaction, *redact, warnings);
        }
        for (const config::YamlEntry &entry : own->entries) {
            constexpr std::string_view known[] = { "store_bodies", "retention", "groups", "max_bytes", "redact" };
            if (!std::ranges::contains(known, entry.key)) {
                warnings.push_back("patchbay.logging." + entry.key + " is not known");
            }
        }
    }
    if (const YamlNode *responses = configuration.section("patchbay").find("responses"); responses && responses->isMapping()) {
        const YamlNode *persist = responses->find("persist");
        if (persist ? persist->asBoolean().value_or(false) : responses->find("retention") != nullptr) {
            settings.responseRetention = std::chrono::days(30);
            readRetention(settings.responseRetention, responses->find("retention"), "patchbay.responses.retention", warnings);
        }
    }
    if (settings.never) {
        settings.responseRetention = {};
    }
    settings.redaction = std::make_shared<const guardrails::Redaction>(std::move(redaction));
    return settings;
}

} // namespace patchbay::gateway
