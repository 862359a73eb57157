// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/span_at.h"

#include <algorithm>

namespace patchbay::document {
namespace {

class SpotFinder {
public:
    SpotFinder(std::size_t begin, std::size_t end)
        : m_begin(begin)
        , m_end(end)
    {
    }

    void walk(const SpanNode &node)
    {
        for (std::size_t child = 0; child < node.children.size(); ++child) {
            const SpanChild &entry = node.children[child];
            if (entry.begin > m_begin || entry.end < m_begin) {
                continue;
            }
            m_steps.push_back({ .isKey = node.isMapping(), .key = node.isMapping() ? entry.name() : std::string(), .index = child, .child = child });
            if (node.isMapping()) {
                weigh(entry.key, true);
            }
            weigh(entry.value, false);
            walk(entry.value);
            m_steps.pop_back();
        }
    }

    std::optional<SpotAt> found;

private:
    void weigh(const SpanNode &node, bool onKey)
    {
        // Readers tell a quoted text by its quote or by what is behind it.
        const bool quoted = node.style == Style::SingleQuoted || node.style == Style::DoubleQuoted;
        const bool behindQuote = quoted && node.content + 1 == m_begin;
        if (node.begin != m_begin && node.content != m_begin && node.properties != m_begin && !behindQuote) {
            return;
        }
        const std::size_t distance = node.end > m_end ? node.end - m_end : m_end - node.end;
        if (!found || distance <= m_distance) {
            m_distance = distance;
            found = SpotAt { m_steps, onKey };
        }
    }

    std::size_t m_begin;
    std::size_t m_end;
    std::size_t m_distance = 0;
    std::vector<PlaceStep> m_steps {};
};

} // namespace

std::optional<SpotAt> spotAt(const SpanNode &root, std::size_t begin, std::size_t end)
{
    SpotFinder finder(begin, end);
    finder.walk(root);
    return std::move(finder.found);
}

} // namespace patchbay::document
