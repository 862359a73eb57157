// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/text_diff.h"

#include <algorithm>
#include <format>
#include <span>
#include <vector>

namespace patchbay::document {
namespace {

constexpr std::size_t context = 3;
// Beyond this many differences the rest is told as one block: the search takes time with their square.
constexpr std::ptrdiff_t mostSteps = 2'000;

using Lines = std::vector<std::string_view>;

// With their line breaks.
Lines linesOf(std::string_view text)
{
    Lines lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::size_t size = end == std::string_view::npos ? text.size() : end + 1;
        lines.push_back(text.substr(0, size));
        text.remove_prefix(size);
    }
    return lines;
}

using Change = LineChange;

// Myers' search for the shortest script, on what is left between equal beginnings and ends.
class Search {
public:
    Search(const Lines &before, const Lines &after, std::size_t head, std::size_t tail)
        : m_before(before.data() + head, before.size() - head - tail)
        , m_after(after.data() + head, after.size() - head - tail)
        , m_head(head)
    {
    }

    std::vector<Change> changes()
    {
        const auto oldSize = std::ssize(m_before);
        const auto newSize = std::ssize(m_after);
        std::vector<std::vector<std::ptrdiff_t>> trail;
        const std::ptrdiff_t most = std::min(oldSize + newSize, mostSteps);
        std::vector<std::ptrdiff_t> reach(static_cast<std::size_t>(2 * most + 3), 0);
        const auto at = [&](std::ptrdiff_t diagonal) -> std::ptrdiff_t & {
            return reach[static_cast<std::size_t>(diagonal + most + 1)];
        };
        for (std::ptrdiff_t steps = 0; steps <= most; ++steps) {
            trail.push_back(reach);
            for (std::ptrdiff_t diagonal = -steps; diagonal <= steps; diagonal += 2) {
                const bool down = diagonal == -steps || (diagonal != steps && at(diagonal - 1) < at(diagonal + 1));
                std::ptrdiff_t x = down ? at(diagonal + 1) : at(diagonal - 1) + 1;
                while (x < oldSize && x - diagonal < newSize
                       && m_before[static_cast<std::size_t>(x)] == m_after[static_cast<std::size_t>(x - diagonal)]) {
                    ++x;
                }
                at(diagonal) = x;
                if (x >= oldSize && x - diagonal >= newSize) {
                    return walkBack(trail, steps, most);
                }
            }
        }
        return { { m_head, m_head + m_before.size(), m_head, m_head + m_after.size() } };
    }

private:
    std::vector<Change> walkBack(const std::vector<std::vector<std::ptrdiff_t>> &trail, std::ptrdiff_t steps,
                                 std::ptrdiff_t most) const
    {
        std::vector<Change> changes;
        std::ptrdiff_t x = std::ssize(m_before);
        std::ptrdiff_t y = std::ssize(m_after);
        for (; steps > 0; --steps) {
            const auto &reach = trail[static_cast<std::size_t>(steps)];
            const auto at = [&](std::ptrdiff_t diagonal) {
                return reach[static_cast<std::size_t>(diagonal + most + 1)];
            };
            const std::ptrdiff_t diagonal = x - y;
            const bool down = diagonal == -steps || (diagonal != steps && at(diagonal - 1) < at(diagonal + 1));
            const std::ptrdiff_t before = down ? diagonal + 1 : diagonal - 1;
            x = at(before);
            y = x - before;
            const auto oldLine = m_head + static_cast<std::size_t>(x);
            const auto newLine = m_head + static_cast<std::size_t>(y);
            const Change step { oldLine, oldLine + (down ? 0 : 1), newLine, newLine + (down ? 1 : 0) };
            if (!changes.empty() && changes.back().oldBegin == step.oldEnd && changes.back().newBegin == step.newEnd) {
                changes.back().oldBegin = step.oldBegin;
                changes.back().newBegin = step.newBegin;
            } else {
                changes.push_back(step);
            }
        }
        std::ranges::reverse(changes);
        return changes;
    }

    std::span<const std::string_view> m_before;
    std::span<const std::string_view> m_after;
    std::size_t m_head;
};

std::vector<Change> changesOf(const Lines &before, const Lines &after)
{
    const std::size_t shorter = std::min(before.size(), after.size());
    std::size_t head = 0;
    while (head < shorter && before[head] == after[head]) {
        ++head;
    }
    std::size_t tail = 0;
    while (tail < shorter - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) {
        ++tail;
    }
    return Search(before, after, head, tail).changes();
}

void addLines(std::string &out, char sign, const Lines &lines, std::size_t begin, std::size_t end)
{
    for (std::size_t index = begin; index < end && index < lines.size(); ++index) {
        out += sign;
        out += lines[index];
        if (!lines[index].ends_with('\n')) {
            out += "\n\\ No newline at end of file\n";
        }
    }
}

std::string rangeText(std::size_t begin, std::size_t end)
{
    const std::size_t count = end - begin;
    return count == 1 ? std::to_string(begin + 1) : std::format("{},{}", count == 0 ? begin : begin + 1, count);
}

} // namespace

std::vector<LineChange> lineChanges(std::string_view before, std::string_view after)
{
    if (before == after) {
        return {};
    }
    const Lines old = linesOf(before);
    const Lines fresh = linesOf(after);
    if (old.empty() || fresh.empty()) {
        return { { 0, old.size(), 0, fresh.size() } };
    }
    return changesOf(old, fresh);
}

std::string unifiedDiff(const DiffSide &before, const DiffSide &after)
{
    const Lines old = linesOf(before.text);
    const Lines fresh = linesOf(after.text);
    const Lines oldShown = before.shown.empty() ? old : linesOf(before.shown);
    const Lines freshShown = after.shown.empty() ? fresh : linesOf(after.shown);
    if (before.text == after.text) {
        return {};
    }
    const std::vector<Change> changes = changesOf(old, fresh);
    std::string out = std::format("--- {}\n+++ {}\n", before.name, after.name);
    for (std::size_t first = 0; first < changes.size();) {
        std::size_t last = first;
        while (last + 1 < changes.size() && changes[last + 1].oldBegin - changes[last].oldEnd <= 2 * context) {
            ++last;
        }
        const std::size_t lead = std::min(changes[first].oldBegin, context);
        const std::size_t oldBegin = changes[first].oldBegin - lead;
        const std::size_t oldEnd = std::min(changes[last].oldEnd + context, old.size());
        const std::size_t newBegin = changes[first].newBegin - lead;
        const std::size_t newEnd = changes[last].newEnd + (oldEnd - changes[last].oldEnd);
        out += std::format("@@ -{} +{} @@\n", rangeText(oldBegin, oldEnd), rangeText(newBegin, newEnd));
        std::size_t at = oldBegin;
        for (; first <= last; ++first) {
            addLines(out, ' ', oldShown, at, changes[first].oldBegin);
            addLines(out, '-', oldShown, changes[first].oldBegin, changes[first].oldEnd);
            addLines(out, '+', freshShown, changes[first].newBegin, changes[first].newEnd);
            at = changes[first].oldEnd;
        }
        addLines(out, ' ', oldShown, at, oldEnd);
    }
    return out;
}

} // namespace patchbay::document
