// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/schema_check.h"

#include "providers/config/configured_variables.h"
#include "providers/config/problem_at.h"
#include "providers/core/nearest_name.h"

#include <algorithm>
#include <format>

namespace patchbay::config {
namespace {

constexpr std::string_view didYouMean = "Did you mean ";

std::string inQuotes(std::string_view text)
{
    constexpr std::size_t longest = 60;
    return '"' + std::string(text.substr(0, longest)) + (text.size() > longest ? "…\"" : "\"");
}

std::string_view expectation(ValueType type)
{
    switch (type) {
    case ValueType::Boolean: return "true or false";
    case ValueType::Integer: return "a whole number";
    case ValueType::Number: return "a number";
    case ValueType::Text:
    case ValueType::Secret: return "text";
    case ValueType::Duration: return "seconds or a duration such as 30s, 1h or 7d";
    case ValueType::Choice: return "one of a few words";
    case ValueType::Object:
    case ValueType::ObjectMap:
    case ValueType::Map:
    case ValueType::NumberMap:
    case ValueType::AliasMap: return "a map";
    case ValueType::ObjectOrFalse: return "a map, or true or false";
    case ValueType::TextOrList: return "text or a list of texts";
    case ValueType::ChoiceList:
    case ValueType::ObjectList:
    case ValueType::List:
    case ValueType::TextList:
    case ValueType::GroupList: return "a list";
    case ValueType::Any: break;
    }
    return "a value";
}

class SchemaCheck {
public:
    explicit SchemaCheck(ProblemList &problems)
        : m_problems(problems)
    {
    }

    void object(const YamlNode &node, const SchemaObject &schema)
    {
        if (node.isNull()) {
            return;
        }
        for (const YamlEntry &entry : node.entries) {
            if (const SchemaField *field = findField(schema, entry.key)) {
                known(entry, *field, schema);
            } else {
                unknown(entry, schema);
            }
        }
        for (const SchemaField &field : schema.fields) {
            if (field.required && !node.find(field.name)) {
                m_problems.error(node.span, "missing-key",
                                 std::format("\"{}\" is missing in {}.", field.name, schema.name),
                                 std::format("Add {}. Meaning: {}", field.name, field.help));
            }
        }
    }

private:
    void known(const YamlEntry &entry, const SchemaField &field, const SchemaObject &schema)
    {
        if (field.support == Support::Ignored) {
            m_problems.warning(
                entry.keySpan, "unsupported",
                std::format("{}.{} is known, but Patchbay does nothing with it.", schema.name, field.name),
                std::format("It may stay for LiteLLM. What it does there: {}", field.help));
        }
        if (field.support == Support::Refused && isInForce(entry.value)) {
            m_problems.error(entry.keySpan, "unsupported-rule",
                             std::format("{}.{} is a rule that Patchbay cannot keep; without it, what it keeps out would come in.",
                                         schema.name, field.name),
                             std::format("Remove it if something else keeps it. Meaning: {}", field.help));
        }
        // A key without a value is as good as absent, for LiteLLM too.
        if (!entry.value.isNull()) {
            value(entry.value, field, schema);
        } else if (field.required) {
            m_problems.error(entry.keySpan, "missing-value", std::format("\"{}\" has no value.", field.name),
                             std::format("Give it one. Meaning: {}", field.help));
        }
    }

    // false, nothing and an empty list switch a rule off.
    static bool isInForce(const YamlNode &node)
    {
        return node.isScalar() ? !node.isNull() && node.asBoolean().value_or(true) && !node.text.empty()
                               : !node.items.empty() || !node.entries.empty();
    }

    void unknown(const YamlEntry &entry, const SchemaObject &schema)
    {
        if (schema.unknown == SchemaObject::Unknown::Fine) {
            return;
        }
        std::vector<std::string_view> names;
        std::ranges::transform(schema.fields, std::back_inserter(names), &SchemaField::name);
        const bool passedOn = schema.unknown == SchemaObject::Unknown::PassedOn;
        std::string message = std::format("{} is no key of {}", inQuotes(entry.key), schema.name);
        message += passedOn ? "; it is sent to the provider as it is." : "; nothing reads it.";
        std::string remedy = suggestion(entry.key, names);
        if (remedy.empty()) {
            remedy = passedOn ? "Remove it if the provider does not know it." : "Remove it, or correct its name.";
        }
        m_problems.warning(entry.keySpan, "unknown-key", std::move(message), std::move(remedy));
    }

    void wrongType(const YamlNode &node, const SchemaField &field)
    {
        const bool showValue = node.isScalar() && field.type != ValueType::Secret;
        m_problems.error(node.span, "wrong-type",
                         std::format("\"{}\" must be {}, not {}{}.", field.name, expectation(field.type),
                                     kindName(node.kind), showValue ? ' ' + inQuotes(node.text) : std::string()),
                         "Meaning: " + std::string(field.help) + (field.help.ends_with('.') ? "" : "."));
    }

    // Scalars may be os.environ/NAME: their type shows when the variable is read.
    static bool isReference(const YamlNode &node)
    {
        return node.kind == YamlNode::Kind::String && environmentReference(node.text).has_value();
    }

