// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/tokens/character_class.h"

#include <algorithm>

namespace patchbay::tokens {

CharacterClasses::CharacterClasses(std::string_view table)
{
    char32_t code = 0;
    for (std::size_t index = 0; index < table.size();) {
        m_ranges.push_back({ code, static_cast<CharacterClass>(table[index++]) });
        std::uint32_t length = 0;
        for (int shift = 0; index < table.size(); shift += 7) {
            const auto byte = static_cast<unsigned char>(table[index++]);
            length |= static_cast<std::uint32_t>(byte & 0x7fU) << shift;
            if (byte < 0x80) {
                break;
            }
        }
        code += length;
    }
    m_ranges.push_back({ code, CharacterClass::Other });
    constexpr char32_t common = 0x3000;
    std::vector<CharacterClass> first;
    for (char32_t one = 0; one < common; ++one) {
        first.push_back(of(one));
    }
    m_common = std::move(first);
}

CharacterClass CharacterClasses::of(char32_t code) const
{
    if (code < m_common.size()) {
        return m_common[code];
    }
    const auto after = std::ranges::upper_bound(m_ranges, code, {}, &Range::first);
    return after == m_ranges.begin() ? CharacterClass::Other : std::prev(after)->kind;
}

} // namespace patchbay::tokens
