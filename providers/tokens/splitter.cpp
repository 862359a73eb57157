// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/tokens/splitter.h"

#include <optional>
#include <string>

namespace patchbay::tokens {
namespace {

constexpr char32_t replacement = 0xFFFD;

struct Character {
    char32_t code = 0;
    CharacterClass kind = CharacterClass::Other;
    std::uint32_t offset = 0; // in the text
};

// The code point at `index` and its length; the replacement of length 1 where the bytes are no UTF-8.
struct Decoded {
    char32_t code = replacement;
    std::size_t length = 1;
    bool valid = false;
};

Decoded decode(std::string_view text, std::size_t index)
{
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned char lead = byte(index);
    if (lead < 0x80) {
        return { lead, 1, true };
    }
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || index + length > text.size()) {
        return {};
    }
    char32_t code = lead & (0x7FU >> length);
    for (std::size_t next = 1; next < length; ++next) {
        if ((byte(index + next) & 0xC0U) != 0x80) {
            return {};
        }
        code = (code << 6U) | (byte(index + next) & 0x3FU);
    }
    constexpr char32_t shortest[] = { 0, 0, 0x80, 0x800, 0x10000 };
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (code < shortest[length] || code > 0x10FFFF || surrogate) {
        return {};
    }
    return { code, length, true };
}

bool isLetter(CharacterClass kind)
{
    return kind == CharacterClass::Upper || kind == CharacterClass::Lower || kind == CharacterClass::OtherLetter;
}

class Splitter {
public:
    Splitter(const std::vector<Character> &characters, Encoding encoding)
        : m_characters(characters)
        , m_encoding(encoding)
    {
    }

    // Where the piece that begins at `start` ends.
    std::size_t endOf(std::size_t start) const
    {
        if (const std::optional<std::size_t> end = m_encoding == Encoding::Cl100k ? oldWord(start) : newWord(start)) {
            return *end;
        }
        if (kind(start) == CharacterClass::Number) {
            constexpr std::size_t mostDigits = 3;
            std::size_t end = start;
            while (end - start < mostDigits && kind(end) == CharacterClass::Number) {
                ++end;
            }
            return end;
        }
        if (const std::optional<std::size_t> end = signs(start)) {
            return *end;
        }
        return spaces(start);
    }

private:
    std::size_t size() const { return m_characters.size(); }
    bool inside(std::size_t at) const { return at < size(); }
    CharacterClass kind(std::size_t at) const { return inside(at) ? m_characters[at].kind : CharacterClass::Other; }
    char32_t code(std::size_t at) const { return inside(at) ? m_characters[at].code : 0; }
    bool isLineEnd(std::size_t at) const { return code(at) == '\n' || code(at) == '\r'; }
    // [^\r\n\p{L}\p{N}]
    bool mayLead(std::size_t at) const
    {
        return inside(at) && !isLineEnd(at) && !isLetter(kind(at)) && kind(at) != CharacterClass::Number;
    }
    bool isSign(std::size_t at) const
    {
        return inside(at) && kind(at) != CharacterClass::Space && !isLetter(kind(at)) && kind(at) != CharacterClass::Number;
    }

    // (?i:'s|'t|'re|'ve|'m|'ll|'d), or `start` itself.
    std::size_t contraction(std::size_t start) const
    {
        if (code(start) != '\'') {
            return start;
        }
        const auto letter = [this](std::size_t at) {
            constexpr char32_t longS = 0x17F;
            const char32_t one = code(at);
            return one == longS ? U's' : one >= 'A' && one <= 'Z' ? one + ('a' - 'A') : one;
        };
        const char32_t first = letter(start + 1);
        const char32_t second = letter(start + 2);
        if (first == 's' || first == 't' || first == 'm' || first == 'd') {
            return start + 2;
        }
        const bool two = (first == 'r' && second == 'e') || (first == 'v' && second == 'e') || (first == 'l' && second == 'l');
        return two ? start + 3 : start;
    }

    // cl100k: a contraction, or [^\r\n\p{L}\p{N}]?\p{L}+
    std::optional<std::size_t> oldWord(std::size_t start) const
    {
        if (const std::size_t end = contraction(start); end > start) {
            return end;
        }
        std::size_t end = start + (mayLead(start) ? 1 : 0);
        const std::size_t letters = end;
        while (isLetter(kind(end))) {
            ++end;
        }
        return end > letters ? std::optional(end) : std::nullopt;
    }

