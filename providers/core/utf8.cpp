// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/core/utf8.h"

#include <array>

namespace patchbay {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

struct LeadRange {
    unsigned char first;
    unsigned char last;
    std::size_t length;
    unsigned char secondFirst;
    unsigned char secondLast;
};

// Unicode 15, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF.
constexpr std::array leadRanges {
    LeadRange { 0xC2, 0xDF, 2, 0x80, 0xBF }, LeadRange { 0xE0, 0xE0, 3, 0xA0, 0xBF },
    LeadRange { 0xE1, 0xEC, 3, 0x80, 0xBF }, LeadRange { 0xED, 0xED, 3, 0x80, 0x9F },
    LeadRange { 0xEE, 0xEF, 3, 0x80, 0xBF }, LeadRange { 0xF0, 0xF0, 4, 0x90, 0xBF },
    LeadRange { 0xF1, 0xF3, 4, 0x80, 0xBF }, LeadRange { 0xF4, 0xF4, 4, 0x80, 0x8F },
};

} // namespace

std::size_t utf8Length(std::string_view text, std::size_t position)
{
    const auto byte = [&](std::size_t offset) { return static_cast<unsigned char>(text[position + offset]); };
    if (position >= text.size()) {
        return 0;
    }
    const unsigned char lead = byte(0);
    if (lead < 0x80) {
        return 1;
    }
    for (const LeadRange &range : leadRanges) {
        if (lead < range.first || lead > range.last) {
            continue;
        }
        if (position + range.length > text.size() || byte(1) < range.secondFirst || byte(1) > range.secondLast) {
            return 0;
        }
        for (std::size_t offset = 2; offset < range.length; ++offset) {
            if ((byte(offset) & 0xC0) != 0x80) {
                return 0;
            }
        }
        return range.length;
    }
    return 0;
}

void appendUtf8(std::string &text, char32_t codePoint)
{
    if (codePoint > 0x10FFFF || (codePoint >= 0xD800 && codePoint <= 0xDFFF)) {
        text += replacement;
    } else if (codePoint < 0x80) {
        text += static_cast<char>(codePoint);
    } else if (codePoint < 0x800) {
        text += static_cast<char>(0xC0 | (codePoint >> 6));
        text += static_cast<char>(0x80 | (codePoint & 0x3F));
    } else if (codePoint < 0x10000) {
        text += static_cast<char>(0xE0 | (codePoint >> 12));
        text += static_cast<char>(0x80 | ((codePoint >> 6) & 0x3F));
        text += static_cast<char>(0x80 | (codePoint & 0x3F));
    } else {
        text += static_cast<char>(0xF0 | (codePoint >> 18));
        text += static_cast<char>(0x80 | ((codePoint >> 12) & 0x3F));
        text += static_cast<char>(0x80 | ((codePoint >> 6) & 0x3F));
        text += static_cast<char>(0x80 | (codePoint & 0x3F));
    }
}

std::string repairedUtf8(std::string_view text)
{
    std::string repaired;
    repaired.reserve(text.size());
    for (std::size_t position = 0; position < text.size();) {
        const std::size_t length = utf8Length(text, position);
        repaired += length == 0 ? replacement : text.substr(position, length);
        position += length == 0 ? 1 : length;
    }
    return repaired;
}

std::string_view utf8Prefix(std::string_view text, std::size_t maximumBytes)
{
    if (text.size() <= maximumBytes) {
        return text;
    }
    std::size_t end = maximumBytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
        --end;
    }
    return text.substr(0, end);
}

} // namespace patchbay
