// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/yaml_characters.h"

#include "providers/core/utf8.h"

#include <algorithm>
#include <format>

namespace patchbay::config {

namespace {

bool isPrintable(std::string_view character)
{
    if (character.size() == 1) {
        const char byte = character.front();
        return byte == '\t' || byte == '\n' || byte == '\r' || (byte >= ' ' && byte != '\x7F');
    }
    // U+0080 to U+009F are control characters too, but for "next line"; U+FFFE and U+FFFF are no characters.
    if (character.starts_with('\xC2')) {
        const auto second = static_cast<unsigned char>(character[1]);
        return second >= 0xA0 || second == 0x85;
    }
    return character != "\xEF\xBF\xBE" && character != "\xEF\xBF\xBF";
}

// npos without one.
std::size_t firstForeignByte(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = utf8Length(text, at);
        if (length == 0 || !isPrintable(text.substr(at, length))) {
            return at;
        }
        at += length;
    }
    return std::string_view::npos;
}

} // namespace

std::optional<Problem> foreignCharacter(const YamlText &source)
{
    const std::size_t offset = firstForeignByte(source.text);
    if (offset == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view before = source.text.substr(0, offset);
    const std::size_t lineStart = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    const auto byte = static_cast<unsigned char>(source.text[offset]);
    Problem problem;
    problem.file = source.file;
    problem.line = static_cast<std::uint32_t>(1 + std::ranges::count(before, '\n'));
    problem.column = static_cast<std::uint32_t>(1 + offset - lineStart);
    problem.message = std::format("The byte 0x{:02X} here is of no character that YAML allows.", byte);
    problem.remedy = "Save the file as UTF-8 text without control characters.";
    problem.code = "yaml-syntax";
    return problem;
}

} // namespace patchbay::config
