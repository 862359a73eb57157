// SPDX-License-Identifier: GPL-3.0-or-later
//
// What one line of Markdown is, looked at alone: the pure questions that MarkdownSplitter asks.
#pragma once

#include <QList>
#include <QStringList>
#include <QStringView>

#include <optional>

namespace patchbay::markdown_lines {

int indentOf(QStringView line);
// Leading tabs as spaces up to the next fourth column.
QString withoutLeadingTabs(QStringView line);
bool isThematicBreak(QStringView line);

struct Fence {
    QChar mark;
    int length = 0;
    QString language;
};
std::optional<Fence> fenceOf(QStringView line);
bool closesFence(QStringView line, QChar mark, int length);

struct Heading {
    int level = 0;
    QString text;
};
std::optional<Heading> headingOf(QStringView line);
// 1 for ===, 2 for ---, 0 for neither.
int underlineLevel(QStringView line);

struct ItemMarker {
    QString text;     // as shown: "•", "3."
    bool ordered = false;
    int number = 0;
    int width = 0;    // of marker and the space behind it
    bool empty = false; // nothing follows
};
std::optional<ItemMarker> itemMarkerOf(QStringView line);

QStringList cellsOf(QStringView line);
// Alignments of a table's delimiter row; nothing when the line is none.
std::optional<QList<Qt::Alignment>> delimiterRow(QStringView line);

} // namespace patchbay::markdown_lines
