// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/markdown_inline.h"

#include "ui/widgets/inline_parser.h"

#include <QUrl>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

constexpr qsizetype longestLabel = 1000;
constexpr qsizetype longestMath = 4000;
constexpr int deepestLabel = 3;

qsizetype runLength(QStringView text, qsizetype from)
{
    qsizetype end = from;
    while (end < text.size() && text[end] == u'`') {
        ++end;
    }
    return end - from;
}

bool isPunctuation(QChar character)
{
    return character.isPunct() || character.isSymbol();
}

bool isSafeTarget(const QString &target)
{
    static constexpr std::array<QStringView, 3> schemes { u"http", u"https", u"mailto" };
    return std::ranges::contains(schemes, QUrl(target, QUrl::TolerantMode).scheme().toLower());
}

// Where the bracket that opens at `open` closes, or -1. Escapes and code spans hide brackets.
qsizetype closingBracket(QStringView text, qsizetype open, QChar left, QChar right)
{
    int depth = 0;
    const qsizetype end = std::min(text.size(), open + longestLabel);
    for (qsizetype at = open; at < end; ++at) {
        if (text[at] == u'\\') {
            ++at;
        } else if (text[at] == left) {
            ++depth;
        } else if (text[at] == right && --depth == 0) {
            return at;
        }
    }
    return -1;
}

// The address out of "(address "title")"'s inside.
QString targetOf(QStringView inside)
{
    QStringView text = inside.trimmed();
    if (text.startsWith(u'<')) {
        const qsizetype end = text.indexOf(u'>');
        return end < 0 ? QString() : text.sliced(1, end - 1).toString();
    }
    const qsizetype space = text.indexOf(u' ');
    return (space < 0 ? text : text.first(space)).toString();
}

struct Entity {
    QStringView name;
    QChar character;
};

constexpr Entity entities[] = {
    { u"amp", u'&' }, { u"lt", u'<' }, { u"gt", u'>' }, { u"quot", u'"' }, { u"apos", u'\'' },
    { u"nbsp", u'\u00a0' }, { u"ndash", u'–' }, { u"mdash", u'—' }, { u"hellip", u'…' }, { u"times", u'×' },
};

QString characterOf(QStringView name)
{
    for (const Entity &entity : entities) {
        if (entity.name == name) {
            return entity.character;
        }
    }
    if (!name.startsWith(u'#')) {
        return {};
    }
    const bool hex = name.size() > 1 && name[1].toLower() == u'x';
    bool valid = false;
    const uint code = name.sliced(hex ? 2 : 1).toUInt(&valid, hex ? 16 : 10);
    if (!valid || code < 0x20 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
        return {};
    }
    const char32_t point = code;
    return QString::fromUcs4(&point, 1);
}

} // namespace

InlineText parseInline(const QString &source, InlineEnd end)
{
    return InlineParser(source, end).parse();
}

InlineParser::InlineParser(QStringView source, InlineEnd end, int depth)
    : m_source(source)
    , m_end(end)
    , m_depth(depth)
{
}

InlineText InlineParser::parse()
{
    scan();
    if (m_end == InlineEnd::Streaming) {
        holdBackLastMark();
    }
    resolveEmphasis();
    if (m_end == InlineEnd::Streaming) {
        closeWhatIsOpen();
    }
    return flatten();
}

void InlineParser::scan()
{
    qsizetype plainFrom = 0;
    const auto flush = [&] { addText(m_source.sliced(plainFrom, m_at - plainFrom)); };
    while (m_at < m_source.size()) {
        const QChar character = m_source[m_at];
        const qsizetype before = m_at;
        const bool image = character == u'!' && m_source.sliced(m_at + 1).startsWith(u'[');
        const bool special = image || u"\\`$*_~[<&"_s.contains(character)
            || (character == u'h' && startsAddress());
        if (!special) {
            ++m_at;
            continue;
        }
        flush();
        switch (character.unicode()) {
        case u'\\': readEscape(); break;
        case u'`': readCode(); break;
        case u'$': readDollar(); break;
        case u'!':
        case u'[': readBracket(image); break;
        case u'<': readAngle(); break;
        case u'&': readEntity(); break;
        case u'h': readAddress(); break;
        default: readRun(); break;
        }
        if (m_at == before) {
            addText(m_source.sliced(m_at, 1));
            ++m_at;
        }
        plainFrom = m_at;
    }
    flush();
}

void InlineParser::readEscape()
{
    if (m_at + 1 >= m_source.size()) {
        return;
    }
    const QChar next = m_source[m_at + 1];
    if (next == u'(' || next == u'[') {
        readMathUpTo(next == u'(' ? u"\\(" : u"\\[", next == u'(' ? u"\\)" : u"\\]");
        return;
    }
    if (next == u'\n') {
        ++m_at; // a break that would be made anyway
    } else if (next.unicode() < 0x80 && isPunctuation(next) && next != u')' && next != u']') {
        addText(m_source.sliced(m_at + 1, 1));
        m_at += 2;
    }
}

