// SPDX-License-Identifier: GPL-3.0-or-later
//
// Inline Markdown: bold, italic, struck, code, links. Pure: text in, shown text and spans out.
//
// Model output is data: HTML is text, an image is its alternative text and is never fetched, only
// http, https and mailto are links. Math between $…$, $$…$$, \(…\) and \[…\] is left as it stands.
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace patchbay {

struct InlineSpan {
    enum Style : quint8 { Plain = 0, Bold = 1, Italic = 2, Struck = 4, Code = 8 };

    int start = 0;
    int length = 0;
    quint8 styles = Plain;
    int link = -1; // index into InlineText::links

    bool operator==(const InlineSpan &) const = default;
};

struct InlineText {
    QString text;            // as shown; lines parted by \n
    QList<InlineSpan> spans; // in order, without gaps or overlaps, plain stretches left out
    QStringList links;       // targets

    bool operator==(const InlineText &) const = default;
};

// Streaming: what is still open at the end is taken as closed there, so that "**bol" is bold already.
enum class InlineEnd { Final, Streaming };

InlineText parseInline(const QString &source, InlineEnd end = InlineEnd::Final);

} // namespace patchbay
