// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fields of the JSON files that routing reads: states, traffic, faults. Inside the room only.
#pragma once

#include "providers/core/result.h"

#include <boost/json/object.hpp>

#include <span>

namespace patchbay::routing {

// A field that is a number, else `otherwise`.
double numberField(const boost::json::object &row, std::string_view key, double otherwise = 0);
// Empty when it is no text.
std::string_view textField(const boost::json::object &row, std::string_view key);
bool truthField(const boost::json::object &row, std::string_view key, bool otherwise);
std::vector<std::string> textsField(const boost::json::object &row, std::string_view key);

enum class FieldKind : std::uint8_t { Number, Text, Truth, Texts, Any };

struct FieldRule {
    std::string_view name {};
    FieldKind kind = FieldKind::Any;
    double least = 0; // of a Number
    double most = 1e9;
};

// Refuses a name that is none of the rules', a value of another kind, a number out of its bounds: a typing error would
// otherwise be a simulation of something else. `what` begins the sentence: "A fault".
Result<void> checkFields(const boost::json::object &row, std::string_view what, std::span<const FieldRule> rules);

// What a file of traffic, faults and behaviours may have at its top.
std::span<const FieldRule> trafficFields();

} // namespace patchbay::routing