    // [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]
    bool isHigh(std::size_t at) const
    {
        return kind(at) == CharacterClass::Upper || isEither(at);
    }
    // [\p{Ll}\p{Lm}\p{Lo}\p{M}]
    bool isLow(std::size_t at) const
    {
        return kind(at) == CharacterClass::Lower || isEither(at);
    }
    bool isEither(std::size_t at) const
    {
        return kind(at) == CharacterClass::OtherLetter || kind(at) == CharacterClass::Mark;
    }
    std::size_t highRun(std::size_t at) const
    {
        while (isHigh(at)) {
            ++at;
        }
        return at;
    }
    std::size_t lowRun(std::size_t at) const
    {
        while (isLow(at)) {
            ++at;
        }
        return at;
    }

    // High* Low+
    std::optional<std::size_t> endsLow(std::size_t start) const
    {
        const std::size_t high = highRun(start);
        if (isLow(high)) {
            return lowRun(high);
        }
        // High* gives back until what it gives can begin Low+.
        for (std::size_t back = high; back > start; --back) {
            if (isLow(back - 1)) {
                return back;
            }
        }
        return std::nullopt;
    }
    // High+ Low*
    std::optional<std::size_t> beginsHigh(std::size_t start) const
    {
        const std::size_t high = highRun(start);
        return high > start ? std::optional(lowRun(high)) : std::nullopt;
    }

    std::optional<std::size_t> newWord(std::size_t start) const
    {
        using Match = std::optional<std::size_t> (Splitter::*)(std::size_t) const;
        for (const Match match : { &Splitter::endsLow, &Splitter::beginsHigh }) {
            std::optional<std::size_t> end = mayLead(start) ? (this->*match)(start + 1) : std::nullopt;
            end = end ? end : (this->*match)(start);
            if (end) {
                return contraction(*end);
            }
        }
        return std::nullopt;
    }

    // " ?[^\s\p{L}\p{N}]+[\r\n]*", with "/" among the last in o200k.
    std::optional<std::size_t> signs(std::size_t start) const
    {
        std::size_t end = start + (code(start) == ' ' ? 1 : 0);
        const std::size_t first = end;
        while (isSign(end)) {
            ++end;
        }
        if (end == first) {
            return std::nullopt;
        }
        while (isLineEnd(end) || (m_encoding == Encoding::O200k && code(end) == '/')) {
            ++end;
        }
        return end;
    }

    // \s*[\r\n]+ | \s+(?!\S) | \s+
    std::size_t spaces(std::size_t start) const
    {
        std::size_t end = start;
        std::size_t afterLine = start;
        while (kind(end) == CharacterClass::Space) {
            ++end;
            afterLine = isLineEnd(end - 1) ? end : afterLine;
        }
        if (afterLine > start) {
            return afterLine;
        }
        return inside(end) && end - start > 1 ? end - 1 : end;
    }

    const std::vector<Character> &m_characters;
    Encoding m_encoding;
};

} // namespace

void splitText(std::string_view text, Encoding encoding, const CharacterClasses &classes,
               const std::function<void(std::string_view piece)> &take)
{
    std::vector<Character> characters;
    characters.reserve(text.size());
    std::string repaired; // a copy only where bytes have to be replaced
    bool copied = false;
    for (std::size_t index = 0; index < text.size();) {
        const Decoded one = decode(text, index);
        if (!one.valid && !copied) {
            repaired.assign(text.substr(0, index));
            copied = true;
        }
        characters.push_back({ one.code, classes.of(one.code), static_cast<std::uint32_t>(copied ? repaired.size() : index) });
        if (copied) {
            repaired += one.valid ? text.substr(index, one.length) : std::string_view("\xEF\xBF\xBD");
        }
        index += one.length;
    }
    const std::string_view whole = copied ? std::string_view(repaired) : text;
    const Splitter splitter(characters, encoding);
    for (std::size_t start = 0; start < characters.size();) {
        const std::size_t end = splitter.endOf(start);
        const std::size_t from = characters[start].offset;
        const std::size_t to = end < characters.size() ? characters[end].offset : whole.size();
        take(whole.substr(from, to - from));
        start = end;
    }
}

} // namespace patchbay::tokens
