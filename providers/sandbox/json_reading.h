// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reading foreign JSON without exceptions: absent and wrongly typed members are the same "nothing".
// Inside the room only: it brings Boost.JSON.
#pragma once

#include <boost/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay::sandbox {

// Nothing when the text is not one JSON value of bounded depth.
std::optional<boost::json::value> readJson(std::string_view text);

const boost::json::value *member(const boost::json::object &object, std::string_view name);
const boost::json::object *objectMember(const boost::json::object &object, std::string_view name);
const boost::json::array *arrayMember(const boost::json::object &object, std::string_view name);
std::string_view stringMember(const boost::json::object &object, std::string_view name);
std::optional<std::int64_t> integerMember(const boost::json::object &object, std::string_view name);
std::optional<double> numberMember(const boost::json::object &object, std::string_view name);
std::optional<bool> boolMember(const boost::json::object &object, std::string_view name);
// The first of two spellings that is there (Gemini takes snake and camel case).
const boost::json::value *eitherMember(const boost::json::object &object, std::string_view name,
                                       std::string_view other);

} // namespace patchbay::sandbox