    void value(const YamlNode &node, const SchemaField &field, const SchemaObject &schema)
    {
        if (isReference(node)) {
            if (environmentReference(node.text)->empty()) {
                m_problems.error(node.span, "empty-reference", "os.environ/ names no variable.",
                                 "Write os.environ/NAME.");
            }
            return;
        }
        switch (field.type) {
        case ValueType::Any: return;
        case ValueType::Boolean: return require(node.asBoolean().has_value(), node, field);
        case ValueType::Integer: return require(node.asInteger().has_value(), node, field), bounds(node, field);
        case ValueType::Number: return require(node.asNumber().has_value(), node, field), bounds(node, field);
        case ValueType::Duration: return duration(node, field);
        case ValueType::Text: return require(node.isScalar(), node, field);
        case ValueType::Secret: return secret(node, field, schema);
        case ValueType::Choice: return choice(node, field);
        case ValueType::Object: return require(node.isMapping(), node, field), object(node, *field.object);
        case ValueType::ObjectOrFalse:
            return require(node.isMapping() || node.asBoolean(), node, field), object(node, *field.object);
        case ValueType::Map:
        case ValueType::ObjectMap:
        case ValueType::NumberMap:
        case ValueType::AliasMap: return map(node, field);
        case ValueType::TextOrList:
            if (!node.isScalar()) {
                list(node, field, schema);
            }
            return;
        case ValueType::List:
        case ValueType::TextList:
        case ValueType::ChoiceList:
        case ValueType::ObjectList:
        case ValueType::GroupList: return list(node, field, schema);
        }
    }

    void require(bool holds, const YamlNode &node, const SchemaField &field)
    {
        if (!holds) {
            wrongType(node, field);
        }
    }

    void bounds(const YamlNode &node, const SchemaField &field)
    {
        const std::optional<double> number = node.asNumber();
        if (!number || (*number >= field.minimum && *number <= field.maximum)) {
            return;
        }
        const bool low = *number < field.minimum;
        Problem &problem =
            m_problems.error(node.span, "out-of-range",
                             std::format("\"{}\" is {}; it must be {} {}.", field.name, node.text,
                                         low ? "at least" : "at most", low ? field.minimum : field.maximum),
                             low && field.initial.empty() && field.minimum >= 1 ? "Remove the key for no limit, or raise it."
                                 : low ? std::format("Write {} or more, or remove the key.", field.minimum)
                                       : std::format("Write {} or less.", field.maximum));
        problem.refuses = false;
    }

    void duration(const YamlNode &node, const SchemaField &field)
    {
        if (node.asNumber()) {
            bounds(node, field);
        } else {
            require(node.kind == YamlNode::Kind::String && durationSeconds(node.text) >= 0, node, field);
        }
    }

    void secret(const YamlNode &node, const SchemaField &field, const SchemaObject &schema)
    {
        require(node.isScalar(), node, field);
        // "oidc/file/PATH" and its like say where an identity's token is found.
        const bool isNamed = node.text.starts_with("patchbay/vault:") || node.text.starts_with("oidc/");
        if (node.isScalar() && !node.text.empty() && !isNamed) {
            m_problems.warning(node.span, "plain-key",
                               std::format("{}.{} stands here in plain text.", schema.name, field.name),
                               "Put it into an environment variable and write os.environ/NAME.");
        }
    }

    void choice(const YamlNode &node, const SchemaField &field)
    {
        if (!node.isScalar()) {
            wrongType(node, field);
        } else if (!std::ranges::contains(field.choices, std::string_view(node.text))) {
            std::string known;
            for (const std::string_view word : field.choices) {
                known += (known.empty() ? "" : ", ") + std::string(word);
            }
            std::string remedy = suggestion(node.text, field.choices);
            m_problems.error(node.span, "unknown-value",
                             std::format("\"{}\" cannot be {}.", field.name, inQuotes(node.text)),
                             (remedy.empty() ? "" : remedy + ' ') + "Known: " + known + '.');
        } else if (std::ranges::contains(field.idleChoices, std::string_view(node.text))) {
            m_problems.warning(node.span, "unsupported",
                               std::format("{} of {} is known, but Patchbay does nothing with it.", node.text, field.name),
                               "It may stay for LiteLLM; without it this gateway does as it does by default.");
        }
    }

    void map(const YamlNode &node, const SchemaField &field)
    {
        if (!node.isMapping()) {
            wrongType(node, field);
            return;
        }
        for (const YamlEntry &entry : node.entries) {
            const bool text = entry.value.isScalar() && !entry.value.isNull();
            if (field.name == "environment_variables") {
                variable(entry);
            }
            if (field.type == ValueType::ObjectMap && !entry.value.isMapping()) {
                m_problems.error(entry.value.span, "wrong-type",
                                 std::format("\"{}\" in {} must be a map, not {}.", entry.key, field.name,
                                             kindName(entry.value.kind)),
                                 std::format("Write {}: {{key: value}}.", entry.key));
            } else if (field.type == ValueType::ObjectMap) {
                object(entry.value, *field.object);
            } else if (field.type == ValueType::NumberMap && !entry.value.asNumber()) {
                m_problems.error(entry.value.span, "wrong-type",
                                 std::format("\"{}\" in {} must be a number.", entry.key, field.name),
                                 std::format("Write {}: 1.", entry.key));
            } else if (field.type == ValueType::AliasMap && !text && !entry.value.find("model")) {
                m_problems.error(entry.value.span, "wrong-type",
                                 std::format("The alias \"{}\" must name a group, or be {{model, hidden}}.", entry.key),
                                 std::format("Write {}: group.", entry.key));
            }
        }
    }

