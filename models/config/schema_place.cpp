// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/schema_place.h"

#include "providers/config/yaml_scalar.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace patchbay::document {

using config::ValueType;

SchemaPlace SchemaPlace::root()
{
    SchemaPlace place;
    place.type = ValueType::Object;
    place.object = &config::rootSchema();
    return place;
}

SchemaPlace SchemaPlace::key(std::string_view name) const
{
    SchemaPlace place;
    if (object && type != ValueType::ObjectMap) {
        place.field = config::findField(*object, name);
        if (place.field) {
            place.type = place.field->type;
            place.object = place.field->object;
        } else {
            place.known = object->unknown != config::SchemaObject::Unknown::Warn;
        }
    } else if (type == ValueType::ObjectMap) {
        place.type = ValueType::Object;
        place.object = object;
    } else if (type == ValueType::NumberMap) {
        place.type = ValueType::Number;
    } else if (groupItem) {
        place.type = ValueType::TextList;
    }
    return place;
}

SchemaPlace SchemaPlace::item() const
{
    SchemaPlace place;
    switch (type) {
    case ValueType::ObjectList:
        place.type = ValueType::Object;
        place.object = object;
        break;
    case ValueType::TextList:
    case ValueType::TextOrList: place.type = ValueType::Text; break;
    case ValueType::ChoiceList:
        place.type = ValueType::Choice;
        place.field = field;
        break;
    case ValueType::GroupList:
        place.type = ValueType::Map;
        place.groupItem = true;
        break;
    default: break;
    }
    return place;
}

SchemaPlace SchemaPlace::at(const std::vector<PlaceStep> &steps)
{
    SchemaPlace place = root();
    for (const PlaceStep &step : steps) {
        place = step.isKey ? place.key(step.key) : place.item();
    }
    return place;
}

bool SchemaPlace::isList() const
{
    switch (type) {
    case ValueType::List:
    case ValueType::ObjectList:
    case ValueType::TextList:
    case ValueType::TextOrList:
    case ValueType::ChoiceList:
    case ValueType::GroupList: return true;
    default: return false;
    }
}

bool SchemaPlace::hasFreeKeys() const
{
    return groupItem || type == ValueType::AliasMap || type == ValueType::NumberMap || type == ValueType::ObjectMap;
}

namespace {

// JSON's numbers and words, as YAML 1.2 reads them too; "010", "1:30" and "off" stay texts.
void readWord(YamlNode &node)
{
    const std::string_view text = node.text;
    node.kind = YamlNode::Kind::String;
    if (text == "null" || text == "~") {
        node.kind = YamlNode::Kind::Null;
    } else if (text == "true" || text == "false" || text == "True" || text == "False") {
        node.kind = YamlNode::Kind::Boolean;
        node.boolean = text == "true" || text == "True";
    } else if (const std::optional<double> number = config::readDecimal(text)) {
        const std::string_view digits = text.substr(text.starts_with('-') || text.starts_with('+') ? 1 : 0);
        const bool leadingZero = digits.size() > 1 && digits.front() == '0' && digits[1] >= '0' && digits[1] <= '9';
        if (leadingZero || text.starts_with('+') || digits.empty() || digits.front() < '0' || digits.front() > '9') {
            return;
        }
        node.number = *number;
        const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), node.integer);
        const bool whole = problem == std::errc() && end == digits.data() + digits.size();
        node.integer = text.starts_with('-') ? -node.integer : node.integer;
        node.kind = whole ? YamlNode::Kind::Integer : YamlNode::Kind::Float;
    }
}

YamlNode asText(YamlNode node)
{
    return textNode(std::move(node.text));
}

// Inside JSON, words that are not quoted.
void readWords(YamlNode &node)
{
    node.alias = false;
    if (node.isScalar() && !node.quoted) {
        readWord(node);
        node.quoted = node.kind == YamlNode::Kind::String;
    }
    std::ranges::for_each(node.items, readWords);
    for (config::YamlEntry &entry : node.entries) {
        readWords(entry.value);
    }
}

YamlNode typed(YamlNode node, ValueType type)
{
    switch (type) {
    case ValueType::Boolean:
    case ValueType::ObjectOrFalse:
        if (const std::optional<bool> boolean = config::readBoolean(node.text)) {
            node.kind = YamlNode::Kind::Boolean;
            node.boolean = *boolean;
            return node;
        }
        break;
    case ValueType::Integer:
        readWord(node);
        // 1e6 is a whole number too.
        if (const std::optional<std::int64_t> whole = node.asInteger(); whole && node.kind == YamlNode::Kind::Float) {
            node.kind = YamlNode::Kind::Integer;
            node.integer = *whole;
        }
        return node;
    case ValueType::Text:
    case ValueType::Secret:
    case ValueType::Choice: return node.text == "null" ? (readWord(node), node) : asText(std::move(node));
    default: break;
    }
    readWord(node);
    return node.kind == YamlNode::Kind::String ? asText(std::move(node)) : node;
}

} // namespace

Result<YamlNode> readValue(std::string_view text, const SchemaPlace &place)
{
    YamlNode word;
    word.text = text;
    const std::size_t first = std::min(text.find_first_not_of(" \t\r\n"), text.size());
    const bool structured = first < text.size() && std::string_view("{[\"'").contains(text[first]);
    const bool lines = text.find('\n') != std::string_view::npos;
    if (!structured && !lines) {
        return typed(std::move(word), place.type);
    }
    std::vector<config::Problem> notes;
    std::expected<YamlNode, config::Problem> node = config::readYaml({ text, "the value", 0 }, notes);
    if (!structured && (!node || node->isScalar())) {
        return asText(std::move(word));
    }
    if (!node) {
        Error error = makeError(ErrorClass::BadRequest, "The value is neither JSON nor YAML: " + node.error().message);
        error.code = "value";
        return std::unexpected(std::move(error));
    }
    readWords(*node);
    return std::move(*node);
}

} // namespace patchbay::document
