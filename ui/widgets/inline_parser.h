// SPDX-License-Identifier: GPL-3.0-or-later
//
// InlineParser: one run over one block's text; parseInline() makes one and throws it away.
//
// Pieces are stretches of shown text; runs of * _ ~ are pieces of their own until emphasis is
// resolved over the whole list, as CommonMark describes.
#pragma once

#include "ui/widgets/markdown_inline.h"

#include <QSet>

namespace patchbay {

class InlineParser {
public:
    InlineParser(QStringView source, InlineEnd end, int depth = 0);

    InlineText parse();

private:
    struct Piece {
        QString text;
        quint8 styles = InlineSpan::Plain;
        int link = -1;
        QChar mark = {};  // of a run of delimiters; null for text
        int count = 0;   // marks that are left of the run
        bool opens = false;
        bool closes = false;
    };

    void scan();
    void readEscape();
    void readCode();
    void readMathUpTo(QStringView open, QStringView close);
    void readDollar();
    void readBracket(bool image);
    void readAngle();
    void readAddress();
    void readEntity();
    void readRun();
    bool startsAddress() const;
    void addText(QStringView text);
    void addLink(const InlineText &label, const QString &target);
    void resolveEmphasis();
    bool matchCloser(qsizetype closer);
    void holdBackLastMark();
    void closeWhatIsOpen();
    InlineText flatten() const;

    QStringView m_source;
    InlineEnd m_end;
    int m_depth;
    qsizetype m_at = 0;
    QList<Piece> m_pieces;
    QStringList m_links;
    QSet<qsizetype> m_unclosedCode; // lengths of backtick runs
};

} // namespace patchbay
