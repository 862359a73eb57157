// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fields of the JSON files that routing reads: states, traffic, faults. Inside the room only.
#pragma once

#include "providers/core/result.h"

#include <boost/json/object.hpp>

#include <set>
#include <span>

namespace patchbay::routing {

// A field that is a number, else `otherwise`.
double numberField(const boost::json::object &row, std::string_view key, double otherwise = 0);
// Empty when it is no text.
std::string_view textField(const boost::json::object &row, std::string_view key);
bool truthField(const boost::json::object &row, std::string_view key, bool otherwise);
std::vector<std::string> textsField(const boost::json::object &row, std::string_view key);

enum class FieldKind : std::uint8_t { Number, Text, Truth, Texts, Share, Shares, Any };

// A Share is true, false or a number from 0 to 1; Shares are a text, or a map from texts to numbers from 0 on.
struct FieldRule {
    std::string_view name {};
    FieldKind kind = FieldKind::Any;
    double least = 0; // of a Number
    double most = 1e9;
};

// Names that nothing reads, a sentence each: a typing error would otherwise be a simulation of something else.
class FieldNotes {
public:
    void unknown(std::string_view what, std::string_view name, std::span<const FieldRule> rules);
    std::vector<std::string> take() { return std::move(m_sentences); }

private:
    std::set<std::pair<std::string, std::string>, std::less<>> m_told;
    std::vector<std::string> m_sentences;
};

// Refuses a value of another kind and a number out of its bounds; names that are none of the rules' go to the notes.
// `what` begins the sentence: "A fault".
Result<void> checkFields(const boost::json::object &row, std::string_view what, std::span<const FieldRule> rules,
                         FieldNotes &notes);

// What a file of traffic, faults and behaviours may have at its top.
std::span<const FieldRule> trafficFields();

} // namespace patchbay::routing
