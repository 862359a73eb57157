// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/base64.h"

#include <array>
#include <cstdint>

namespace patchbay::wire {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int8_t, 256> makeValues()
{
    std::array<std::int8_t, 256> values {};
    values.fill(-1);
    for (std::size_t value = 0; value < alphabet.size(); ++value) {
        values[static_cast<unsigned char>(alphabet[value])] = static_cast<std::int8_t>(value);
    }
    return values;
}

constexpr std::array<std::int8_t, 256> values = makeValues();

} // namespace

std::optional<std::string> decodeBase64(std::string_view text)
{
    while (text.ends_with('=')) {
        text.remove_suffix(1);
    }
    if (text.size() % 4 == 1) {
        return std::nullopt;
    }
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t held = 0;
    int bits = 0;
    for (const char c : text) {
        const std::int8_t value = values[static_cast<unsigned char>(c)];
        if (value < 0) {
            return std::nullopt;
        }
        held = held << 6 | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(held >> bits & 0xFF);
        }
    }
    return bytes;
}

std::string encodeBase64(std::string_view bytes)
{
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::string_view group = bytes.substr(at, 3);
        std::uint32_t value = 0;
        for (std::size_t position = 0; position < 3; ++position) {
            value = value << 8 | (position < group.size() ? static_cast<unsigned char>(group[position]) : 0U);
        }
        for (std::size_t digit = 0; digit < 4; ++digit) {
            text += digit <= group.size() ? alphabet[value >> (18 - 6 * digit) & 63] : '=';
        }
    }
    return text;
}

} // namespace patchbay::wire
