// SPDX-License-Identifier: GPL-3.0-or-later
//
// Inside the room only: reading one row of a catalogue table. These throw what Boost.JSON throws, and RowError; they stay
// in its .cpp files, where parseTable turns it into an Error that names the row.
#pragma once

#include "providers/core/nearest_name.h"
#include "providers/core/result.h"

#include <boost/json.hpp>

#include <algorithm>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace patchbay::rows {

namespace json = boost::json;

class RowError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

inline std::string text(const json::object &row, std::string_view key)
{
    const json::value *value = row.if_contains(key);
    return value ? json::value_to<std::string>(*value) : std::string();
}

inline bool flag(const json::object &row, std::string_view key, bool fallback)
{
    const json::value *value = row.if_contains(key);
    return value ? value->as_bool() : fallback;
}

inline std::vector<std::string> texts(const json::object &row, std::string_view key)
{
    const json::value *value = row.if_contains(key);
    return value ? json::value_to<std::vector<std::string>>(*value) : std::vector<std::string>();
}

inline std::optional<std::int64_t> count(const json::object &row, std::string_view key)
{
    const json::value *value = row.if_contains(key);
    return value ? std::optional(value->as_int64()) : std::nullopt;
}

// A misspelt member would be a rule that nobody keeps.
inline void refuseUnknown(const json::object &row, std::span<const std::string_view> known)
{
    for (const auto &member : row) {
        const std::string_view name = member.key();
        if (std::ranges::find(known, name) == known.end()) {
            const std::string_view meant = nearestName(name, known);
            throw RowError("unknown member \"" + std::string(name) + "\""
                           + (meant.empty() ? std::string() : "; did you mean \"" + std::string(meant) + "\"?"));
        }
    }
}

// Throws RowError that names the line.
inline json::value parseWhole(std::string_view text)
{
    json::stream_parser parser;
    boost::system::error_code problem;
    const std::size_t read = parser.write_some(text.data(), text.size(), problem);
    if (!problem) {
        parser.finish(problem);
    }
    if (problem || text.find_first_not_of(" \t\r\n", read) != std::string_view::npos) {
        const auto line = std::ranges::count(text.substr(0, read), '\n') + 1;
        throw RowError("line " + std::to_string(line) + ": " + (problem ? problem.message() : "there is something behind the table"));
    }
    return parser.release();
}

template <typename Entry>
Result<std::vector<Entry>> parseTable(std::string_view text, Entry (*parseRow)(const json::object &), const char *what)
{
    std::vector<Entry> entries;
    try {
        const json::value table = parseWhole(text);
        for (const json::value &row : table.as_array()) {
            try {
                entries.push_back(parseRow(row.as_object()));
            } catch (const std::exception &problem) {
                return failure(ErrorClass::BadRequest, std::string(what) + " row " + std::to_string(entries.size() + 1)
                                   + ": " + problem.what());
            }
        }
    } catch (const std::exception &problem) {
        return failure(ErrorClass::BadRequest, std::string(what) + " table: " + problem.what());
    }
    return entries;
}

} // namespace patchbay::rows
