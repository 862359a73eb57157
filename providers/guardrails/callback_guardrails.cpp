// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/guardrails/callback_guardrails.h"

#include "providers/config/guardrail_callbacks.h"

namespace patchbay::guardrails {

using config::YamlNode;

namespace {

YamlNode textNode(std::string_view text)
{
    YamlNode node;
    node.kind = YamlNode::Kind::String;
    node.text = text;
    return node;
}

YamlNode mapNode(std::vector<config::YamlEntry> entries)
{
    YamlNode node;
    node.kind = YamlNode::Kind::Mapping;
    node.entries = std::move(entries);
    return node;
}

config::YamlEntry entryOf(std::string_view key, YamlNode value)
{
    config::YamlEntry entry;
    entry.key = key;
    entry.value = std::move(value);
    return entry;
}

// What stands beside `callbacks` for one of them, in the words of `guardrails:`.
void addSettings(std::string_view callback, const YamlNode &settings, std::vector<config::YamlEntry> &parameters)
{
    const auto taken = [&](std::string_view key, std::string_view as) {
        if (const YamlNode *value = settings.find(key)) {
            parameters.push_back(entryOf(as, *value));
        }
    };
    if (callback == "banned_keywords") {
        taken("banned_keywords_list", "blocked_words");
    } else if (callback == "detect_prompt_injection") {
        taken("prompt_injection_params", "prompt_injection_params");
    } else if (callback == "presidio") {
        taken("output_parse_pii", "output_parse_pii");
    } else if (callback == "blocked_user_check") {
        taken("blocked_user_list", "blocked_user_list");
    }
}

} // namespace

std::vector<YamlNode> callbackGuardrails(const YamlNode &root)
{
    const YamlNode none;
    const YamlNode *settings = root.find("litellm_settings");
    const YamlNode *callbacks = settings ? settings->find("callbacks") : nullptr;
    const std::vector<YamlNode> names = !callbacks  ? std::vector<YamlNode>()
        : callbacks->isScalar() ? std::vector { *callbacks }
                                : callbacks->items;
    std::vector<YamlNode> guardrails;
    for (const YamlNode &name : names) {
        const std::string callback = name.asText().value_or("");
        const std::optional<std::string_view> guardrail = config::guardrailOfCallback(callback);
        // Customers that are blocked (/customer/block) are turned away in any case; the list beside it is what is not done.
        if (!guardrail || (callback == "blocked_user_check" && !settings->find("blocked_user_list"))) {
            continue;
        }
        std::vector<config::YamlEntry> parameters { entryOf("guardrail", textNode(*guardrail)),
                                                    entryOf("mode", textNode("pre_call")) };
        YamlNode always = textNode("true");
        always.kind = YamlNode::Kind::Boolean;
        always.boolean = true;
        parameters.push_back(entryOf("default_on", std::move(always)));
        addSettings(callback, *settings, parameters);
        guardrails.push_back(mapNode({ entryOf("guardrail_name", textNode(callback)),
                                       entryOf("litellm_params", mapNode(std::move(parameters))) }));
    }
    return guardrails;
}

} // namespace patchbay::guardrails
