// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"

#include "providers/core/nearest_name.h"

#include <algorithm>

namespace patchbay::cli {

Result<Arguments> Arguments::parse(std::span<const std::string> words, std::span<const Option> options)
{
    Arguments arguments;
    for (std::size_t index = 0; index < words.size(); ++index) {
        const std::string &word = words[index];
        if (!word.starts_with("--") || word.size() == 2) {
            arguments.m_positional.push_back(word);
            continue;
        }
        const std::size_t equals = word.find('=');
        const std::string name = word.substr(0, equals);
        const auto option = std::ranges::find(options, name, &Option::name);
        if (option == options.end()) {
            std::vector<std::string_view> names;
            std::ranges::transform(options, std::back_inserter(names), &Option::name);
            Error error = makeError(ErrorClass::BadRequest, "There is no option " + name + ".");
            if (const std::string_view nearest = nearestName(name, names); !nearest.empty()) {
                error.remedy = "Did you mean " + std::string(nearest) + "?";
            }
            return std::unexpected(std::move(error));
        }
        std::vector<std::string> &values = arguments.m_values[name];
        if (!option->takesValue) {
            values.emplace_back();
        } else if (equals != std::string::npos) {
            values.push_back(word.substr(equals + 1));
        } else if (index + 1 < words.size()) {
            values.push_back(words[++index]);
        } else {
            return failure(ErrorClass::BadRequest, name + " needs a value.");
        }
    }
    return arguments;
}

std::string Arguments::value(std::string_view name) const
{
    const auto found = m_values.find(name);
    return found == m_values.end() || found->second.empty() ? std::string() : found->second.back();
}

std::vector<std::string> Arguments::values(std::string_view name) const
{
    const auto found = m_values.find(name);
    return found == m_values.end() ? std::vector<std::string>() : found->second;
}

std::string usageText(std::string_view synopsis, std::span<const Option> options)
{
    constexpr std::size_t column = 22;
    std::string text = "usage: patchbay-cli " + std::string(synopsis) + "\n\n";
    for (const Option &option : options) {
        std::string line = "  " + std::string(option.name);
        line.resize(std::max(line.size() + 2, column), ' ');
        text += line + std::string(option.help) + "\n";
    }
    return text;
}

std::vector<std::string> splitAtCommas(std::string_view list)
{
    std::vector<std::string> items;
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        std::string_view item = list.substr(0, comma);
        item.remove_prefix(std::min(item.find_first_not_of(' '), item.size()));
        item.remove_suffix(item.size() - (item.find_last_not_of(' ') + 1));
        if (!item.empty()) {
            items.emplace_back(item);
        }
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return items;
}

} // namespace patchbay::cli
