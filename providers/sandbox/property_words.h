// SPDX-License-Identifier: GPL-3.0-or-later
//
// Plausible words for a named property: a prompt about Berlin gives "city" the value "Berlin".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace patchbay::sandbox {

std::string wordForProperty(std::string_view property, std::string_view prompt);
// For JSON schema's `format`: date, date-time, time, email, uri, uuid, ipv4, hostname.
std::optional<std::string> wordForFormat(std::string_view format);
// A string for a pattern made of literals, classes, \d \w and counts, anchored or not.
std::optional<std::string> wordForPattern(std::string_view pattern);

} // namespace patchbay::sandbox
