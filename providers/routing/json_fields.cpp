// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/json_fields.h"

#include <boost/json.hpp>

#include <algorithm>
#include <cmath>
#include <format>

namespace patchbay::routing {
namespace {

namespace json = boost::json;

std::string kindWords(const FieldRule &rule)
{
    switch (rule.kind) {
    case FieldKind::Number:
        return rule.most >= FieldRule().most ? std::format("a number from {} on", rule.least)
                                             : std::format("a number from {} to {}", rule.least, rule.most);
    case FieldKind::Text: return "a text";
    case FieldKind::Truth: return "true or false";
    case FieldKind::Texts: return "a list of texts";
    case FieldKind::Share: return "true, false or a share from 0 to 1";
    case FieldKind::Shares: return "a name, or a map from names to shares";
    case FieldKind::Any: break;
    }
    return "something else";
}

bool isNumber(const json::value &value, double least, double most)
{
    return value.is_number() && value.to_number<double>() >= least && value.to_number<double>() <= most;
}

bool fits(const json::value &value, const FieldRule &rule)
{
    switch (rule.kind) {
    case FieldKind::Number: return isNumber(value, rule.least, rule.most);
    case FieldKind::Text: return value.is_string();
    case FieldKind::Truth: return value.is_bool();
    case FieldKind::Texts:
        return value.is_array()
            && std::ranges::all_of(value.as_array(), [](const json::value &item) { return item.is_string(); });
    case FieldKind::Share: return value.is_bool() || isNumber(value, 0, 1);
    case FieldKind::Shares:
        return value.is_string()
            || (value.is_object() && std::ranges::all_of(value.as_object(), [](const json::key_value_pair &item) {
                    return isNumber(item.value(), 0, FieldRule().most);
                }));
    case FieldKind::Any: break;
    }
    return true;
}

} // namespace

double numberField(const json::object &row, std::string_view key, double otherwise)
{
    const json::value *value = row.if_contains(key);
    return value && value->is_number() ? value->to_number<double>() : otherwise;
}

std::string_view textField(const json::object &row, std::string_view key)
{
    const json::value *value = row.if_contains(key);
    return value && value->is_string() ? std::string_view(value->as_string()) : std::string_view();
}

bool truthField(const json::object &row, std::string_view key, bool otherwise)
{
    const json::value *value = row.if_contains(key);
    return value && value->is_bool() ? value->as_bool() : otherwise;
}

std::vector<std::string> textsField(const json::object &row, std::string_view key)
{
    std::vector<std::string> texts;
    const json::value *value = row.if_contains(key);
    for (const json::value &item : value && value->is_array() ? value->as_array() : json::array()) {
        if (item.is_string()) {
            texts.emplace_back(item.as_string());
        }
    }
    return texts;
}

void FieldNotes::unknown(std::string_view what, std::string_view name, std::span<const FieldRule> rules)
{
    if (!m_told.emplace(what, name).second) {
        return;
    }
    std::string known;
    for (const FieldRule &rule : rules) {
        known += (known.empty() ? "" : ", ") + std::string(rule.name);
    }
    m_sentences.push_back(std::format("{} has a \"{}\", which means nothing here; known are {}.", what, name, known));
}

Result<void> checkFields(const json::object &row, std::string_view what, std::span<const FieldRule> rules,
                         FieldNotes &notes)
{
    for (const auto &[name, value] : row) {
        const auto rule = std::ranges::find(rules, std::string_view(name), &FieldRule::name);
        if (rule == rules.end()) {
            notes.unknown(what, name, rules);
        } else if (!fits(value, *rule)) {
            return failure(ErrorClass::BadRequest,
                           std::format("{}: \"{}\" is {}, it has to be {}.", what, std::string_view(name),
                                       json::serialize(value).substr(0, 60), kindWords(*rule)));
        }
    }
    return {};
}

} // namespace patchbay::routing
