// SPDX-License-Identifier: GPL-3.0-or-later
//
// Emphasis of InlineParser: which runs of * _ ~ belong together, and the pieces made one text.
#include "ui/widgets/inline_parser.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

// More runs than this in one block are no prose; the rest stays as it is written.
constexpr qsizetype mostPieces = 4000;
// How far back an opener is looked for, in pieces: keeps the work linear.
constexpr qsizetype farthestOpener = 400;

bool isSpaceOrEdge(QChar character)
{
    return character.isNull() || character.isSpace();
}

bool isMark(QChar character)
{
    return character.isPunct() || character.isSymbol();
}

quint8 styleFor(QChar mark, int count)
{
    if (mark == u'~') {
        return InlineSpan::Struck;
    }
    return count == 2 ? InlineSpan::Bold : InlineSpan::Italic;
}

} // namespace

void InlineParser::addText(QStringView text)
{
    if (text.isEmpty()) {
        return;
    }
    const bool joins = !m_pieces.isEmpty() && m_pieces.constLast().mark.isNull()
        && m_pieces.constLast().styles == InlineSpan::Plain && m_pieces.constLast().link < 0;
    if (joins) {
        m_pieces.last().text += text;
    } else {
        m_pieces.append({ .text = text.toString() });
    }
}

void InlineParser::addLink(const InlineText &label, const QString &target)
{
    const int link = static_cast<int>(m_links.size());
    m_links.append(target);
    int at = 0;
    const auto add = [&](int length, quint8 styles) {
        if (length > 0) {
            m_pieces.append({ .text = label.text.sliced(at, length), .styles = styles, .link = link });
            at += length;
        }
    };
    for (const InlineSpan &span : label.spans) {
        add(span.start - at, InlineSpan::Plain);
        add(span.length, span.styles);
    }
    add(static_cast<int>(label.text.size()) - at, InlineSpan::Plain);
}

void InlineParser::readRun()
{
    const QChar mark = m_source[m_at];
    qsizetype length = 1;
    while (m_at + length < m_source.size() && m_source[m_at + length] == mark) {
        ++length;
    }
    const QChar before = m_at > 0 ? m_source[m_at - 1] : QChar();
    const QChar after = m_at + length < m_source.size() ? m_source[m_at + length] : QChar();
    const bool left = !isSpaceOrEdge(after) && (!isMark(after) || isSpaceOrEdge(before) || isMark(before));
    const bool right = !isSpaceOrEdge(before) && (!isMark(before) || isSpaceOrEdge(after) || isMark(after));
    Piece run;
    run.text = m_source.sliced(m_at, length).toString();
    run.mark = mark;
    run.count = static_cast<int>(length);
    run.opens = left && (mark != u'_' || !right || isMark(before));
    run.closes = right && (mark != u'_' || !left || isMark(after));
    if ((mark == u'~' && length != 2) || m_pieces.size() > mostPieces) {
        run.mark = QChar();
    }
    m_pieces.append(run);
    m_at += length;
}

void InlineParser::resolveEmphasis()
{
    for (qsizetype closer = 0; closer < m_pieces.size(); ++closer) {
        while (m_pieces[closer].closes && m_pieces[closer].count > 0 && matchCloser(closer)) {
        }
    }
}

// Pairs the run with the nearest opener and styles what lies between; false when there is none.
bool InlineParser::matchCloser(qsizetype closer)
{
    Piece &close = m_pieces[closer];
    const qsizetype first = std::max<qsizetype>(0, closer - farthestOpener);
    for (qsizetype at = closer - 1; at >= first; --at) {
        Piece &open = m_pieces[at];
        if (open.mark != close.mark || !open.opens || open.count == 0) {
            continue;
        }
        const bool either = (open.closes || close.opens) && (open.count + close.count) % 3 == 0
            && (open.count % 3 != 0 || close.count % 3 != 0);
        if (either) {
            continue;
        }
        const int used = open.count >= 2 && close.count >= 2 ? 2 : 1;
        for (qsizetype between = at + 1; between < closer; ++between) {
            m_pieces[between].styles |= styleFor(close.mark, used);
            // What opened in between cannot close outside.
            m_pieces[between].opens = false;
        }
        open.count -= used;
        close.count -= used;
        return true;
    }
    return false;
}

// A single mark at the end may be the first half of the pair that closes what is bold.
void InlineParser::holdBackLastMark()
{
    if (m_pieces.isEmpty() || m_pieces.constLast().mark != u'*' || m_pieces.constLast().count != 1) {
        return;
    }
    const bool bold = std::ranges::any_of(m_pieces, [](const Piece &piece) {
        return piece.mark == u'*' && piece.opens && piece.count >= 2;
    });
    m_pieces.last().count = bold ? 0 : 1;
}

void InlineParser::closeWhatIsOpen()
{
    // Marks at the very end may yet open or close something: they wait, unseen.
    if (!m_pieces.isEmpty() && !m_pieces.constLast().mark.isNull()) {
        m_pieces.last().count = 0;
    }
    bool bold = false;
    for (Piece &piece : m_pieces) {
        piece.styles |= bold ? InlineSpan::Bold : InlineSpan::Plain;
        if (piece.mark == u'*' && piece.opens && piece.count >= 2) {
            piece.count -= 2;
            bold = true;
        }
    }
}

InlineText InlineParser::flatten() const
{
    InlineText result;
    result.links = m_links;
    for (const Piece &piece : m_pieces) {
        const QString text = piece.mark.isNull() ? piece.text : QString(piece.count, piece.mark);
        if (text.isEmpty()) {
            continue;
        }
        const int start = static_cast<int>(result.text.size());
        const int length = static_cast<int>(text.size());
        result.text += text;
        if (piece.styles == InlineSpan::Plain && piece.link < 0) {
            continue;
        }
        const InlineSpan *last = result.spans.isEmpty() ? nullptr : &result.spans.constLast();
        const bool joins = last && last->start + last->length == start && last->styles == piece.styles
            && last->link == piece.link;
        if (joins) {
            result.spans.last().length += length;
        } else {
            result.spans.append({ start, length, piece.styles, piece.link });
        }
    }
    return result;
}

} // namespace patchbay
