// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/leading_think.h"

#include <algorithm>
#include <utility>

namespace patchbay::wire {
namespace {

constexpr std::string_view opening = "<think>";
constexpr std::string_view closing = "</think>";

std::string_view withoutLeadingSpace(std::string_view text)
{
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    return text;
}

} // namespace

LeadingThink::Pieces LeadingThink::add(std::string_view piece)
{
    if (m_decided) {
        return { {}, std::string(piece) };
    }
    m_held += piece;
    const std::string_view start = withoutLeadingSpace(m_held);
    const std::string_view beginning = start.substr(0, opening.size());
    if (beginning != opening.substr(0, beginning.size())) {
        return finish();
    }
    const std::size_t end = start.find(closing, std::min(m_searched, start.size()));
    m_searched = start.size() - std::min(start.size(), closing.size());
    if (beginning.size() < opening.size() || end == std::string_view::npos) {
        return {};
    }
    Pieces pieces { std::string(start.substr(opening.size(), end - opening.size())),
                    std::string(start.substr(end + closing.size())) };
    m_decided = true;
    m_held.clear();
    return pieces;
}

LeadingThink::Pieces LeadingThink::finish()
{
    m_decided = true;
    return { {}, std::exchange(m_held, {}) };
}

} // namespace patchbay::wire
