// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/think_splitter.h"

#include <algorithm>
#include <array>

namespace patchbay::wire {
namespace {

constexpr std::array<std::string_view, 2> openings { "<think>", "<thinking>" };

// Length of the longest end of the text that begins the tag.
std::size_t partialTag(std::string_view text, std::string_view tag)
{
    for (std::size_t length = std::min(text.size(), tag.size() - 1); length > 0; --length) {
        if (text.ends_with(tag.substr(0, length))) {
            return length;
        }
    }
    return 0;
}

} // namespace

ThinkSplitter::Pieces ThinkSplitter::add(std::string_view piece)
{
    Pieces pieces;
    if (m_state == State::Text) {
        pieces.text = piece;
        return pieces;
    }
    m_held += piece;
    if (m_state == State::Before) {
        takeBefore(pieces);
    }
    if (m_state == State::Reasoning) {
        takeReasoning(pieces);
    }
    return pieces;
}

void ThinkSplitter::takeBefore(Pieces &pieces)
{
    const std::string_view held = m_held;
    const std::size_t start = held.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos) {
        return;
    }
    const std::string_view rest = held.substr(start);
    for (const std::string_view opening : openings) {
        if (rest.starts_with(opening)) {
            m_closing = "</" + std::string(opening.substr(1));
            m_held.erase(0, start + opening.size());
            m_state = State::Reasoning;
            return;
        }
        if (opening.starts_with(rest)) {
            return; // it may still become one
        }
    }
    m_state = State::Text;
    pieces.text = std::move(m_held);
    m_held.clear();
}

void ThinkSplitter::takeReasoning(Pieces &pieces)
{
    const std::size_t end = m_held.find(m_closing);
    if (end != std::string::npos) {
        pieces.reasoning = m_held.substr(0, end);
        pieces.text = m_held.substr(end + m_closing.size());
        m_held.clear();
        m_state = State::Text;
        return;
    }
    const std::size_t kept = partialTag(m_held, m_closing);
    pieces.reasoning = m_held.substr(0, m_held.size() - kept);
    m_held.erase(0, m_held.size() - kept);
}

ThinkSplitter::Pieces ThinkSplitter::split(std::string text)
{
    const std::size_t start = std::min(text.find_first_not_of(" \t\r\n"), text.size());
    const std::string_view rest = std::string_view(text).substr(start);
    const auto opening = std::ranges::find_if(openings, [rest](std::string_view tag) { return rest.starts_with(tag); });
    if (opening == openings.end()) {
        return { {}, std::move(text) };
    }
    const std::string closing = "</" + std::string(opening->substr(1));
    const std::size_t begin = start + opening->size();
    const std::size_t end = text.find(closing, begin);
    if (end == std::string::npos) {
        return { std::move(text.erase(0, begin)), {} };
    }
    Pieces pieces { text.substr(begin, end - begin), {} };
    pieces.text = std::move(text.erase(0, end + closing.size()));
    return pieces;
}

ThinkSplitter::Pieces ThinkSplitter::finish()
{
    Pieces pieces;
    (m_state == State::Reasoning ? pieces.reasoning : pieces.text) = std::move(m_held);
    m_held.clear();
    m_state = State::Text;
    return pieces;
}

} // namespace patchbay::wire