    void variable(const YamlEntry &entry)
    {
        if (!entry.value.isScalar()) {
            m_problems.error(entry.value.span, "wrong-type",
                             std::format("The variable \"{}\" must be text, not {}.", entry.key, kindName(entry.value.kind)),
                             std::format("Write {}: \"value\".", entry.key));
        } else if (namesSecretVariable(entry.key) && !entry.value.text.empty() && !isReference(entry.value)) {
            m_problems.warning(entry.value.span, "plain-key",
                               std::format("environment_variables.{} stands here in plain text.", entry.key),
                               "Set the variable where Patchbay is started instead.");
        }
    }

    void list(const YamlNode &node, const SchemaField &field, const SchemaObject &schema)
    {
        if (!node.isSequence()) {
            wrongType(node, field);
            return;
        }
        for (const YamlNode &item : node.items) {
            switch (field.type) {
            case ValueType::TextList:
            case ValueType::TextOrList:
                if (!item.isScalar()) {
                    m_problems.error(
                        item.span, "wrong-type",
                        std::format("An item of {} must be text, not {}.", field.name, kindName(item.kind)),
                        "Write each item as plain text.");
                }
                break;
            case ValueType::ChoiceList: choice(item, field); break;
            case ValueType::ObjectList:
                if (item.isMapping()) {
                    object(item, *field.object);
                } else {
                    m_problems.error(
                        item.span, "wrong-type",
                        std::format("An item of {} must be a map, not {}.", field.name, kindName(item.kind)),
                        "Begin it with \"- key: value\".");
                }
                break;
            case ValueType::GroupList: groupItem(item, field, schema); break;
            default: break;
            }
        }
    }

    void groupItem(const YamlNode &item, const SchemaField &field, const SchemaObject &)
    {
        if (!item.isMapping()) {
            m_problems.error(item.span, "wrong-type",
                             std::format("An item of {} must be {{group: [groups]}}.", field.name),
                             "Write - group: [backup].");
            return;
        }
        for (const YamlEntry &entry : item.entries) {
            if (!entry.value.isSequence()) {
                m_problems.error(entry.value.span, "wrong-type",
                                 std::format("The {} of \"{}\" must be a list.", field.name, entry.key),
                                 std::format("Write {}: [group].", entry.key));
            }
        }
    }

    ProblemList &m_problems;
};

} // namespace

Problem &ProblemList::add(Severity severity, const SourceSpan &span, std::string code, std::string message)
{
    return problems.emplace_back(problemAt(m_files, span, severity, std::move(code), std::move(message)));
}

Problem &ProblemList::error(const SourceSpan &span, std::string code, std::string message, std::string remedy)
{
    Problem &problem = add(Severity::Error, span, std::move(code), std::move(message));
    problem.remedy = std::move(remedy);
    return problem;
}

Problem &ProblemList::warning(const SourceSpan &span, std::string code, std::string message, std::string remedy)
{
    Problem &problem = add(Severity::Warning, span, std::move(code), std::move(message));
    problem.remedy = std::move(remedy);
    return problem;
}

std::string suggestion(std::string_view name, std::span<const std::string_view> candidates)
{
    std::string_view nearest = nearestName(name, candidates);
    // Two letters swapped are one mistake, but two edits.
    for (std::size_t index = 0; nearest.empty() && index + 1 < name.size(); ++index) {
        std::string swapped(name);
        std::swap(swapped[index], swapped[index + 1]);
        const auto found = std::ranges::find(candidates, swapped);
        nearest = found == candidates.end() ? std::string_view() : *found;
    }
    return nearest.empty() ? std::string() : std::string(didYouMean) + std::string(nearest) + "?";
}

std::string_view suggestedName(std::string_view remedy)
{
    if (!remedy.starts_with(didYouMean)) {
        return {};
    }
    remedy.remove_prefix(didYouMean.size());
    std::string_view name = remedy.substr(0, std::min(remedy.find("? "), remedy.size() - (remedy.ends_with('?') ? 1 : 0)));
    const bool quotes = name.size() > 1 && name.front() == '"' && name.back() == '"';
    return quotes ? name.substr(1, name.size() - 2) : name;
}

void checkSchema(const YamlNode &root, const SchemaObject &schema, ProblemList &problems)
{
    if (!root.isMapping() && !root.isNull()) {
        problems.error(root.span, "wrong-type", "A configuration is a map of keys.", "Begin with model_list:.");
        return;
    }
    SchemaCheck(problems).object(root, schema);
}

} // namespace patchbay::config