void InlineParser::readCode()
{
    const qsizetype length = runLength(m_source, m_at);
    qsizetype close = -1;
    // A length that found no partner once finds none further on.
    for (qsizetype at = m_at + length; at < m_source.size() && !m_unclosedCode.contains(length);) {
        const qsizetype run = runLength(m_source, at);
        if (run == length) {
            close = at;
            break;
        }
        at += std::max<qsizetype>(run, 1);
    }
    if (close < 0) {
        m_unclosedCode.insert(length);
        if (m_end == InlineEnd::Final) {
            addText(m_source.sliced(m_at, length));
            m_at += length;
            return;
        }
    }
    QString code = m_source.sliced(m_at + length, (close < 0 ? m_source.size() : close) - m_at - length).toString();
    if (code.size() > 2 && code.startsWith(u' ') && code.endsWith(u' ')) {
        code = code.sliced(1, code.size() - 2);
    }
    if (!code.isEmpty()) {
        m_pieces.append({ .text = code, .styles = InlineSpan::Code });
    }
    m_at = close < 0 ? m_source.size() : close + length;
}

void InlineParser::readMathUpTo(QStringView open, QStringView close)
{
    const qsizetype end = m_source.indexOf(close, m_at + open.size());
    if (end < 0 || end - m_at > longestMath) {
        return;
    }
    addText(m_source.sliced(m_at, end + close.size() - m_at));
    m_at = end + close.size();
}

void InlineParser::readDollar()
{
    const QStringView rest = m_source.sliced(m_at + 1);
    if (rest.startsWith(u'$')) {
        readMathUpTo(u"$$", u"$$");
        return;
    }
    // As Pandoc tells math from money: no space inside the dollars, no digit behind the second.
    if (rest.isEmpty() || rest[0].isSpace()) {
        return;
    }
    for (qsizetype at = 1; at < rest.size() && rest[at] != u'\n'; ++at) {
        const bool closes = rest[at] == u'$' && !rest[at - 1].isSpace()
            && (at + 1 == rest.size() || !rest[at + 1].isDigit());
        if (closes) {
            addText(m_source.sliced(m_at, at + 2));
            m_at += at + 2;
            return;
        }
    }
}

void InlineParser::readBracket(bool image)
{
    const qsizetype open = m_at + (image ? 1 : 0);
    const qsizetype close = closingBracket(m_source, open, u'[', u']');
    if (close < 0 || close + 1 >= m_source.size() || m_source[close + 1] != u'(') {
        return;
    }
    const qsizetype end = closingBracket(m_source, close + 1, u'(', u')');
    if (end < 0 || m_depth >= deepestLabel) {
        return;
    }
    const QString target = targetOf(m_source.sliced(close + 2, end - close - 2));
    if (!image && !isSafeTarget(target)) {
        return; // shown as it was written, so that nothing hides behind the words
    }
    const QStringView label = m_source.sliced(open + 1, close - open - 1);
    const InlineText shown = InlineParser(label, InlineEnd::Final, m_depth + 1).parse();
    if (image) {
        m_pieces.append({ .text = shown.text.isEmpty() ? u"image"_s : shown.text, .styles = InlineSpan::Italic });
    } else {
        addLink(shown, target);
    }
    m_at = end + 1;
}

void InlineParser::readAngle()
{
    const qsizetype end = m_source.indexOf(u'>', m_at);
    if (end < 0 || end - m_at > longestLabel) {
        return;
    }
    const QString target = m_source.sliced(m_at + 1, end - m_at - 1).toString();
    if (target.contains(u' ') || target.contains(u'<') || !target.contains(u':') || !isSafeTarget(target)) {
        return;
    }
    addLink({ target, {}, {} }, target);
    m_at = end + 1;
}

bool InlineParser::startsAddress() const
{
    const QStringView rest = m_source.sliced(m_at);
    const bool word = m_at > 0 && m_source[m_at - 1].isLetterOrNumber();
    return !word && m_depth == 0 && (rest.startsWith(u"https://") || rest.startsWith(u"http://"));
}

void InlineParser::readAddress()
{
    qsizetype end = m_at;
    while (end < m_source.size() && !m_source[end].isSpace() && !u"<>\"`|"_s.contains(m_source[end])) {
        ++end;
    }
    // Punctuation that ends the sentence, not the address.
    while (end > m_at && u".,;:!?'*_~)]"_s.contains(m_source[end - 1])) {
        const QStringView address = m_source.sliced(m_at, end - m_at);
        if (m_source[end - 1] == u')' && address.count(u'(') >= address.count(u')')) {
            break;
        }
        --end;
    }
    const QString target = m_source.sliced(m_at, end - m_at).toString();
    if (target.size() <= 8) {
        return;
    }
    addLink({ target, {}, {} }, target);
    m_at = end;
}

void InlineParser::readEntity()
{
    const qsizetype end = m_source.sliced(m_at, std::min<qsizetype>(12, m_source.size() - m_at)).indexOf(u';');
    if (end < 2) {
        return;
    }
    const QString character = characterOf(m_source.sliced(m_at + 1, end - 1));
    if (!character.isEmpty()) {
        addText(character);
        m_at += end + 1;
    }
}

} // namespace patchbay
