// SPDX-License-Identifier: GPL-3.0-or-later
//
// Words of a line, as compareTexts() counts them. Pure.
#pragma once

#include <QList>
#include <QString>

namespace patchbay {

// A word or a mark with the white space before it.
struct DiffToken {
    QString space;
    QString text;
    bool isWord = false;
};

struct DiffLine {
    QList<DiffToken> tokens;
    QString tail; // white space at the end
};

DiffLine tokensOf(const QString &line);
int wordsIn(const DiffLine &line);

} // namespace patchbay
