// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/schema_value.h"

#include "providers/sandbox/json_reading.h"
#include "providers/sandbox/property_words.h"
#include "providers/sandbox/words.h"

#include <algorithm>
#include <cmath>

namespace patchbay::sandbox {

namespace json = boost::json;

namespace {

// Recursive schemas end here: optional properties are left out, arrays stay as short as allowed.
constexpr int depthLimit = 8;
constexpr std::int64_t itemLimit = 1000;
// Beyond it a double no longer counts in ones.
constexpr double integerLimit = 9e15;

class SchemaFiller {
public:
    SchemaFiller(const json::object &root, std::string_view prompt)
        : m_root(root)
        , m_prompt(prompt)
        , m_lowerPrompt(lowerCase(prompt))
    {
    }

    json::value fill(const json::value &schema, std::string_view name, int depth) const;

private:
    const json::value *resolve(std::string_view reference) const;
    std::optional<json::value> fillCombined(const json::object &schema, std::string_view name, int depth) const;
    std::optional<json::value> fixedValue(const json::object &schema) const;
    json::value fillObject(const json::object &schema, int depth) const;
    json::value fillArray(const json::object &schema, std::string_view name, int depth) const;
    json::value fillNumber(const json::object &schema, bool integer) const;
    json::value fillString(const json::object &schema, std::string_view name) const;

    const json::object &m_root;
    std::string_view m_prompt;
    std::string m_lowerPrompt;
};

std::string typeOf(const json::object &schema)
{
    if (const json::array *types = arrayMember(schema, "type")) {
        for (const json::value &type : *types) {
            if (type.is_string() && type.get_string() != "null") {
                return lowerCase(type.get_string());
            }
        }
        return "null";
    }
    std::string type = lowerCase(stringMember(schema, "type"));
    if (type.empty() && objectMember(schema, "properties")) {
        return "object";
    }
    if (type.empty() && member(schema, "items")) {
        return "array";
    }
    return type;
}

const json::value *SchemaFiller::resolve(std::string_view reference) const
{
    if (reference == "#") {
        return nullptr;
    }
    if (!reference.starts_with("#/")) {
        return nullptr;
    }
    reference.remove_prefix(2);
    const json::object *object = &m_root;
    while (true) {
        const std::size_t slash = reference.find('/');
        const json::value *found = member(*object, reference.substr(0, slash));
        if (!found || slash == std::string_view::npos) {
            return found;
        }
        object = found->if_object();
        if (!object) {
            return nullptr;
        }
        reference.remove_prefix(slash + 1);
    }
}

std::optional<json::value> SchemaFiller::fixedValue(const json::object &schema) const
{
    if (const json::value *constant = member(schema, "const")) {
        return *constant;
    }
    const json::array *choices = arrayMember(schema, "enum");
    if (!choices || choices->empty()) {
        return std::nullopt;
    }
    for (const json::value &choice : *choices) {
        if (choice.is_string() && hasWord(m_lowerPrompt, lowerCase(choice.get_string()))) {
            return choice;
        }
    }
    return choices->front();
}

std::optional<json::value> SchemaFiller::fillCombined(const json::object &schema, std::string_view name,
                                                      int depth) const
{
    for (const std::string_view key : { "anyOf", "oneOf", "any_of" }) {
        const json::array *choices = arrayMember(schema, key);
        if (!choices || choices->empty()) {
            continue;
        }
        for (const json::value &choice : *choices) {
            const json::object *object = choice.if_object();
            const bool null = object && typeOf(*object) == "null";
            if (!null && depth < depthLimit) {
                return fill(choice, name, depth + 1);
            }
        }
        return fill(choices->back(), name, depth + 1);
    }
    const json::array *all = arrayMember(schema, "allOf");
    if (!all || all->empty()) {
        return std::nullopt;
    }
    json::object merged;
    for (const json::value &part : *all) {
        json::value value = fill(part, name, depth + 1);
        if (!value.is_object()) {
            return value;
        }
        for (const auto &entry : value.get_object()) {
            merged[entry.key()] = entry.value();
        }
    }
    if (objectMember(schema, "properties")) {
        const json::value own = fillObject(schema, depth + 1);
        for (const auto &entry : own.get_object()) {
            merged[entry.key()] = entry.value();
        }
    }
    return merged;
}

json::value SchemaFiller::fillObject(const json::object &schema, int depth) const
{
    json::object filled;
    const json::object *properties = objectMember(schema, "properties");
    const json::array *required = arrayMember(schema, "required");
    const auto isRequired = [required](std::string_view key) {
        return required && std::ranges::any_of(*required, [key](const json::value &name) {
                   return name.is_string() && name.get_string() == key;
               });
    };
    if (properties) {
        for (const auto &property : *properties) {
            if (depth < depthLimit / 2 || isRequired(property.key())) {
                filled[property.key()] = fill(property.value(), property.key(), depth + 1);
            }
        }
    }
    if (required) {
        for (const json::value &name : *required) {
            if (name.is_string() && !filled.contains(name.get_string())) {
                filled[name.get_string()] = wordForProperty(name.get_string(), m_prompt);
            }
        }
    }
    return filled;
}

json::value SchemaFiller::fillArray(const json::object &schema, std::string_view name, int depth) const
{
    json::array filled;
    if (const json::array *prefix = arrayMember(schema, "prefixItems")) {
        for (const json::value &item : *prefix) {
            filled.push_back(fill(item, name, depth + 1));
        }
        return filled;
    }
    const std::int64_t minimum = integerMember(schema, "minItems").value_or(0);
    const std::int64_t maximum = integerMember(schema, "maxItems").value_or(std::max<std::int64_t>(minimum, 3));
    const std::int64_t wanted = depth < depthLimit / 2 ? 2 : 0;
    const std::int64_t lowest = std::min({ minimum, maximum, itemLimit });
    const std::int64_t count = std::clamp<std::int64_t>(wanted, lowest, std::min(maximum, itemLimit));
    const json::value any = json::object { { "type", "string" } };
    const json::value *items = member(schema, "items");
    const bool unique = boolMember(schema, "uniqueItems").value_or(false);
    for (std::int64_t index = 0; index < count; ++index) {
        json::value item = fill(items ? *items : any, name, depth + 1);
        if ((unique || index > 0) && item.is_string()
            && !(items && items->is_object() && items->get_object().contains("enum"))) {
            item = std::string(item.get_string()) + " " + std::to_string(index + 1);
        } else if (unique && item.is_number()) {
            item = item.to_number<double>() + static_cast<double>(index);
        }
        filled.push_back(std::move(item));
    }
    return filled;
}

json::value SchemaFiller::fillNumber(const json::object &schema, bool integer) const
{
    const double step = numberMember(schema, "multipleOf").value_or(integer ? 1.0 : 0.1);
    std::optional<double> low = numberMember(schema, "minimum");
    std::optional<double> high = numberMember(schema, "maximum");
    if (const std::optional<double> bound = numberMember(schema, "exclusiveMinimum")) {
        low = *bound + step;
    }
    if (const std::optional<double> bound = numberMember(schema, "exclusiveMaximum")) {
        high = *bound - step;
    }
    const std::optional<long long> mentioned = firstNumber(m_prompt);
    double value = mentioned ? static_cast<double>(*mentioned) : integer ? 1 : 0.5;
    value = low ? std::max(value, *low) : value;
    value = high ? std::min(value, *high) : value;
    if (const std::optional<double> multiple = numberMember(schema, "multipleOf"); multiple && *multiple > 0) {
        value = std::ceil(value / *multiple) * *multiple;
        value = high && value > *high ? value - *multiple : value;
    }
    if (integer) {
        return static_cast<std::int64_t>(
            std::clamp(low ? std::ceil(value) : std::floor(value), -integerLimit, integerLimit));
    }
    return value;
}

json::value SchemaFiller::fillString(const json::object &schema, std::string_view name) const
{
    if (const std::optional<std::string> formatted = wordForFormat(stringMember(schema, "format"))) {
        return json::value(*formatted);
    }
    if (const std::optional<std::string> matching = wordForPattern(stringMember(schema, "pattern"))) {
        return json::value(*matching);
    }
    std::string text = wordForProperty(name, m_prompt);
    const std::size_t minimum =
        static_cast<std::size_t>(std::clamp<std::int64_t>(integerMember(schema, "minLength").value_or(0), 0, 4096));
    const std::optional<std::int64_t> maximum = integerMember(schema, "maxLength");
    while (text.size() < minimum) {
        text += text.empty() ? "text" : " " + text;
    }
    if (maximum && *maximum >= 0 && text.size() > static_cast<std::size_t>(*maximum)) {
        text.resize(static_cast<std::size_t>(*maximum));
        while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0x80) != 0) {
            text.back() = '.'; // the cut may have split a character
            break;
        }
        std::ranges::replace_if(
            text, [](char c) { return (static_cast<unsigned char>(c) & 0x80) != 0; }, '.');
    }
    return json::value(text);
}

