// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/json_schema.h"

#include "providers/config/schema.h"
#include "providers/config/yaml_node.h"
#include "providers/config/yaml_scalar.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <map>

namespace patchbay::config {
namespace {

YamlNode text(std::string_view words)
{
    YamlNode node;
    node.kind = YamlNode::Kind::String;
    node.text = words;
    return node;
}

YamlNode boolean(bool value)
{
    YamlNode node;
    node.kind = YamlNode::Kind::Boolean;
    node.boolean = value;
    node.text = value ? "true" : "false";
    return node;
}

YamlNode number(double value)
{
    YamlNode node;
    node.number = value;
    node.text = std::format("{}", value);
    node.kind = value == std::floor(value) && std::abs(value) < 9e15 ? YamlNode::Kind::Integer : YamlNode::Kind::Float;
    node.integer = node.kind == YamlNode::Kind::Integer ? static_cast<std::int64_t>(value) : 0;
    return node;
}

YamlNode list(std::vector<YamlNode> items)
{
    YamlNode node;
    node.kind = YamlNode::Kind::Sequence;
    node.items = std::move(items);
    return node;
}

YamlNode map()
{
    YamlNode node;
    node.kind = YamlNode::Kind::Mapping;
    return node;
}

void add(YamlNode &node, std::string_view key, YamlNode value)
{
    node.entries.push_back({ .key = std::string(key), .value = std::move(value) });
}

YamlNode with(std::string_view key, YamlNode value)
{
    YamlNode node = map();
    add(node, key, std::move(value));
    return node;
}

YamlNode reference(std::string_view name)
{
    return with("$ref", text("#/$defs/" + std::string(name)));
}

YamlNode ofType(std::initializer_list<std::string_view> types)
{
    std::vector<YamlNode> names;
    std::ranges::transform(types, std::back_inserter(names), text);
    return with("type", names.size() == 1 ? names.front() : list(std::move(names)));
}

YamlNode anyOf(std::vector<YamlNode> choices)
{
    return with("anyOf", list(std::move(choices)));
}

YamlNode arrayOf(YamlNode item)
{
    YamlNode node = ofType({ "array" });
    add(node, "items", std::move(item));
    return node;
}

YamlNode mapOf(YamlNode value)
{
    YamlNode node = ofType({ "object" });
    add(node, "additionalProperties", std::move(value));
    return node;
}

YamlNode words(std::span<const std::string_view> choices)
{
    std::vector<YamlNode> items;
    std::ranges::transform(choices, std::back_inserter(items), text);
    return with("enum", list(std::move(items)));
}

// A default as its type says it.
YamlNode typed(const SchemaField &field)
{
    const std::optional<bool> truth = readBoolean(field.initial);
    if (truth && (field.type == ValueType::Boolean || field.type == ValueType::ObjectOrFalse)) {
        return boolean(*truth);
    }
    const std::optional<double> value = readDecimal(field.initial);
    const bool textual = field.type == ValueType::Text || field.type == ValueType::Choice || field.type == ValueType::Secret;
    return value && !textual ? number(*value) : text(field.initial);
}

bool isCollection(ValueType type)
{
    switch (type) {
    case ValueType::Object:
    case ValueType::ObjectList:
    case ValueType::ObjectMap:
    case ValueType::List:
    case ValueType::Map:
    case ValueType::TextList:
    case ValueType::ChoiceList:
    case ValueType::NumberMap:
    case ValueType::GroupList:
    case ValueType::AliasMap: return true;
    default: return false;
    }
}

// "num_retries" → "Num retries"
std::string titleOf(std::string_view name)
{
    std::string title(name);
    std::ranges::replace(title, '_', ' ');
    if (!title.empty() && title.front() >= 'a' && title.front() <= 'z') {
        title.front() = static_cast<char>(title.front() - 'a' + 'A');
    }
    return title;
}

class SchemaWriter {
public:
    YamlNode write()
    {
        YamlNode schema = map();
        add(schema, "$schema", text("https://json-schema.org/draft/2020-12/schema"));
        add(schema, "title", text("LiteLLM configuration, as Patchbay reads it"));
        add(schema, "description",
            text("config.yaml of a LiteLLM proxy with the keys under patchbay. Generated from the table that patchbay-cli check, "
                 "forms and completion use."));
        YamlNode root = object(rootSchema());
        std::ranges::move(root.entries, std::back_inserter(schema.entries));
        YamlNode definitions = map();
        add(definitions, "environment", environment());
        add(definitions, "text", ofType({ "string", "number", "boolean" }));
        // Objects name further ones while they are written.
        for (std::size_t next = 0; next < m_waiting.size(); ++next) {
            add(definitions, m_names.at(m_waiting[next]), object(*m_waiting[next]));
        }
        add(schema, "$defs", std::move(definitions));
        return schema;
    }

private:
    static YamlNode environment()
    {
        YamlNode node = ofType({ "string" });
        add(node, "pattern", text("^os\\.environ/."));
        add(node, "description", text("Read from the environment variable of this name."));
        return node;
    }

    YamlNode object(const SchemaObject &schema)
    {
        YamlNode node = ofType({ "object", "null" });
        YamlNode properties = map();
        std::vector<YamlNode> required;
        for (const SchemaField &row : schema.fields) {
            add(properties, row.name, field(row));
            if (row.required) {
                required.push_back(text(row.name));
            }
        }
        add(node, "properties", std::move(properties));
        if (!required.empty()) {
            add(node, "required", list(std::move(required)));
        }
        add(node, "additionalProperties", boolean(schema.unknown != SchemaObject::Unknown::Warn));
        return node;
    }

