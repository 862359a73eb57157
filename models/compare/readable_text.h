// SPDX-License-Identifier: GPL-3.0-or-later
//
// readableText: Markdown without its marks, for a word diff of what a person reads: no asterisks,
// hashes or fences, bullets as "•", at most one empty line in a row. Code stays as it is. Pure.
#pragma once

#include <QList>
#include <QString>

namespace patchbay {

struct ReadableText {
    QString text;
    QList<bool> code; // per line: stood in a fence
};

ReadableText readableText(const QString &markdown);

} // namespace patchbay
