// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/core/answer_digest.h"

#include <cstdint>

namespace patchbay {

std::string answerDigest(std::string_view id)
{
    if (id.empty()) {
        return {};
    }
    std::uint64_t hash = 14695981039346656037u;
    for (const char letter : id) {
        hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211u;
    }
    constexpr std::string_view digits = "0123456789abcdef";
    constexpr int places = 16;
    std::string text(places, '0');
    for (int place = places - 1; place >= 0; --place, hash >>= 4) {
        text[static_cast<std::size_t>(place)] = digits[hash & 15];
    }
    return text;
}

} // namespace patchbay