    YamlNode field(const SchemaField &row)
    {
        YamlNode node = map();
        add(node, "title", text(titleOf(row.name)));
        std::string sentence(row.help);
        if (row.support == Support::Ignored) {
            sentence += " LiteLLM knows it; Patchbay does nothing with it.";
        } else if (row.support == Support::Refused) {
            sentence += " Patchbay cannot keep this rule and refuses a file that has it.";
        }
        add(node, "description", text(sentence));
        if (!row.initial.empty()) {
            add(node, "default", typed(row));
        }
        if (row.deprecated) {
            add(node, "deprecated", boolean(true));
        }
        if (row.type == ValueType::Secret) {
            add(node, "writeOnly", boolean(true));
        }
        YamlNode value = valueOf(row);
        if (value.entries.empty()) {
            return node;
        }
        // A key without a value is as good as absent. Lists and maps are written out, so that what is wrong in them is
        // told where it stands; every other value may come from the environment.
        if (isCollection(row.type)) {
            for (YamlEntry &entry : value.entries) {
                const bool optional = entry.key == "type" && !row.required;
                add(node, entry.key, optional ? list({ std::move(entry.value), text("null") }) : std::move(entry.value));
            }
            return node;
        }
        std::vector<YamlNode> choices;
        choices.push_back(std::move(value));
        choices.push_back(reference("environment"));
        if (!row.required) {
            choices.push_back(ofType({ "null" }));
        }
        add(node, "anyOf", list(std::move(choices)));
        return node;
    }

    YamlNode bounded(const SchemaField &row, std::string_view type)
    {
        YamlNode node = ofType({ type });
        if (std::isfinite(row.minimum)) {
            add(node, "minimum", number(row.minimum));
        }
        if (std::isfinite(row.maximum)) {
            add(node, "maximum", number(row.maximum));
        }
        return node;
    }

    YamlNode valueOf(const SchemaField &row)
    {
        switch (row.type) {
        case ValueType::Any: return map();
        case ValueType::Boolean: return ofType({ "boolean" });
        case ValueType::Integer: return bounded(row, "integer");
        case ValueType::Number: return bounded(row, "number");
        case ValueType::Text:
        case ValueType::Secret: return reference("text");
        case ValueType::Duration: {
            YamlNode span = ofType({ "string" });
            add(span, "pattern", text("^[0-9]+(\\.[0-9]+)?(mo|s|m|h|d|w)?$"));
            return anyOf({ bounded(row, "number"), std::move(span) });
        }
        case ValueType::Choice: return words(row.choices);
        case ValueType::ChoiceList: return arrayOf(words(row.choices));
        case ValueType::Object: return named(*row.object);
        case ValueType::ObjectList: return arrayOf(named(*row.object));
        case ValueType::ObjectMap: return mapOf(named(*row.object));
        case ValueType::ObjectOrFalse: return anyOf({ named(*row.object), ofType({ "boolean" }) });
        case ValueType::List: return ofType({ "array" });
        case ValueType::Map: return ofType({ "object" });
        case ValueType::TextList: return arrayOf(reference("text"));
        case ValueType::TextOrList: return anyOf({ reference("text"), arrayOf(reference("text")) });
        case ValueType::NumberMap: return mapOf(ofType({ "number" }));
        case ValueType::GroupList: return arrayOf(mapOf(ofType({ "array" })));
        case ValueType::AliasMap: return mapOf(anyOf({ reference("text"), alias() }));
        }
        return map();
    }

    static YamlNode alias()
    {
        YamlNode node = ofType({ "object" });
        YamlNode properties = map();
        add(properties, "model", reference("text"));
        add(properties, "hidden", ofType({ "boolean" }));
        add(node, "properties", std::move(properties));
        add(node, "required", list({ text("model") }));
        return node;
    }

    // A definition of its own for each object; objects of one name get a number.
    YamlNode named(const SchemaObject &schema)
    {
        auto known = m_names.find(&schema);
        if (known == m_names.end()) {
            std::string name(schema.name);
            const int number = ++m_counts[name];
            name += number > 1 ? '_' + std::to_string(number) : "";
            known = m_names.emplace(&schema, std::move(name)).first;
            m_waiting.push_back(&schema);
        }
        return reference(known->second);
    }

    std::map<const SchemaObject *, std::string> m_names;
    std::map<std::string, int> m_counts;
    std::vector<const SchemaObject *> m_waiting;
};

void print(std::string &out, const YamlNode &node, std::size_t depth)
{
    const bool isMap = node.isMapping();
    const std::size_t count = isMap ? node.entries.size() : node.items.size();
    const bool plain = std::ranges::all_of(node.items, &YamlNode::isScalar)
        && std::ranges::all_of(node.entries, [](const YamlEntry &entry) { return entry.value.isScalar(); });
    if (node.isScalar() || count == 0 || (plain && count <= (isMap ? 2 : 4))) {
        out += toJson(node);
        return;
    }
    const std::string indent((depth + 1) * 2, ' ');
    out += isMap ? "{\n" : "[\n";
    for (std::size_t index = 0; index < count; ++index) {
        out += indent;
        if (isMap) {
            out += toJson(text(node.entries[index].key)) + ": ";
        }
        print(out, isMap ? node.entries[index].value : node.items[index], depth + 1);
        out += index + 1 < count ? ",\n" : "\n";
    }
    out += std::string(depth * 2, ' ') + (isMap ? "}" : "]");
}

} // namespace

std::string jsonSchema()
{
    std::string out;
    print(out, SchemaWriter().write(), 0);
    return out + '\n';
}

} // namespace patchbay::config
