// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/answer_limits.h"

#include <algorithm>
#include <array>

namespace patchbay::wire {
namespace {

constexpr int deepest = 8;
constexpr std::size_t shortestItem = 3; // "{},"

// Members on the way from an answer to what it consists of.
constexpr std::array onTheWay { std::string_view("choices"),    std::string_view("candidates"),
                                std::string_view("message"),    std::string_view("delta"),
                                std::string_view("content"),    std::string_view("parts"),
                                std::string_view("output"),     std::string_view("outputs"),
                                std::string_view("steps"),      std::string_view("tool_calls"),
                                std::string_view("response"),   std::string_view("summary"),
                                std::string_view("interaction"), std::string_view("thinking"),
                                std::string_view("annotations"), std::string_view("images") };

std::size_t limitOf(const JsonMember &member)
{
    return member.is("choices") || member.is("candidates") ? maximumChoices : maximumParts;
}

bool looksThrough(const JsonView &value, int depth)
{
    for (const JsonMember &member : value.members()) {
        const bool way = std::ranges::any_of(onTheWay, [&](std::string_view name) { return member.is(name); });
        if (!way || depth == deepest) {
            continue;
        }
        if (member.value.isObject() && looksThrough(member.value, depth + 1)) {
            return true;
        }
        std::size_t count = 0;
        for (const JsonView item : member.value.items()) {
            if (++count > limitOf(member) || looksThrough(item, depth + 1)) {
                return true;
            }
        }
    }
    return false;
}

} // namespace

bool holdsTooMuch(const JsonView &answer)
{
    return answer.raw().size() > maximumChoices * shortestItem && looksThrough(answer, 0);
}

} // namespace patchbay::wire
