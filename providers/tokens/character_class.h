// SPDX-License-Identifier: GPL-3.0-or-later
//
// CharacterClasses: Unicode's general categories, as far as the tokenizers' patterns ask for them.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace patchbay::tokens {

// In the order of resources/tokens/classes.bin.
enum class CharacterClass : std::uint8_t { Other, Upper, Lower, OtherLetter, Mark, Number, Space };

class CharacterClasses {
public:
    // `table` is the unpacked classes.bin. What is past its end counts as Other.
    explicit CharacterClasses(std::string_view table);

    CharacterClass of(char32_t code) const;

private:
    struct Range {
        char32_t first = 0;
        CharacterClass kind = CharacterClass::Other;
    };
    std::vector<Range> m_ranges; // ascending
    std::vector<CharacterClass> m_common; // of the first code points, where most text is
};

} // namespace patchbay::tokens
