// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/schema_words.h"

#include <cmath>
#include <format>

namespace patchbay::document {

using config::ValueType;

std::string_view typeWords(ValueType type)
{
    switch (type) {
    case ValueType::Any: return "any value";
    case ValueType::Boolean: return "true or false";
    case ValueType::Integer: return "whole number";
    case ValueType::Number: return "number";
    case ValueType::Text: return "text";
    case ValueType::Secret: return "key, as os.environ/NAME";
    case ValueType::Duration: return "seconds or a duration";
    case ValueType::Choice: return "one of a few words";
    case ValueType::ChoiceList: return "list of words";
    case ValueType::Object: return "map";
    case ValueType::ObjectList: return "list of maps";
    case ValueType::ObjectMap: return "maps by name";
    case ValueType::ObjectOrFalse: return "map, or true or false";
    case ValueType::List: return "list";
    case ValueType::Map: return "map";
    case ValueType::TextList: return "list of texts";
    case ValueType::TextOrList: return "text, or a list of texts";
    case ValueType::NumberMap: return "numbers by name";
    case ValueType::GroupList: return "list of {group: [groups]}";
    case ValueType::AliasMap: return "groups by alias";
    }
    return "any value";
}

std::string factsOf(const config::SchemaField &field)
{
    std::string facts(typeWords(field.type));
    const bool low = std::isfinite(field.minimum);
    const bool high = std::isfinite(field.maximum);
    if (low && high) {
        facts += std::format(", {} to {}", field.minimum, field.maximum);
    } else if (low) {
        facts += std::format(", at least {}", field.minimum);
    } else if (high) {
        facts += std::format(", at most {}", field.maximum);
    }
    if (field.required) {
        facts += ", required";
    }
    if (!field.initial.empty()) {
        facts += std::format(", default {}", field.initial);
    }
    return field.deprecated ? facts + ", deprecated" : facts;
}

std::string sentenceOf(const config::SchemaField &field)
{
    std::string sentence(field.help);
    if (field.support == config::Support::Ignored) {
        sentence += " LiteLLM knows it; Patchbay does nothing with it.";
    } else if (field.support == config::Support::Refused) {
        sentence += " Patchbay cannot keep this rule, so it refuses a file that has it.";
    }
    return sentence;
}

} // namespace patchbay::document
