// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/core/ids.h"

namespace patchbay {

std::string makeId(std::string_view prefix, WallTime now, Random &random)
{
    constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    constexpr int timeDigits = 10;
    constexpr int randomDigits = 16;
    std::string id;
    id.reserve(prefix.size() + timeDigits + randomDigits);
    id = prefix;
    const auto milliseconds = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count());
    char digits[timeDigits + randomDigits];
    for (int digit = 0; digit < timeDigits; ++digit) {
        digits[digit] = alphabet[(milliseconds >> (5 * (timeDigits - 1 - digit))) & 31];
    }
    for (int digit = 0; digit < randomDigits; ++digit) {
        digits[timeDigits + digit] = alphabet[random.next() >> 59];
    }
    return id.append(digits, sizeof digits);
}

} // namespace patchbay
