// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/markdown_lines.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay::markdown_lines {
namespace {

constexpr int longestNumber = 9;
constexpr int mostColumns = 64;

qsizetype runLength(QStringView line, QChar mark)
{
    qsizetype length = 0;
    while (length < line.size() && line[length] == mark) {
        ++length;
    }
    return length;
}

// Marker of so many characters; the content starts one to four columns behind it.
ItemMarker measured(ItemMarker marker, QStringView line, int length)
{
    const int spaces = indentOf(line.sliced(length));
    marker.empty = line.sliced(length).trimmed().isEmpty();
    marker.width = length + (marker.empty || spaces > 4 ? 1 : spaces);
    return marker;
}

} // namespace

int indentOf(QStringView line)
{
    return static_cast<int>(runLength(line, u' '));
}

QString withoutLeadingTabs(QStringView line)
{
    QString start;
    qsizetype at = 0;
    // Markers of lists and quotes belong to the indent: "-<tab>a".
    for (; at < line.size() && u" \t-*+>0123456789.)"_s.contains(line[at]); ++at) {
        start += line[at] == u'\t' ? QString(4 - start.size() % 4, u' ') : QString(line[at]);
    }
    return start + line.sliced(at).toString();
}

bool isThematicBreak(QStringView line)
{
    const QStringView text = line.trimmed();
    if (text.isEmpty() || !u"-*_"_s.contains(text[0])) {
        return false;
    }
    qsizetype marks = 0;
    for (const QChar character : text) {
        if (character == text[0]) {
            ++marks;
        } else if (character != u' ') {
            return false;
        }
    }
    return marks >= 3;
}

std::optional<Fence> fenceOf(QStringView line)
{
    if (line.isEmpty() || (line[0] != u'`' && line[0] != u'~')) {
        return {};
    }
    const qsizetype length = runLength(line, line[0]);
    const QStringView info = line.sliced(length).trimmed();
    if (length < 3 || (line[0] == u'`' && info.contains(u'`'))) {
        return {};
    }
    qsizetype word = 0;
    while (word < info.size() && !info[word].isSpace() && info[word] != u'{' && info[word] != u',') {
        ++word;
    }
    return Fence { line[0], static_cast<int>(length), info.first(word).toString() };
}

bool closesFence(QStringView line, QChar mark, int length)
{
    const qsizetype run = runLength(line, mark);
    return run >= length && line.sliced(run).trimmed().isEmpty();
}

std::optional<Heading> headingOf(QStringView line)
{
    const qsizetype level = runLength(line, u'#');
    if (level < 1 || level > 6 || (line.size() > level && line[level] != u' ')) {
        return {};
    }
    QStringView text = line.sliced(level).trimmed();
    QStringView open = text;
    while (open.endsWith(u'#')) {
        open.chop(1);
    }
    if (open.isEmpty() || open.endsWith(u' ')) {
        text = open.trimmed();
    }
    return Heading { static_cast<int>(level), text.toString() };
}

int underlineLevel(QStringView line)
{
    const QStringView text = line.trimmed();
    if (text.size() < 3 || (text[0] != u'=' && text[0] != u'-') || runLength(text, text[0]) != text.size()) {
        return 0;
    }
    return text[0] == u'=' ? 1 : 2;
}

std::optional<ItemMarker> itemMarkerOf(QStringView line)
{
    if (line.isEmpty()) {
        return {};
    }
    const auto endsMarker = [line](qsizetype at) { return at == line.size() || line[at] == u' '; };
    if ((line[0] == u'-' || line[0] == u'*' || line[0] == u'+') && endsMarker(1)) {
        return measured({ u"•"_s, false, 0, 0, false }, line, 1);
    }
    qsizetype digits = 0;
    while (digits < line.size() && digits < longestNumber && line[digits] >= u'0' && line[digits] <= u'9') {
        ++digits;
    }
    if (digits == 0 || digits == line.size() || (line[digits] != u'.' && line[digits] != u')')
        || !endsMarker(digits + 1)) {
        return {};
    }
    const QString shown = line.first(digits + 1).toString();
    return measured({ shown, true, line.first(digits).toInt(), 0, false }, line, static_cast<int>(digits) + 1);
}

QStringList cellsOf(QStringView line)
{
    QStringView text = line.trimmed();
    if (text.startsWith(u'|')) {
        text = text.sliced(1);
    }
    QStringList cells;
    QString cell;
    bool code = false;
    bool open = false; // behind the last bar something was written
    for (qsizetype at = 0; at < text.size(); ++at) {
        const QChar character = text[at];
        if (character == u'\\' && at + 1 < text.size() && text[at + 1] == u'|') {
            cell += u'|';
            ++at;
            open = true;
        } else if (character == u'|' && !code && cells.size() < mostColumns) {
            cells.append(cell.trimmed());
            cell.clear();
            open = false;
        } else {
            code = character == u'`' ? !code && text.sliced(at + 1).contains(u'`') : code;
            cell += character;
            open = true;
        }
    }
    if (open && !cell.trimmed().isEmpty()) {
        cells.append(cell.trimmed());
    }
    return cells;
}

std::optional<QList<Qt::Alignment>> delimiterRow(QStringView line)
{
    if (!line.contains(u'-') || (!line.contains(u'|') && !line.contains(u':'))) {
        return {};
    }
    QList<Qt::Alignment> alignments;
    const QStringList cells = cellsOf(line);
    for (const QString &cell : cells) {
        const bool left = cell.startsWith(u':');
        const bool right = cell.size() > 1 && cell.endsWith(u':');
        const QStringView dashes = QStringView(cell).sliced(left ? 1 : 0).chopped(right ? 1 : 0);
        if (dashes.isEmpty() || runLength(dashes, u'-') != dashes.size()) {
            return {};
        }
        alignments.append(left && right ? Qt::AlignHCenter : right ? Qt::AlignRight : Qt::AlignLeft);
    }
    return alignments.isEmpty() ? std::nullopt : std::optional(alignments);
}

} // namespace patchbay::markdown_lines
