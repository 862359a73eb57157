// SPDX-License-Identifier: GPL-3.0-or-later
//
// compareTexts: two answers as aligned rows of kept, removed and added words. Pure.
//
// Lines are matched first, then changed lines with each other by the words they share, then words
// within matched lines. The spans of a side, joined, give that side's text back. Huge inputs
// degrade to whole lines and say so.
#pragma once

#include <QList>
#include <QString>

namespace patchbay {

enum class DiffMode {
    Words,
    Lines, // a changed line is removed and added as a whole
    Json,  // both sides written the same way (keys sorted) first; words when one is no JSON
};

struct DiffOptions {
    DiffMode mode = DiffMode::Words;
    bool ignoreWhiteSpace = true;
    // Inner steps of the comparison; the default takes well below 100 ms.
    std::size_t budget = 10'000'000;
};

struct DiffSpan {
    enum class Kind { Kept, Removed, Added };
    Kind kind = Kind::Kept;
    QString text;
    bool operator==(const DiffSpan &) const = default;
};

// One line of each side, or of one side only.
struct DiffRow {
    bool hasLeft = false;
    bool hasRight = false;
    bool changed = false;
    QList<DiffSpan> left;  // kept and removed
    QList<DiffSpan> right; // kept and added
    bool operator==(const DiffRow &) const = default;
};

struct TextDiff {
    QList<DiffRow> rows;
    int wordsKept = 0;
    int wordsRemoved = 0;
    int wordsAdded = 0;
    int changes = 0;       // changed rows
    double similarity = 1; // 2 kept / (left + right words); 1 for two empty texts
    bool degraded = false; // too large for words
    // JSON was asked for but this side is none.
    bool leftIsNoJson = false;
    bool rightIsNoJson = false;
    // What was compared: the inputs, or their common JSON form.
    QString leftText;
    QString rightText;
};

TextDiff compareTexts(const QString &left, const QString &right, const DiffOptions &options = {});

} // namespace patchbay
