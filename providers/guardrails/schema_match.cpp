// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/guardrails/schema_match.h"

#include <algorithm>
#include <cmath>

namespace patchbay::guardrails {

using wire::JsonKind;
using wire::JsonMember;
using wire::JsonView;

namespace {

constexpr int deepest = 64;

std::string typeOf(const JsonView &value)
{
    switch (value.kind()) {
    case JsonKind::Null: return "null";
    case JsonKind::Bool: return "boolean";
    case JsonKind::Number: return value.integer() ? "integer" : "number";
    case JsonKind::String: return "string";
    case JsonKind::Array: return "array";
    case JsonKind::Object: return "object";
    case JsonKind::Absent: break;
    }
    return "nothing";
}

bool isType(const std::string &type, const JsonView &wanted)
{
    return wanted.is(type) || (type == "integer" && wanted.is("number"));
}

// By meaning where it is simple, else as it is written.
bool same(const JsonView &left, const JsonView &right)
{
    if (left.isString() && right.isString()) {
        return left.string() == right.string();
    }
    if (left.isNumber() && right.isNumber()) {
        return left.number() == right.number();
    }
    return left.raw() == right.raw();
}

std::size_t codePoints(const std::string &text)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0) != 0x80; }));
}

class Matcher {
public:
    explicit Matcher(const JsonView &root)
        : m_root(root)
    {
    }

    std::string fault(const JsonView &schema, const JsonView &value, const std::string &place, int depth) const
    {
        if (depth > deepest) {
            return place + " is too deep";
        }
        if (schema.kind() == JsonKind::Bool) {
            return schema.boolean().value_or(true) ? std::string() : place + " is not allowed";
        }
        if (schema["$ref"].isString()) {
            return fault(referred(schema["$ref"].string()), value, place, depth + 1);
        }
        std::string found = typeFault(schema, value, place);
        found = found.empty() ? sizeFault(schema, value, place) : found;
        found = found.empty() ? choiceFault(schema, value, place, depth) : found;
        if (found.empty() && value.isObject()) {
            found = objectFault(schema, value, place, depth);
        }
        return found.empty() && value.isArray() ? itemsFault(schema, value, place, depth) : found;
    }

private:
    JsonView referred(const std::string &reference) const
    {
        JsonView at = m_root;
        for (std::size_t begin = reference.starts_with("#/") ? 2 : reference.size(); begin < reference.size();) {
            const std::size_t end = std::min(reference.find('/', begin), reference.size());
            at = at[reference.substr(begin, end - begin)];
            begin = end + 1;
        }
        return at;
    }

    static std::string typeFault(const JsonView &schema, const JsonView &value, const std::string &place)
    {
        const JsonView wanted = schema["type"];
        const std::string type = typeOf(value);
        bool fits = !wanted || (wanted.isString() && isType(type, wanted));
        for (const JsonView one : wanted.items()) {
            fits = fits || isType(type, one);
        }
        if (!fits) {
            return place + " is " + type + ", not " + std::string(wanted.raw());
        }
        if (const JsonView constant = schema["const"]; constant.kind() != JsonKind::Absent && !same(constant, value)) {
            return place + " is not " + std::string(constant.raw());
        }
        if (const JsonView choices = schema["enum"]; choices.isArray()) {
            bool any = false;
            for (const JsonView choice : choices.items()) {
                any = any || same(choice, value);
            }
            return any ? std::string() : place + " is none of the values that it may have";
        }
        return {};
    }

    static std::string sizeFault(const JsonView &schema, const JsonView &value, const std::string &place)
    {
        const auto outside = [&](const char *least, const char *most, double size) {
            return size < schema[least].number().value_or(size) || size > schema[most].number().value_or(size);
        };
        const std::optional<double> number = value.number();
        if (number
            && (outside("minimum", "maximum", *number)
                || *number <= schema["exclusiveMinimum"].number().value_or(-HUGE_VAL)
                || *number >= schema["exclusiveMaximum"].number().value_or(HUGE_VAL))) {
            return place + " is outside its bounds";
        }
        if (value.isString() && outside("minLength", "maxLength", static_cast<double>(codePoints(value.string())))) {
            return place + " is too short or too long";
        }
        if (value.isArray() && outside("minItems", "maxItems", static_cast<double>(value.size()))) {
            return place + " has too few or too many items";
        }
        return {};
    }

    std::string choiceFault(const JsonView &schema, const JsonView &value, const std::string &place, int depth) const
    {
        for (const JsonView each : schema["allOf"].items()) {
            if (std::string found = fault(each, value, place, depth + 1); !found.empty()) {
                return found;
            }
        }
        for (const char *name : { "anyOf", "oneOf" }) {
            const JsonView choices = schema[name];
            int fitting = 0;
            for (const JsonView choice : choices.items()) {
                fitting += fault(choice, value, place, depth + 1).empty() ? 1 : 0;
            }
            const bool one = std::string_view(name) == "oneOf";
            if (choices.isArray() && (fitting == 0 || (one && fitting > 1))) {
                return place + " fits none of the forms that it may have";
            }
        }
        return {};
    }

    std::string objectFault(const JsonView &schema, const JsonView &value, const std::string &place, int depth) const
    {
        for (const JsonView name : schema["required"].items()) {
            if (value[name.string()].kind() == JsonKind::Absent) {
                return place + "." + name.string() + " is missing";
            }
        }
        const JsonView properties = schema["properties"];
        const JsonView others = schema["additionalProperties"];
        for (const JsonMember &member : value.members()) {
            const std::string key = member.key();
            const JsonView known = properties[key];
            const JsonView &rule = known.kind() == JsonKind::Absent ? others : known;
            if (rule.kind() != JsonKind::Absent) {
                if (std::string found = fault(rule, member.value, place + "." + key, depth + 1); !found.empty()) {
                    return found;
                }
            }
        }
        return {};
    }

    std::string itemsFault(const JsonView &schema, const JsonView &value, const std::string &place, int depth) const
    {
        const JsonView items = schema["items"];
        std::size_t number = 0;
        for (const JsonView item : value.items()) {
            if (items.kind() == JsonKind::Absent) {
                break;
            }
            if (std::string found = fault(items, item, place + "[" + std::to_string(number++) + "]", depth + 1);
                !found.empty()) {
                return found;
            }
        }
        return {};
    }

    const JsonView m_root;
};

} // namespace

std::string schemaFault(const JsonView &schema, const JsonView &value)
{
    return Matcher(schema).fault(schema, value, "$", 0);
}

} // namespace patchbay::guardrails