json::value SchemaFiller::fill(const json::value &schema, std::string_view name, int depth) const
{
    const json::object *object = schema.if_object();
    if (!object || depth > depthLimit * 2) {
        return json::value(wordForProperty(name, m_prompt));
    }
    if (const std::string_view reference = stringMember(*object, "$ref"); !reference.empty()) {
        const json::value *target = resolve(reference);
        return target ? fill(*target, name, depth + 1) : json::value(json::object());
    }
    if (std::optional<json::value> fixed = fixedValue(*object)) {
        return *fixed;
    }
    if (std::optional<json::value> combined = fillCombined(*object, name, depth)) {
        return *combined;
    }
    const std::string type = typeOf(*object);
    if (type == "object") {
        return fillObject(*object, depth);
    }
    if (type == "array") {
        return fillArray(*object, name, depth);
    }
    if (type == "integer" || type == "number") {
        return fillNumber(*object, type == "integer");
    }
    if (type == "boolean") {
        return !hasAnyWord(m_lowerPrompt, { "not", "no", "never" });
    }
    if (type == "null") {
        return nullptr;
    }
    return fillString(*object, name);
}

} // namespace

std::string valueForSchema(std::string_view schema, std::string_view prompt)
{
    const std::optional<json::value> parsed = readJson(schema);
    const json::object *root = parsed ? parsed->if_object() : nullptr;
    if (!root) {
        return "{}";
    }
    if (root->empty()) {
        return objectAbout(prompt);
    }
    return json::serialize(SchemaFiller(*root, prompt).fill(*parsed, "answer", 0));
}

std::string objectAbout(std::string_view prompt)
{
    json::object object;
    object["subject"] = subjectOf(prompt);
    object["answer"] = "A short answer about " + asClause(subjectOf(prompt)) + ".";
    object["words_in_prompt"] = std::ranges::count(prompt, ' ') + (prompt.empty() ? 0 : 1);
    object["simulated"] = true;
    return json::serialize(object);
}

} // namespace patchbay::sandbox
