// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/key_import.h"

#include "models/vault/key_import_parts.h"
#include "providers/config/yaml_reader.h"

#include <algorithm>
#include <optional>
#include <span>

namespace patchbay::vault {

namespace {

// What is written over: of a block what follows its last letter stays.
struct Place {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t line = 0;
    std::string masked;
    std::string reference; // empty: the key stays, and is not shown either
};

std::optional<Place> placeOf(std::string_view text, const FoundKey &key, const std::string &reference)
{
    std::size_t end = std::min(key.end, text.size());
    while (end > key.begin && std::string_view(" \t\r\n").contains(text[end - 1])) {
        --end;
    }
    if (key.begin >= end) {
        return std::nullopt;
    }
    // Behind a name the space that YAML wants there.
    const std::string before = text[key.begin] == ':' ? ": " : "";
    return Place { key.begin, end, key.line, before + maskedForm(key.secret), reference.empty() ? std::string() : before + reference };
}

bool isSameLine(std::string_view text, const Place &one, const Place &next)
{
    return !text.substr(one.end, next.begin - one.end).contains('\n');
}

// The whole of the lines on which these stand, from the first one's beginning on: no key is shown, replaced or not.
ReplacedLine lineOf(std::string_view text, std::span<const Place> places)
{
    const std::size_t at = places.front().begin;
    const std::size_t before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
    std::size_t shown = before == std::string_view::npos ? 0 : before + 1;
    ReplacedLine line { places.front().line, {}, {} };
    for (const Place &place : places) {
        const std::string_view between = text.substr(shown, place.begin - shown);
        line.before.append(between).append(place.masked);
        line.after.append(between).append(place.reference.empty() ? place.masked : place.reference);
        shown = place.end;
    }
    std::string_view rest = text.substr(shown, std::min(text.find('\n', shown), text.size()) - shown);
    rest = rest.ends_with('\r') ? rest.substr(0, rest.size() - 1) : rest;
    line.before.append(rest);
    line.after.append(rest);
    return line;
}

Result<std::vector<Place>> placesIn(std::string_view text, std::string_view file, const Catalog &catalog,
                                    const std::function<std::string(const FoundKey &key)> &referenceTo)
{
    std::vector<Place> places;
    const Result<void> read = eachInConfig(text, file, catalog, [&](const FoundKey &key) {
        const bool isThere = std::ranges::contains(places, key.begin, &Place::begin); // an anchor is read wherever it is named
        if (std::optional<Place> place = isThere ? std::nullopt : placeOf(text, key, referenceTo(key))) {
            places.push_back(std::move(*place));
        }
    });
    std::ranges::sort(places, {}, &Place::begin);
    const auto overlap = std::ranges::adjacent_find(places, [](const Place &one, const Place &next) { return next.begin < one.end; });
    if (read && overlap != places.end()) {
        return failure(ErrorClass::BadRequest, "The file cannot be changed safely: two keys stand in one place, line " + std::to_string(overlap->line) + '.');
    }
    return read.transform([&places] { return std::move(places); });
}

} // namespace

Result<ReplacedConfig> replaceKeys(std::string_view text, std::string_view file, const Catalog &catalog,
                                   const std::function<std::string(const FoundKey &key)> &referenceTo)
{
    const Result<std::vector<Place>> places = placesIn(text, file, catalog, referenceTo);
    if (!places) {
        return std::unexpected(places.error());
    }
    ReplacedConfig result;
    std::size_t at = 0;
    for (std::size_t first = 0, next = 0; first < places->size(); first = next) {
        bool isChanged = false;
        do {
            const Place &place = (*places)[next++];
            if (!place.reference.empty()) {
                result.text.append(text.substr(at, place.begin - at)).append(place.reference);
                at = place.end;
                isChanged = true;
            }
        } while (next < places->size() && isSameLine(text, (*places)[next - 1], (*places)[next]));
        if (isChanged) {
            result.lines.push_back(lineOf(text, std::span(*places).subspan(first, next - first)));
        }
    }
    result.text.append(text.substr(at));
    // It must read as the same file: what cannot be read any more is not written.
    std::vector<config::Problem> problems;
    if (const auto root = config::readYaml({ result.text, file, 0 }, problems); !root) {
        return failure(ErrorClass::BadRequest, "The file cannot be changed safely: " + config::toLine(root.error()));
    }
    const auto isLeft = [](const Place &place) { return !place.reference.empty(); };
    if (const auto left = placesIn(result.text, file, catalog, referenceTo); !left || std::ranges::any_of(*left, isLeft)) {
        return failure(ErrorClass::BadRequest, "The file cannot be changed safely: what would be written does not read as it was meant.");
    }
    return result;
}

} // namespace patchbay::vault
