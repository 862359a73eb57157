// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/text_map.h"

#include "models/config/text_lines.h"

#include <algorithm>
#include <array>

using namespace std::string_view_literals;

namespace patchbay::bay {
namespace {

using document::TextLines;

constexpr qsizetype mostWalked = 100'000; // from an anchor

// Most texts have none, and then lines are found as fast as memory is read.
bool hasReturns(std::string_view bytes)
{
    return bytes.contains('\r');
}

// UTF-16 units of the UTF-8 in [begin, end).
int unitsOf(std::string_view bytes)
{
    return static_cast<int>(std::ranges::count_if(bytes, [](unsigned char byte) { return (byte & 0xC0) != 0x80; })
                            + std::ranges::count_if(bytes, [](unsigned char byte) { return byte >= 0xF0; }));
}

// Bytes of the first `units` UTF-16 units.
std::size_t bytesOf(std::string_view line, int units)
{
    std::size_t at = 0;
    while (units > 0 && at < line.size()) {
        const auto lead = static_cast<unsigned char>(line[at]);
        const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        units -= size == 4 ? 2 : 1;
        at = std::min(at + size, line.size());
    }
    return at;
}

// From a place of the shown text to its byte, forwards only.
class ByteWalk {
public:
    ByteWalk(std::string_view bytes, QStringView shown)
        : m_bytes(bytes)
        , m_shown(shown)
        , m_byte(TextLines(bytes).textBegin())
    {
    }
    // From a place that is known.
    ByteWalk(std::string_view bytes, QStringView shown, qsizetype position, std::size_t byte)
        : m_bytes(bytes)
        , m_shown(shown)
        , m_position(position)
        , m_byte(byte)
    {
    }

