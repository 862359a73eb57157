// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/surrogate_halves.h"

#include <utility>

namespace patchbay::wire {
namespace {

constexpr std::size_t escapeSize = 6; // of \uXXXX

// Where the string, quotes included, ends with the first half of a pair.
bool endsWithHalf(std::string_view raw)
{
    if (raw.size() < escapeSize + 2) {
        return false;
    }
    const std::size_t start = raw.size() - 1 - escapeSize;
    const std::string_view escape = raw.substr(start, escapeSize);
    const bool high = escape[0] == '\\' && escape[1] == 'u' && (escape[2] == 'd' || escape[2] == 'D')
        && std::string_view("89abAB").contains(escape[3]);
    if (!high) {
        return false;
    }
    // An even number of backslashes before it, or it is the text "\\ud83d".
    std::size_t before = start;
    while (before > 0 && raw[before - 1] == '\\') {
        --before;
    }
    return (start - before) % 2 == 0;
}

} // namespace

std::string SurrogateHalves::add(const JsonView &text)
{
    const std::string_view raw = text.raw();
    const bool held = endsWithHalf(raw);
    if (!held && m_half.empty()) {
        return text.string();
    }
    const std::string_view inside = raw.substr(1, raw.size() - 2 - (held ? escapeSize : 0));
    const std::string whole = "\"" + m_half + std::string(inside) + "\"";
    m_half = held ? std::string(raw.substr(raw.size() - 1 - escapeSize, escapeSize)) : std::string();
    return JsonView(whole).string();
}

std::string SurrogateHalves::finish()
{
    const std::string whole = m_half.empty() ? std::string() : "\"" + std::exchange(m_half, {}) + "\"";
    return whole.empty() ? std::string() : JsonView(whole).string();
}

} // namespace patchbay::wire
