// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/core/header_set.h"

#include <algorithm>
#include <cstring>

namespace patchbay {

namespace {

char lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool isSameName(std::string_view one, std::string_view other)
{
    return std::ranges::equal(one, other, {}, lower, lower);
}

bool isNameLetter(char letter)
{
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9')
        || others.contains(letter);
}

} // namespace

std::vector<HeaderView> headersIn(std::string_view set)
{
    std::vector<HeaderView> headers;
    while (!set.empty()) {
        const std::size_t end = std::min(set.find('\n'), set.size());
        const std::string_view line = set.substr(0, end);
        set.remove_prefix(std::min(end + 1, set.size()));
        const std::size_t colon = line.find(": ");
        headers.push_back(colon == std::string_view::npos ? HeaderView { {}, line }
                                                          : HeaderView { line.substr(0, colon), line.substr(colon + 2) });
    }
    return headers;
}

SecretBytes withHeader(const SecretBytes &set, std::string_view name, std::string_view prefix, std::string_view value)
{
    const std::string_view before(set.bytes().data(), set.bytes().size());
    const bool there = std::ranges::any_of(headersIn(before), [name](const HeaderView &header) {
        return isSameName(header.name, name);
    });
    if (there) {
        return set.clone();
    }
    // In one allocation of the final size, so that no copy stays behind.
    std::string text;
    text.reserve(before.size() + name.size() + prefix.size() + value.size() + 3);
    text.append(before).append(before.empty() ? "" : "\n").append(name).append(": ").append(prefix).append(value);
    SecretBytes longer = SecretBytes::copyOf(text);
    explicit_bzero(text.data(), text.size());
    return longer;
}

bool isHeaderName(std::string_view name)
{
    constexpr std::string_view ours[] = { "host", "content-length", "transfer-encoding", "connection", "content-type",
                                          "accept-encoding", "content-encoding", "upgrade", "te", "trailer", "expect" };
    return !name.empty() && std::ranges::all_of(name, isNameLetter)
        && std::ranges::none_of(ours, [name](std::string_view word) { return isSameName(word, name); });
}

} // namespace patchbay
