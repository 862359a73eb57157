// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/folds.h"

#include <QStringTokenizer>

#include <algorithm>

namespace patchbay::bay {
namespace {

struct Open {
    Fold fold {};
    qsizetype column = 0;
    bool dash = false;
    bool opensList = false; // "key:" with nothing behind it: dashes may stand in its own column
    qsizetype childColumn = -1;
};

bool isDash(QStringView content)
{
    return content == u"-" || content.startsWith(u"- ");
}

// Without a comment behind it.
bool endsOpen(QStringView content)
{
    const qsizetype comment = content.indexOf(u" #");
    return (comment < 0 ? content : content.first(comment)).trimmed().endsWith(u':');
}

class Folder {
public:
    void line(int number, QStringView line)
    {
        const QStringView content = line.trimmed();
        if (content.isEmpty()) {
            return;
        }
        const qsizetype column = std::ranges::find_if_not(line, [](QChar letter) { return letter == u' '; }) - line.begin();
        if (content.startsWith(u'#')) {
            comment(number, column);
            return;
        }
        const bool dash = isDash(content);
        while (!m_open.empty() && !holds(m_open.back(), column, dash)) {
            close();
        }
        if (!m_open.empty()) {
            Open &parent = m_open.back();
            parent.childColumn = parent.childColumn < 0 ? column : parent.childColumn;
            parent.fold.items += dash && column == parent.childColumn ? 1 : 0;
        }
        for (Open &open : m_open) {
            open.fold.last = number;
        }
        m_open.push_back({ { number, number, 0 }, column, dash, endsOpen(content) });
    }

    std::vector<Fold> finish()
    {
        while (!m_open.empty()) {
            close();
        }
        std::ranges::sort(m_folds, {}, &Fold::head);
        return std::move(m_folds);
    }

private:
    static bool holds(const Open &open, qsizetype column, bool dash)
    {
        return column > open.column || (column == open.column && dash && !open.dash && open.opensList);
    }

    // A comment that stands deeper than a head belongs to it, once something else of it follows or it has some.
    void comment(int number, qsizetype column)
    {
        for (Open &open : m_open) {
            if (column > open.column && open.fold.last > open.fold.head) {
                open.fold.last = number;
            }
        }
    }

    void close()
    {
        const Fold &fold = m_open.back().fold;
        if (fold.last > fold.head) {
            m_folds.push_back(fold);
        }
        m_open.pop_back();
    }

    std::vector<Open> m_open;
    std::vector<Fold> m_folds;
};

} // namespace

std::vector<Fold> foldsOf(QStringView text)
{
    Folder folder;
    int number = 0;
    for (const QStringView line : text.tokenize(u'\n')) {
        folder.line(number++, line);
    }
    return folder.finish();
}

} // namespace patchbay::bay
