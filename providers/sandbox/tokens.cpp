// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/tokens.h"

namespace patchbay::sandbox {

namespace {

constexpr std::size_t bytesPerToken = 4;

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

bool isContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// The end of the token that begins at `start`.
std::size_t tokenEnd(std::string_view text, std::size_t start)
{
    std::size_t position = start;
    while (position < text.size() && isSpace(text[position])) {
        ++position;
    }
    const std::size_t word = position;
    while (position < text.size() && !isSpace(text[position])) {
        std::size_t next = position + 1;
        while (next < text.size() && isContinuation(text[next])) {
            ++next;
        }
        if (next - word > bytesPerToken && position > word) {
            return position;
        }
        position = next;
    }
    // White space at the very end belongs to the last word.
    std::size_t rest = position;
    while (rest < text.size() && isSpace(text[rest])) {
        ++rest;
    }
    return rest == text.size() ? rest : position;
}

} // namespace

std::vector<std::string_view> splitTokens(std::string_view text)
{
    std::vector<std::string_view> tokens;
    tokens.reserve(text.size() / 3 + 1);
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = tokenEnd(text, start);
        tokens.push_back(text.substr(start, end - start));
        start = end;
    }
    return tokens;
}

std::int64_t countTokens(std::string_view text)
{
    std::int64_t count = 0;
    for (std::size_t start = 0; start < text.size(); start = tokenEnd(text, start)) {
        ++count;
    }
    return count;
}

std::string_view firstTokens(std::string_view text, std::int64_t count)
{
    std::size_t end = 0;
    for (std::int64_t token = 0; token < count && end < text.size(); ++token) {
        end = tokenEnd(text, end);
    }
    return text.substr(0, end);
}

} // namespace patchbay::sandbox