    std::size_t to(qsizetype position)
    {
        for (; m_position < position; ++m_position) {
            const QChar letter = m_shown[m_position];
            const bool wideBreak = letter == u'\n' && m_bytes.substr(m_byte).starts_with("\r\n");
            m_byte += letter.isLowSurrogate() ? 0 : letter.isHighSurrogate() ? 4 : wideBreak ? 2 : letter < u'\x80' ? 1 : letter < u'\x800' ? 2 : 3;
        }
        return m_byte;
    }

private:
    std::string_view m_bytes;
    QStringView m_shown;
    qsizetype m_position = 0;
    std::size_t m_byte;
};

} // namespace

QString shownText(std::string_view bytes)
{
    const TextLines lines(bytes);
    QString text = QString::fromUtf8(bytes.substr(lines.textBegin()));
    if (text.contains(u'\r')) {
        text.replace(QStringLiteral("\r\n"), QStringLiteral("\n")).replace(u'\r', u'\n');
    }
    return text;
}

bool canBeShown(std::string_view bytes)
{
    // U+2028, U+2029, U+FDD0 and U+FDD1 as bytes.
    constexpr std::array odd { "\xe2\x80\xa8"sv, "\xe2\x80\xa9"sv, "\xef\xb7\x90"sv, "\xef\xb7\x91"sv, "\0"sv };
    const auto stands = [bytes](std::string_view mark) { return bytes.contains(mark); };
    return QUtf8StringView(bytes.data(), static_cast<qsizetype>(bytes.size())).isValidUtf8() && std::ranges::none_of(odd, stands);
}

std::optional<Stretch> differenceOf(QStringView before, QStringView after)
{
    const qsizetype shorter = std::min(before.size(), after.size());
    qsizetype head = 0;
    while (head < shorter && before[head] == after[head]) {
        ++head;
    }
    if (head == before.size() && head == after.size()) {
        return std::nullopt;
    }
    qsizetype tail = 0;
    while (tail < shorter - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) {
        ++tail;
    }
    // Halves of a pair stay together.
    if (head > 0 && before[head - 1].isHighSurrogate()) {
        --head;
    }
    if (tail > 0 && before[before.size() - tail].isLowSurrogate()) {
        --tail;
    }
    return Stretch { head, before.size() - tail - head, after.size() - tail - head };
}

std::size_t offsetOf(std::string_view bytes, int line, int column)
{
    const TextLines lines(bytes);
    std::size_t at = lines.textBegin();
    if (!hasReturns(bytes)) {
        for (; line > 0 && at < bytes.size(); --line) {
            at = std::min(bytes.find('\n', at), bytes.size() - 1) + 1;
        }
    }
    for (; line > 0 && at < bytes.size(); --line) {
        at = lines.next(at);
    }
    return at + bytesOf(bytes.substr(at, lines.end(at) - at), column);
}

TextPlace placeOf(std::string_view bytes, std::size_t offset)
{
    const TextLines lines(bytes);
    TextPlace place;
    std::size_t at = lines.textBegin();
    if (!hasReturns(bytes) && offset >= at) {
        const std::string_view before = bytes.substr(at, offset - at);
        place.line = static_cast<int>(std::ranges::count(before, '\n'));
        at += before.rfind('\n') + 1; // none: 0
    } else {
        for (std::size_t next = lines.next(at); next <= offset && next > at && lines.end(at) < next; next = lines.next(at)) {
            at = next;
            ++place.line;
        }
    }
    place.column = offset > at ? unitsOf(bytes.substr(at, std::min(offset, lines.end(at)) - at)) : 0;
    return place;
}

std::optional<document::TextPatch> patchFor(std::string_view bytes, QStringView before, QStringView after)
{
    const std::optional<Stretch> stretch = differenceOf(before, after);
    return stretch ? patchAt(bytes, before, *stretch, after.sliced(stretch->begin, stretch->inserted)) : std::nullopt;
}

std::optional<document::TextPatch> patchAt(std::string_view bytes, QStringView before, const Stretch &known, QStringView text,
                                           std::optional<TextAnchor> *anchor)
{
    // Only what differs, with halves of a pair together.
    const std::optional<Stretch> inner = differenceOf(before.sliced(known.begin, known.removed), text);
    if (!inner) {
        return std::nullopt;
    }
    Stretch stretch { known.begin + inner->begin, inner->removed, inner->inserted };
    QString inserted = text.sliced(inner->begin, inner->inserted).toString();
    if (stretch.begin > 0 && stretch.begin < before.size() && before[stretch.begin].isLowSurrogate() && inner->begin == 0) {
        --stretch.begin;
        ++stretch.removed;
        inserted.prepend(before[stretch.begin]);
    }
    const QStringView head = before.first(stretch.begin);
    const qsizetype lineBegin = head.lastIndexOf(u'\n') + 1;
    const bool isNear = anchor && *anchor && (*anchor)->position <= stretch.begin && stretch.begin - (*anchor)->position < mostWalked;
    document::TextPatch patch;
    patch.begin = isNear ? ByteWalk(bytes, before, (*anchor)->position, (*anchor)->byte).to(stretch.begin)
                         : offsetOf(bytes, static_cast<int>(head.count(u'\n')), static_cast<int>(stretch.begin - lineBegin));
    if (anchor) {
        *anchor = TextAnchor { lineBegin, patch.begin - static_cast<std::size_t>(head.sliced(lineBegin).toUtf8().size()) };
    }
    const std::size_t end = ByteWalk(bytes, before, stretch.begin, patch.begin).to(stretch.begin + stretch.removed);
    patch.removed = std::string(bytes.substr(patch.begin, end - patch.begin));
    const std::string lineBreak = inserted.contains(u'\n') ? TextLines(bytes).lineBreak(patch.begin) : "\n";
    if (lineBreak != "\n") {
        inserted.replace(u'\n', QString::fromStdString(lineBreak));
    }
    patch.inserted = inserted.toStdString();
    return patch;
}

document::Patches patchesForAll(std::string_view bytes, QStringView shown, QStringView wanted, const QString &replacement)
{
    document::Patches patches;
    ByteWalk walk(bytes, shown);
    qsizetype next = 0;
    for (qsizetype at = shown.indexOf(wanted, 0, Qt::CaseInsensitive); at >= 0 && !wanted.isEmpty();
         at = shown.indexOf(wanted, next, Qt::CaseInsensitive)) {
        next = at + wanted.size();
        if (const std::optional<Stretch> stretch = differenceOf(shown.sliced(at, wanted.size()), replacement)) {
            document::TextPatch patch;
            patch.begin = walk.to(at + stretch->begin);
            const std::size_t end = walk.to(at + stretch->begin + stretch->removed);
            patch.removed = std::string(bytes.substr(patch.begin, end - patch.begin));
            patch.inserted = replacement.sliced(stretch->begin, stretch->inserted).toStdString();
            patches.push_back(std::move(patch));
        }
    }
    return patches;
}

} // namespace patchbay::bay
