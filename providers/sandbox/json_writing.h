// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writing JSON by hand where a stream repeats the same small object per token. Boost-free.
#pragma once

#include <string>
#include <string_view>

namespace patchbay::sandbox {

// Appends the text as a JSON string, quotes included. What is not UTF-8 becomes U+FFFD.
void appendJsonString(std::string &out, std::string_view text);
std::string jsonString(std::string_view text);

} // namespace patchbay::sandbox
