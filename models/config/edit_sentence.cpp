// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/edit_sentence.h"

#include "models/config/schema_place.h"
#include "providers/config/fallback_keys.h"

#include <algorithm>

namespace patchbay::document {
namespace {

const YamlNode *nodeAt(const YamlNode &root, const std::vector<PlaceStep> &steps, std::size_t count)
{
    const YamlNode *node = &root;
    for (std::size_t index = 0; index < count && node; ++index) {
        const PlaceStep &step = steps[index];
        node = step.isKey                       ? node->find(step.key)
            : step.index < node->items.size() ? &node->items[step.index]
                                              : nullptr;
    }
    return node;
}

std::string counted(std::size_t count, std::string_view noun)
{
    return std::to_string(count) + ' ' + std::string(noun) + (count == 1 ? "" : "s");
}

// A value as somebody would say it: "chat: backup, local"; what lies deeper is only counted.
std::string wordsOf(const YamlNode &value, int depth)
{
    constexpr int deepest = 2;
    if (value.isScalar()) {
        return value.isNull() ? "nothing" : value.text.empty() ? "an empty text" : value.text;
    }
    if (value.items.empty() && value.entries.empty()) {
        return value.isSequence() ? "an empty list" : "an empty map";
    }
    const YamlNode *name = value.find("model_name");
    if (name && name->isScalar()) {
        return name->text;
    }
    if (std::ranges::any_of(value.entries, [](const config::YamlEntry &entry) { return isSecretName(entry.key); })) {
        return "a map";
    }
    if (depth == deepest) {
        return value.isSequence() ? counted(value.items.size(), "item") : counted(value.entries.size(), "key");
    }
    std::string text;
    for (const YamlNode &item : value.items) {
        text += (text.empty() ? "" : item.isScalar() ? ", " : "; ") + wordsOf(item, depth + 1);
    }
    for (const config::YamlEntry &entry : value.entries) {
        text += (text.empty() ? "" : "; ") + entry.key + ": " + wordsOf(entry.value, depth + 1);
    }
    return text;
}

std::string restOf(const std::vector<PlaceStep> &steps, std::size_t from)
{
    return from < steps.size() ? toText({ steps.begin() + static_cast<std::ptrdiff_t>(from), steps.end() }) : "";
}

} // namespace

std::string subjectOf(const YamlNode &root, const std::vector<PlaceStep> &steps)
{
    if (steps.size() > 1 && steps[0].key == "model_list" && !steps[1].isKey) {
        const YamlNode *item = nodeAt(root, steps, 2);
        const YamlNode *name = item ? item->find("model_name") : nullptr;
        const std::string group = name && name->isScalar() ? name->text : toText({ steps[0], steps[1] });
        const bool parameters = steps.size() > 3 && steps[2].key == "litellm_params";
        const std::string rest = restOf(steps, parameters ? 3 : 2);
        return rest.empty() ? "deployment of " + group : group + ": " + rest;
    }
    const config::FallbackKey *list = steps.size() > 2 && steps[1].isKey ? config::findFallbackKey(steps[1].key) : nullptr;
    if (list) {
        const YamlNode *rule = nodeAt(root, steps, 3);
        const std::string group = steps.size() > 3 ? steps[3].key
            : rule && !rule->entries.empty()       ? rule->entries.front().key
                                                   : "";
        return std::string(list->words) + (group.empty() ? "" : " for " + group);
    }
    return steps.empty() ? "the file" : toText(steps);
}

std::string shortText(const YamlNode &value, bool secret)
{
    constexpr std::size_t longest = 80;
    if (secret && !value.isScalar()) {
        return value.isSequence() ? "a list" : "a map";
    }
    if (secret && !config::environmentReference(value.text)) {
        return "<redacted>";
    }
    const std::string text = wordsOf(value, 0);
    if (text.size() <= longest) {
        return text;
    }
    // Not in the middle of a letter.
    std::size_t end = longest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
        --end;
    }
    return text.substr(0, end) + "…";
}

bool isSecretName(std::string_view key)
{
    std::string lower(key);
    std::ranges::transform(lower, lower.begin(),
                           [](char letter) { return letter >= 'A' && letter <= 'Z' ? char(letter + 32) : letter; });
    constexpr std::string_view parts[] = { "api_key",   "apikey",         "secret",      "password",
                                           "passwd",    "private_key",    "master_key",  "authorization",
                                           "api-key",   "access_key",     "auth_value",  "salt_key",
                                           "credentials", "database_url", "redis_url",   "webhook_url" };
    if (lower.ends_with("token") && !lower.contains("per_token")) {
        return true;
    }
    return lower.ends_with("_key") || std::ranges::any_of(parts, [&](std::string_view part) {
        return lower.contains(part);
    });
}

bool isSecretKey(const std::vector<PlaceStep> &steps)
{
    const auto key = std::ranges::find_if(steps.rbegin(), steps.rend(), &PlaceStep::isKey);
    const bool credential = std::ranges::any_of(steps, [](const PlaceStep &step) {
        return step.key == "credential_values" || step.key == "environment_variables" || step.key == "env";
    });
    return SchemaPlace::at(steps).isSecret() || credential || (key != steps.rend() && isSecretName(key->key));
}

} // namespace patchbay::document
