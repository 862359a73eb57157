// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/json_reading.h"

#include <cmath>

namespace patchbay::sandbox {

namespace json = boost::json;

std::optional<json::value> readJson(std::string_view text)
{
    json::parse_options options;
    options.max_depth = 200;
    boost::system::error_code error;
    json::value value = json::parse(text, error, {}, options);
    if (error) {
        return std::nullopt;
    }
    return value;
}

const json::value *member(const json::object &object, std::string_view name)
{
    const auto found = object.find(name);
    return found == object.end() ? nullptr : &found->value();
}

const json::object *objectMember(const json::object &object, std::string_view name)
{
    const json::value *value = member(object, name);
    return value ? value->if_object() : nullptr;
}

const json::array *arrayMember(const json::object &object, std::string_view name)
{
    const json::value *value = member(object, name);
    return value ? value->if_array() : nullptr;
}

std::string_view stringMember(const json::object &object, std::string_view name)
{
    const json::value *value = member(object, name);
    return value && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

std::optional<std::int64_t> integerMember(const json::object &object, std::string_view name)
{
    const std::optional<double> number = numberMember(object, name);
    if (!number || std::abs(*number) > 9e15 || *number != std::floor(*number)) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(*number);
}

std::optional<double> numberMember(const json::object &object, std::string_view name)
{
    const json::value *value = member(object, name);
    if (!value || !value->is_number()) {
        return std::nullopt;
    }
    return value->to_number<double>();
}

std::optional<bool> boolMember(const json::object &object, std::string_view name)
{
    const json::value *value = member(object, name);
    return value && value->is_bool() ? std::optional(value->get_bool()) : std::nullopt;
}

const json::value *eitherMember(const json::object &object, std::string_view name, std::string_view other)
{
    const json::value *value = member(object, name);
    return value ? value : member(object, other);
}

} // namespace patchbay::sandbox
