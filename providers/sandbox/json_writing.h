// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writing JSON by hand where a stream repeats the same small object per token. Boost-free.
#pragma once

#include <string>
#include <string_view>

namespace patchbay::sandbox {

// Appends the text as a JSON string, quotes included. The text is valid UTF-8.
void appendJsonString(std::string &out, std::string_view text);
std::string jsonString(std::string_view text);

} // namespace patchbay::sandbox
