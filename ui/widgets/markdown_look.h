// SPDX-License-Identifier: GPL-3.0-or-later
//
// MarkdownLook: fonts, colours and distances of Markdown, asked from the Theme once per change
// instead of once per block: making a QFont costs more than laying out a line.
#pragma once

#include "ui/widgets/theme.h"

#include <QTextCharFormat>

#include <array>

namespace patchbay {

struct InlineSpan;

struct MarkdownLook {
    static MarkdownLook from(const Theme &theme, TypeStep step);

    QTextCharFormat formatOf(const InlineSpan &span) const;
    const QFont &headingFont(int level) const { return headings.at(static_cast<size_t>(level - 1)); }

    QFont body;
    QFont strong;
    QFont inlineCode;
    QFont codeBlock;
    std::array<QFont, 6> headings;
    int leading = 4;      // added to a line of text
    int codeLeading = 1;
    int blockGap = 8;
    int bulletIndent = 16;
    int numberIndent = 24;
    int quoteIndent = 14;
    int codePadding = 8;
    int cellPadding = 8;
    QColor text;
    QColor muted;
    QColor accent;
    QColor sunken;
    QColor line;
    QColor lineStrong;
    QColor selection;
};

} // namespace patchbay
