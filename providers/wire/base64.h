// SPDX-License-Identifier: GPL-3.0-or-later
//
// Base64 (RFC 4648, standard alphabet, padding).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace patchbay::wire {

// Nothing where the text is no base64; missing padding is forgiven.
std::optional<std::string> decodeBase64(std::string_view text);
std::string encodeBase64(std::string_view bytes);

} // namespace patchbay::wire
