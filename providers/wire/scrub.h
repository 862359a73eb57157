// SPDX-License-Identifier: GPL-3.0-or-later
//
// Takes what looks like a credential out of foreign text. Providers echo keys in their errors.
#pragma once

#include <string>
#include <string_view>

namespace patchbay::wire {

// The text with key-shaped tokens ("sk-…", "Bearer …", "?key=…", "API key provided: …") replaced by
// <redacted>, as valid UTF-8.
std::string scrubbed(std::string_view text);

} // namespace patchbay::wire
