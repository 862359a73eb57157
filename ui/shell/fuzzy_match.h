// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fuzzy matching for the palette and every filter field of the shell: pure, no allocation beyond
// its tables, quick enough to run over thousands of short texts per key press.
#pragma once

#include <QList>
#include <QStringView>

#include <optional>

namespace patchbay {

struct FuzzyMatch {
    int score = 0;        // higher is better; comparable between texts for one pattern
    QList<int> positions; // matched characters of the text, ascending
    bool operator==(const FuzzyMatch &) const = default;
};

// Every word of the pattern must be found, in any order and without regard to case. A word that
// occurs as it was typed beats one whose letters are only scattered in order; beginnings of words
// count more ("dfb" finds "Diff Against Baseline" by initials). Letters scattered without any
// system do not match. An empty pattern matches everything with score 0.
std::optional<FuzzyMatch> fuzzyMatch(QStringView pattern, QStringView text);

} // namespace patchbay
