// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/diff_rows.h"

#include "models/bay/text_map.h"
#include "models/config/text_diff.h"

#include <algorithm>

namespace patchbay::bay {
namespace {

constexpr std::size_t around = 3;

QStringList linesOf(std::string_view text)
{
    QStringList lines = shownText(text).split(u'\n');
    if (!lines.isEmpty() && lines.last().isEmpty()) {
        lines.removeLast();
    }
    return lines;
}

class Writer {
public:
    Writer(std::string_view before, std::string_view after)
        : m_old(linesOf(before))
        , m_new(linesOf(after))
    {
    }

    void heading(std::size_t newBegin, std::size_t newEnd)
    {
        rows.append({ DiffRow::Kind::Heading, 0, 0,
                      QStringLiteral("Lines %1 to %2").arg(newBegin + 1).arg(std::max(newEnd, newBegin + 1)) });
    }
    void same(std::size_t oldBegin, std::size_t oldEnd, std::size_t newBegin)
    {
        for (std::size_t line = oldBegin; line < oldEnd; ++line) {
            rows.append({ DiffRow::Kind::Same, static_cast<int>(line) + 1,
                          static_cast<int>(newBegin + line - oldBegin) + 1, m_old.value(static_cast<qsizetype>(line)) });
        }
    }
    void change(const document::LineChange &change)
    {
        const std::size_t pairs = std::min(change.oldEnd - change.oldBegin, change.newEnd - change.newBegin);
        const qsizetype first = rows.size();
        for (std::size_t line = change.oldBegin; line < change.oldEnd; ++line) {
            rows.append({ DiffRow::Kind::Removed, static_cast<int>(line) + 1, 0, m_old.value(static_cast<qsizetype>(line)) });
        }
        const qsizetype second = rows.size();
        for (std::size_t line = change.newBegin; line < change.newEnd; ++line) {
            rows.append({ DiffRow::Kind::Added, 0, static_cast<int>(line) + 1, m_new.value(static_cast<qsizetype>(line)) });
        }
        for (std::size_t pair = 0; pair < pairs; ++pair) {
            DiffRow &gone = rows[first + static_cast<qsizetype>(pair)];
            DiffRow &come = rows[second + static_cast<qsizetype>(pair)];
            if (const auto stretch = differenceOf(gone.text, come.text)) {
                gone.markBegin = come.markBegin = static_cast<int>(stretch->begin);
                gone.markLength = static_cast<int>(stretch->removed);
                come.markLength = static_cast<int>(stretch->inserted);
            }
        }
    }
    std::size_t oldCount() const { return static_cast<std::size_t>(m_old.size()); }

    QList<DiffRow> rows;

private:
    QStringList m_old;
    QStringList m_new;
};

} // namespace

DiffRows diffRows(std::string_view before, std::string_view after)
{
    const std::vector<document::LineChange> changes = document::lineChanges(before, after);
    Writer writer(before, after);
    DiffRows result;
    result.untouched = static_cast<int>(writer.oldCount());
    for (std::size_t first = 0; first < changes.size();) {
        std::size_t last = first;
        while (last + 1 < changes.size() && changes[last + 1].oldBegin - changes[last].oldEnd <= 2 * around) {
            ++last;
        }
        const std::size_t lead = std::min(changes[first].oldBegin, around);
        const std::size_t oldEnd = std::min(changes[last].oldEnd + around, writer.oldCount());
        writer.heading(changes[first].newBegin - lead, changes[last].newEnd + oldEnd - changes[last].oldEnd);
        std::size_t oldAt = changes[first].oldBegin - lead;
        std::size_t newAt = changes[first].newBegin - lead;
        for (; first <= last; ++first) {
            writer.same(oldAt, changes[first].oldBegin, newAt);
            writer.change(changes[first]);
            result.removed += static_cast<int>(changes[first].oldEnd - changes[first].oldBegin);
            result.added += static_cast<int>(changes[first].newEnd - changes[first].newBegin);
            oldAt = changes[first].oldEnd;
            newAt = changes[first].newEnd;
        }
        writer.same(oldAt, oldEnd, newAt);
    }
    result.untouched -= result.removed;
    result.rows = std::move(writer.rows);
    return result;
}

} // namespace patchbay::bay
