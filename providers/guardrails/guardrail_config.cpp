// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/guardrails/guardrail_config.h"

#include "providers/guardrails/callback_guardrails.h"
#include "providers/guardrails/expression.h"

#include <algorithm>
#include <array>

namespace patchbay::guardrails {

using config::YamlNode;

namespace {

struct PatternName {
    std::string_view name; // LiteLLM's content filter, or Presidio's
    Pattern pattern;
};

constexpr std::array patternNames {
    PatternName { "email", Pattern::Email },
    PatternName { "EMAIL_ADDRESS", Pattern::Email },
    PatternName { "us_phone", Pattern::Phone },
    PatternName { "phone", Pattern::Phone },
    PatternName { "PHONE_NUMBER", Pattern::Phone },
    PatternName { "credit_card", Pattern::CreditCard },
    PatternName { "visa", Pattern::CreditCard },
    PatternName { "mastercard", Pattern::CreditCard },
    PatternName { "amex", Pattern::CreditCard },
    PatternName { "CREDIT_CARD", Pattern::CreditCard },
    PatternName { "us_ssn", Pattern::SocialSecurity },
    PatternName { "US_SSN", Pattern::SocialSecurity },
    PatternName { "iban", Pattern::Iban },
    PatternName { "IBAN_CODE", Pattern::Iban },
    PatternName { "ipv4", Pattern::IpAddress },
    PatternName { "ip_address", Pattern::IpAddress },
    PatternName { "IP_ADDRESS", Pattern::IpAddress },
    PatternName { "aws_access_key", Pattern::Secret },
    PatternName { "aws_secret_key", Pattern::Secret },
    PatternName { "github_token", Pattern::Secret },
    PatternName { "slack_token", Pattern::Secret },
    PatternName { "generic_api_key", Pattern::Secret },
    PatternName { "secret", Pattern::Secret },
};

std::string textOf(const YamlNode &node, std::string_view key)
{
    const YamlNode *found = node.find(key);
    return found ? found->asText().value_or("") : std::string();
}

std::string smallLetters(std::string text)
{
    std::ranges::transform(text, text.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return text;
}

std::optional<Pattern> patternOf(std::string_view name)
{
    const auto *found = std::ranges::find(patternNames, name, &PatternName::name);
    return found == patternNames.end() ? std::nullopt : std::optional(found->pattern);
}

// Reads one guardrail; what cannot be done becomes its `unsupported`.
class Reader {
public:
    Reader(const YamlNode &parameters, const std::function<std::string(const std::string &)> &variables,
           Guardrail &guardrail)
        : m_parameters(parameters)
        , m_variables(variables)
        , m_made(guardrail)
    {
    }

    void read()
    {
        const std::string kind = textOf(m_parameters, "guardrail");
        readModes();
        m_made.defaultOn = isTrue("default_on");
        m_made.failOpen = textOf(m_parameters, "unreachable_fallback") == "fail_open" || isTrue("fail_open");
        if (kind == "litellm_content_filter" || kind == "content_filter") {
            readFilter();
        } else if (kind == "hide-secrets" || kind == "hide_secrets" || kind == "secrets") {
            add(Pattern::Secret, actionOf(textOf(m_parameters, "action"), Action::Mask));
        } else if (kind == "presidio" || kind == "pii") {
            readEntities();
        } else if (kind == "prompt_injection" || kind == "detect_prompt_injection") {
            readInjection();
        } else if (kind == "tool_permission") {
            readTools();
        } else if (kind == "json_schema") {
            readSchema();
        } else if (kind == "max_characters") {
            readLimit();
        } else if (kind == "generic_guardrail_api") {
            readHttp();
        } else {
            fault("\"" + kind + "\" is not done by this gateway");
        }
    }

private:
    bool isTrue(std::string_view key) const
    {
        const YamlNode *node = m_parameters.find(key);
        return node && node->asBoolean().value_or(false);
    }
    void fault(std::string what)
    {
        m_made.unsupported = m_made.unsupported.empty() ? std::move(what) : m_made.unsupported;
    }
    static Action actionOf(const std::string &text, Action otherwise)
    {
        const std::string small = smallLetters(text);
        return small == "block" ? Action::Block : small == "mask" ? Action::Mask : otherwise;
    }
    void add(Pattern pattern, Action action)
    {
        m_made.rules.push_back({ .name = std::string(patternName(pattern)), .action = action, .pattern = pattern });
    }
    std::shared_ptr<const std::regex> expression(const std::string &text)
    {
        auto made = compiledExpression(text);
        if (!made) {
            fault("\"" + text + "\" is no regular expression that is understood here");
        }
        return made;
    }

    void readModes()
    {
        constexpr std::array names { std::pair("pre_call", Mode::PreCall), std::pair("during_call", Mode::DuringCall),
                                     std::pair("post_call", Mode::PostCall),
                                     std::pair("logging_only", Mode::LoggingOnly) };
        std::vector<std::string> given;
        if (const YamlNode *mode = m_parameters.find("mode")) {
            for (const YamlNode &item : mode->items) {
                given.push_back(item.asText().value_or(""));
            }
            if (mode->isScalar()) {
                given.push_back(mode->asText().value_or(""));
            }
        }
        for (const std::string &text : given) {
            const auto known = std::ranges::find_if(names, [&](const auto &name) { return text == name.first; });
            if (known != names.end()) {
                m_made.modes.push_back(known->second);
            } else {
                fault("the mode \"" + text + "\" is not done");
            }
        }
        if (given.empty()) {
            m_made.modes.push_back(Mode::PreCall);
        }
    }

    void readSchema()
    {
        const YamlNode *schema = m_parameters.find("schema");
        if (schema && schema->isMapping()) {
            m_made.schema = { config::toJson(*schema) };
        } else {
            fault("\"schema\" is missing");
        }
    }
    void readLimit()
    {
        const YamlNode *limit = m_parameters.find("max_characters");
        const std::int64_t number = limit ? limit->asInteger().value_or(0) : 0;
        m_made.maximumCharacters = number > 0 ? static_cast<std::size_t>(number) : 0;
        if (number <= 0) {
            fault("\"max_characters\" is missing");
        }
    }

    void readInjection()
    {
        m_made.rules.push_back({ .name = "PROMPT_INJECTION", .injection = true });
        const YamlNode *parameters = m_parameters.find("prompt_injection_params");
        for (const char *other : { "llm_api_check", "similarity_check", "vector_db_check" }) {
            const YamlNode *wanted = parameters ? parameters->find(other) : nullptr;
            if (wanted && wanted->asBoolean().value_or(false)) {
                fault("\"" + std::string(other) + "\" is not done");
            }
        }
    }

    void readFilter()
    {
        if (const YamlNode *patterns = m_parameters.find("patterns")) {
            for (const YamlNode &item : patterns->items) {
                readFilterPattern(item);
            }
        }
        if (const YamlNode *words = m_parameters.find("blocked_words")) {
            if (words->isScalar() && !words->isNull()) {
                fault("a file of blocked words is not read");
            }
            for (const YamlNode &item : words->items) {
                const std::string word = item.isMapping() ? textOf(item, "keyword") : item.asText().value_or("");
                if (!word.empty()) {
                    m_made.rules.push_back({ .name = "blocked word",
                                             .action = actionOf(textOf(item, "action"), Action::Block),
                                             .word = smallLetters(word) });
                }
            }
        }
        for (const char *unread : { "blocked_words_file", "categories" }) {
            if (m_parameters.find(unread)) {
                fault("\"" + std::string(unread) + "\" is not read");
            }
        }
    }
    void readFilterPattern(const YamlNode &item)
    {
        const Action action = actionOf(textOf(item, "action"), Action::Block);
        const std::string name = textOf(item, "pattern_name");
        if (textOf(item, "pattern_type") != "regex") {
            const std::optional<Pattern> pattern = patternOf(name);
            if (pattern) {
                add(*pattern, action);
            } else {
                fault("the pattern \"" + name + "\" is not known");
            }
            return;
        }
        const std::string given = textOf(item, "name").empty() ? name : textOf(item, "name");
        if (auto made = expression(textOf(item, "pattern"))) {
            m_made.rules.push_back(
                { .name = given.empty() ? "PATTERN" : given, .action = action, .expression = std::move(made) });
        }
    }

    void readEntities()
    {
        const YamlNode *entities = m_parameters.find("pii_entities_config");
        if (!entities || !entities->isMapping()) {
            for (const Pattern pattern : { Pattern::Email, Pattern::CreditCard, Pattern::SocialSecurity, Pattern::Iban,
                                           Pattern::Phone, Pattern::IpAddress }) {
                add(pattern, actionOf(textOf(m_parameters, "action"), Action::Mask));
            }
            return;
        }
        for (const config::YamlEntry &entry : entities->entries) {
            const std::optional<Pattern> pattern = patternOf(entry.key);
            if (pattern) {
                add(*pattern, actionOf(entry.value.asText().value_or(""), Action::Mask));
            } else {
                fault("the entity \"" + entry.key + "\" is not known");
            }
        }
    }

    void readTools()
    {
        m_made.otherTools = smallLetters(textOf(m_parameters, "default_action")) != "deny";
        const YamlNode *rules = m_parameters.find("rules");
        for (const YamlNode &item : rules ? rules->items : std::vector<YamlNode>()) {
            ToolRule rule { textOf(item, "id"), expression(textOf(item, "tool_name")),
                            smallLetters(textOf(item, "decision")) == "allow" };
            if (rule.name) {
                m_made.tools.push_back(std::move(rule));
            }
            if (item.find("allowed_param_patterns")) {
                fault("\"allowed_param_patterns\" is not read");
            }
        }
    }

    std::string resolved(const std::string &text)
    {
        const auto name = config::environmentReference(text);
        std::string value = name ? m_variables(std::string(*name)) : text;
        if (name && value.empty()) {
            fault("the variable " + std::string(*name) + " is not set");
        }
        return value;
    }
    void readHttp()
    {
        HttpCheck check;
        check.url = resolved(textOf(m_parameters, "api_base"));
        if (check.url.empty()) {
            fault("\"api_base\" is missing");
        }
        while (check.url.ends_with('/')) {
            check.url.pop_back();
        }
        check.url += "/beta/litellm_basic_guardrail_api";
        if (const YamlNode *headers = m_parameters.find("headers")) {
            for (const config::YamlEntry &entry : headers->entries) {
                check.headers.emplace_back(smallLetters(entry.key), resolved(entry.value.asText().value_or("")));
            }
        }
        if (const std::string key = textOf(m_parameters, "api_key"); !key.empty()) {
            check.headers.emplace_back("x-api-key", resolved(key));
        }
        if (const YamlNode *more = m_parameters.find("additional_provider_specific_params");
            more && more->isMapping()) {
            check.parameters = { config::toJson(*more) };
        }
        m_made.http = std::move(check);
    }

    const YamlNode &m_parameters;
    const std::function<std::string(const std::string &)> &m_variables;
    Guardrail &m_made;
};

} // namespace

Guardrails readGuardrails(const config::GatewayConfig &configuration,
                          const std::function<std::string(const std::string &)> &variables,
                          std::vector<std::string> &warnings)
{
    Guardrails made;
    const YamlNode *section = configuration.root.find("guardrails");
    std::vector<YamlNode> items = section ? section->items : std::vector<YamlNode>();
    std::ranges::move(callbackGuardrails(configuration.root), std::back_inserter(items));
    for (const YamlNode &item : items) {
        Guardrail guardrail;
        guardrail.name = textOf(item, "guardrail_name");
        const YamlNode none;
        const YamlNode *parameters = item.find("litellm_params");
        Reader(parameters ? *parameters : none, variables, guardrail).read();
        if (!guardrail.unsupported.empty()) {
            warnings.push_back(
                "guardrail \"" + guardrail.name + "\": " + guardrail.unsupported
                + (guardrail.failOpen ? "; it is passed over" : "; requests that it guards are refused"));
        }
        const bool presidio = parameters && textOf(*parameters, "guardrail") == "presidio";
        if (presidio) {
            warnings.push_back("guardrail \"" + guardrail.name
                               + "\": Presidio is not asked; its entities are found by this gateway's own patterns");
            const YamlNode *restored = parameters->find("output_parse_pii");
            if (restored && restored->asBoolean().value_or(false)) {
                warnings.push_back("guardrail \"" + guardrail.name
                                   + "\": output_parse_pii is not done; answers keep the masks");
            }
        }
        made.push_back(std::make_shared<const Guardrail>(std::move(guardrail)));
    }
    return made;
}

} // namespace patchbay::guardrails
