// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/sequence_diff.h"

#include <algorithm>
#include <optional>

namespace patchbay {
namespace {

struct Range {
    int leftFrom;
    int leftTo;
    int rightFrom;
    int rightTo;

    int leftSize() const { return leftTo - leftFrom; }
    int rightSize() const { return rightTo - rightFrom; }
};

struct Point {
    int left;
    int right;
};

class Walker {
public:
    Walker(std::span<const int> left, std::span<const int> right, std::size_t budget)
        : m_left(left)
        , m_right(right)
        , m_total(budget)
        , m_budget(budget)
    {
        const std::size_t reach = 2 * (left.size() + right.size()) + 4;
        m_forward.resize(reach);
        m_backward.resize(reach);
    }

    CommonSubsequence run()
    {
        // A stack of its own: hostile texts must not use up the thread's.
        std::vector<Range> open { { 0, static_cast<int>(m_left.size()), 0, static_cast<int>(m_right.size()) } };
        while (!open.empty()) {
            Range range = open.back();
            open.pop_back();
            takePrefix(range);
            const int suffix = suffixOf(range);
            range.leftTo -= suffix;
            range.rightTo -= suffix;
            if (suffix > 0) {
                // Pairs must rise: the suffix waits below the middle on the stack.
                open.push_back({ range.leftTo, range.leftTo + suffix, range.rightTo, range.rightTo + suffix });
            }
            if (range.leftSize() == 0 || range.rightSize() == 0) {
                continue;
            }
            const std::optional<Point> middle = middleOf(range);
            const bool splits = middle && !(middle->left == range.leftFrom && middle->right == range.rightFrom)
                && !(middle->left == range.leftTo && middle->right == range.rightTo);
            if (splits) {
                open.push_back({ middle->left, range.leftTo, middle->right, range.rightTo });
                open.push_back({ range.leftFrom, middle->left, range.rightFrom, middle->right });
            }
        }
        m_result.used = m_total - m_budget;
        return std::move(m_result);
    }

private:
    void takePrefix(Range &range)
    {
        while (range.leftSize() > 0 && range.rightSize() > 0 && same(range.leftFrom, range.rightFrom)) {
            m_result.pairs.emplace_back(range.leftFrom++, range.rightFrom++);
        }
    }

    int suffixOf(const Range &range) const
    {
        int length = 0;
        while (length < range.leftSize() && length < range.rightSize()
               && same(range.leftTo - length - 1, range.rightTo - length - 1)) {
            ++length;
        }
        return length;
    }

    // A point on a shortest path through the range, found from both ends at once.
    std::optional<Point> middleOf(const Range &range)
    {
        const int n = range.leftSize();
        const int m = range.rightSize();
        const int delta = n - m;
        const int offset = n + m + 1;
        const bool odd = (delta & 1) != 0;
        at(m_forward, offset + 1) = 0;
        at(m_backward, offset + 1) = 0;
        for (int d = 0; d <= (n + m + 1) / 2; ++d) {
            if (m_budget < static_cast<std::size_t>(2 * d + 2)) {
                m_result.bounded = true;
                return {};
            }
            m_budget -= static_cast<std::size_t>(2 * d + 2);
            // Diagonals outside the grid lead nowhere.
            const int lowest = -(d - 2 * std::max(0, d - m));
            const int highest = d - 2 * std::max(0, d - n);
            for (int k = lowest; k <= highest; k += 2) {
                const int x = advance(range, d, k, offset);
                const int mirrored = delta - k;
                const bool meets = odd && x <= n && x - k <= m && mirrored >= -(d - 1) && mirrored <= d - 1
                    && x + at(m_backward, offset + mirrored) >= n;
                if (meets) {
                    return Point { range.leftFrom + x, range.rightFrom + x - k };
                }
            }
            for (int k = lowest; k <= highest; k += 2) {
                const int x = retreat(range, d, k, offset);
                const int mirrored = delta - k;
                const bool meets = !odd && x <= n && x - k <= m && mirrored >= -d && mirrored <= d
                    && x + at(m_forward, offset + mirrored) >= n;
                if (meets) {
                    return Point { range.leftTo - x, range.rightTo - (x - k) };
                }
            }
        }
        return {};
    }

    int advance(const Range &range, int d, int k, int offset)
    {
        const bool down = k == -d || (k != d && at(m_forward, offset + k - 1) < at(m_forward, offset + k + 1));
        int x = down ? at(m_forward, offset + k + 1) : at(m_forward, offset + k - 1) + 1;
        int y = x - k;
        while (x < range.leftSize() && y < range.rightSize()
               && same(range.leftFrom + x, range.rightFrom + y)) {
            ++x;
            ++y;
        }
        at(m_forward, offset + k) = x;
        return x;
    }

    int retreat(const Range &range, int d, int k, int offset)
    {
        const bool down = k == -d || (k != d && at(m_backward, offset + k - 1) < at(m_backward, offset + k + 1));
        int x = down ? at(m_backward, offset + k + 1) : at(m_backward, offset + k - 1) + 1;
        int y = x - k;
        while (x < range.leftSize() && y < range.rightSize()
               && same(range.leftTo - x - 1, range.rightTo - y - 1)) {
            ++x;
            ++y;
        }
        at(m_backward, offset + k) = x;
        return x;
    }

    bool same(int left, int right) const
    {
        return m_left[static_cast<std::size_t>(left)] == m_right[static_cast<std::size_t>(right)];
    }

    static int &at(std::vector<int> &row, int index) { return row[static_cast<std::size_t>(index)]; }

    std::span<const int> m_left;
    std::span<const int> m_right;
    std::size_t m_total;
    std::size_t m_budget;
    std::vector<int> m_forward;
    std::vector<int> m_backward;
    CommonSubsequence m_result;
};

} // namespace

CommonSubsequence commonSubsequence(std::span<const int> left, std::span<const int> right, std::size_t budget)
{
    return Walker(left, right, budget).run();
}

} // namespace patchbay
