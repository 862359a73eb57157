// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the full-text index of runs holds, and how any text that a person types becomes a query.
#pragma once

#include "models/runs/run_record.h"

namespace patchbay {

struct RunWords {
    QString title;
    QString prompt;
    QString answers;
    QString models;
};

RunWords wordsOf(const RunRecord &run);

// Scripts that put no spaces between words are indexed and searched character by character.
QString spacedForIndex(const QString &text);

// An FTS5 query: all words must occur, each may be the start of one. Empty when the text has no
// letter or digit to look for.
QString matchExpression(const QString &search);

} // namespace patchbay
