// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads "--name value", "--name=value", "--flag" and positional words against a table of options.
#pragma once

#include "providers/core/result.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace patchbay::cli {

struct Option {
    std::string_view name; // "--model"
    bool takesValue = true;
    std::string_view help;
};

class Arguments {
public:
    // Fails with BadRequest on an unknown option or a missing value.
    static Result<Arguments> parse(std::span<const std::string> words, std::span<const Option> options);

    bool has(std::string_view name) const { return m_values.contains(name); }
    // The last value given, empty when there is none.
    std::string value(std::string_view name) const;
    std::vector<std::string> values(std::string_view name) const;
    const std::vector<std::string> &positional() const { return m_positional; }

private:
    std::map<std::string, std::vector<std::string>, std::less<>> m_values;
    std::vector<std::string> m_positional;
};

// "usage: patchbay-cli NAME …" with one line an option.
std::string usageText(std::string_view synopsis, std::span<const Option> options);

// The items of "a, b,c" without the blanks around them; empty ones are left out.
std::vector<std::string> splitAtCommas(std::string_view list);

} // namespace patchbay::cli
