// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/block_layout.h"

#include <QTextOption>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace Qt::StringLiterals;

namespace patchbay {

using Kind = MarkdownBlock::Kind;

namespace {

constexpr int narrowestColumn = 40;
constexpr qreal emptyColumn = 12;
constexpr int rowPadding = 4;

InlineText plainText(const QString &text)
{
    return { text, {}, {} };
}

} // namespace

BlockLayout::BlockLayout(const Theme &theme, const MarkdownLook &look)
    : m_theme(theme)
    , m_look(look)
    , m_highlighter(theme)
{
}

void BlockLayout::setBlock(const MarkdownBlock &block, InlineEnd end)
{
    if (m_end == end && m_block == block && !m_cells.empty()) {
        return;
    }
    m_block = block;
    m_end = end;
    m_width = -1;
    m_heights = { { { -1, 0 }, { -1, 0 } } };
    if (block.kind != Kind::Code) {
        m_codeLines.clear();
    }
    switch (block.kind) {
    case Kind::Code: makeCode(); break;
    case Kind::Table: makeTable(end); break;
    case Kind::Rule:
        m_cells.clear();
        m_text.clear();
        break;
    default: makeText(end); break;
    }
}

void BlockLayout::restyle()
{
    m_cells.clear();
    m_codeLines.clear();
    setBlock(MarkdownBlock(m_block), m_end);
}

QFont BlockLayout::fontOf() const
{
    return m_block.kind == Kind::Heading ? m_look.headingFont(m_block.level) : m_look.body;
}

BlockLayout::Cell BlockLayout::makeCell(const InlineText &inlineText, const QFont &font, int start,
                                        Qt::Alignment alignment) const
{
    Cell cell;
    QString shown = inlineText.text;
    shown.replace(u'\n', QChar::LineSeparator);
    cell.layout = std::make_unique<QTextLayout>(shown, font);
    cell.layout->setCacheEnabled(true);
    QTextOption option(alignment);
    option.setWrapMode(isCode() ? QTextOption::WrapAnywhere : QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setTabStopDistance(4 * QFontMetricsF(font).horizontalAdvance(u' '));
    cell.layout->setTextOption(option);
    QList<QTextLayout::FormatRange> formats;
    for (const InlineSpan &span : inlineText.spans) {
        formats.append({ span.start, span.length, m_look.formatOf(span) });
    }
    cell.layout->setFormats(formats);
    cell.start = start;
    cell.inlineText = inlineText;
    return cell;
}

void BlockLayout::makeText(InlineEnd end)
{
    m_cells.clear();
    const InlineText inlineText = parseInline(m_block.text, end);
    m_text = inlineText.text;
    m_cells.push_back(makeCell(inlineText, fontOf(), 0, Qt::AlignLeft));
}

void BlockLayout::makeCode()
{
    m_text = m_block.text;
    while (m_text.endsWith(u'\n')) {
        m_text.chop(1);
    }
    const QStringList lines = m_text.split(u'\n');
    m_highlighter.setLanguage(m_block.language);
    const qsizetype colored = m_highlighter.highlight(lines);
    // Lines that are as they were keep their layout.
    qsizetype kept = 0;
    while (kept < colored && kept < m_codeLines.size() && kept < lines.size() && m_codeLines[kept] == lines[kept]) {
        ++kept;
    }
    kept = std::min(kept, static_cast<qsizetype>(m_cells.size()));
    m_cells.resize(static_cast<size_t>(kept));
    int start = kept == 0 ? 0 : m_cells.back().start + static_cast<int>(lines[kept - 1].size()) + 1;
    for (qsizetype at = kept; at < lines.size(); ++at) {
        Cell cell = makeCell(plainText(lines[at]), m_look.codeBlock, start, Qt::AlignLeft);
        QList<QTextLayout::FormatRange> formats;
        for (const CodeSpan &span : m_highlighter.spans(at)) {
            QTextCharFormat format;
            format.setForeground(m_theme.color(span.role));
            formats.append({ span.start, span.length, format });
        }
        cell.layout->setFormats(formats);
        m_cells.push_back(std::move(cell));
        start += static_cast<int>(lines[at].size()) + 1;
    }
    m_codeLines = lines;
}

void BlockLayout::makeTable(InlineEnd end)
{
    m_cells.clear();
    m_text.clear();
    int links = 0;
    for (qsizetype row = 0; row < m_block.rows.size(); ++row) {
        for (qsizetype column = 0; column < m_block.alignments.size(); ++column) {
            const InlineText inlineText = parseInline(m_block.rows[row].value(column), end);
            if (!m_cells.empty()) {
                m_text += column == 0 ? u'\n' : u'\t';
            }
            const QFont &font = row == 0 ? m_look.strong : m_look.body;
            Cell cell = makeCell(inlineText, font, static_cast<int>(m_text.size()), m_block.alignments[column]);
            cell.firstLink = links;
            links += static_cast<int>(inlineText.links.size());
            m_text += inlineText.text;
            m_cells.push_back(std::move(cell));
        }
    }
}

int BlockLayout::indent() const
{
    int left = 0;
    for (const QChar kind : m_block.containers) {
        left += kind == u'q' ? m_look.quoteIndent : kind == u'o' ? m_look.numberIndent : m_look.bulletIndent;
    }
    return left;
}

int BlockLayout::gapAbove(const MarkdownBlock *above) const
{
    if (!above) {
        return 0;
    }
    const bool belowItem = above->containers.contains(u'b') || above->containers.contains(u'o');
    if (!m_block.marker.isEmpty() && belowItem) {
        return m_block.afterBlank ? m_look.blockGap / 2 : 0;
    }
    const bool inItem = m_block.marker.isEmpty() && !m_block.containers.isEmpty();
    if (inItem && !m_block.afterBlank) {
        return m_look.blockGap / 2;
    }
    return m_block.kind == Kind::Heading ? m_look.blockGap + 4 : m_look.blockGap;
}

qreal BlockLayout::heightFor(int width)
{
    for (const auto &[known, height] : m_heights) {
        if (known == width) {
            return height;
        }
    }
    layOut(width);
    m_heights[1] = m_heights[0];
    m_heights[0] = { width, m_height };
    return m_height;
}

void BlockLayout::ensure(int width)
{
    if (m_width != width) {
        layOut(width);
    }
}

qreal BlockLayout::breakLines(QTextLayout &layout, qreal width, int leading) const
{
    qreal y = 0;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(std::max(width, 1.0));
        line.setPosition(QPointF(0, y + leading / 2));
        y += std::ceil(line.height()) + leading;
    }
    layout.endLayout();
    return y;
}

void BlockLayout::layOut(int width)
{
    const qreal left = indent();
    const qreal room = std::max<qreal>(width - left, narrowestColumn);
    m_width = width;
    switch (m_block.kind) {
    case Kind::Rule: m_height = 9; break;
    case Kind::Table: layOutTable(left, room); break;
    case Kind::Code: {
        qreal y = m_look.codePadding;
        for (Cell &cell : m_cells) {
            cell.place = QPointF(left + m_look.codePadding, y);
            y += breakLines(*cell.layout, room - 2 * m_look.codePadding, m_look.codeLeading);
        }
        m_height = y + m_look.codePadding;
        break;
    }
    default:
        m_cells.front().place = QPointF(left, 0);
        m_height = breakLines(*m_cells.front().layout, room, m_look.leading);
        break;
    }
}

// Natural widths where they fit; else what is too wide gives way, the widest first.
QList<qreal> BlockLayout::columnWidths(qreal width)
{
    const qsizetype columns = m_block.alignments.size();
    QList<qreal> widths(columns, emptyColumn);
    for (size_t at = 0; at < m_cells.size(); ++at) {
        QTextLayout &layout = *m_cells[at].layout;
        breakLines(layout, 100000, 0);
        qreal &column = widths[static_cast<qsizetype>(at) % columns];
        column = std::max(column, std::ceil(layout.maximumWidth()) + 1);
    }
    // Many narrow columns stand closer before any of them is broken or cut.
    const qreal natural = std::accumulate(widths.cbegin(), widths.cend(), 0.0);
    m_cellPadding = natural + qreal(columns) * 2 * m_look.cellPadding > width ? m_look.cellPadding / 2 : m_look.cellPadding;
    const qreal room = width - qreal(columns) * 2 * m_cellPadding;
    QList<qreal> sorted = widths;
    std::ranges::sort(sorted);
    qreal left = room;
    qreal limit = sorted.isEmpty() ? 0 : sorted.constLast();
    for (qsizetype at = 0; at < sorted.size(); ++at) {
        const qreal share = left / qreal(sorted.size() - at);
        if (sorted[at] > share) {
            limit = std::max<qreal>(narrowestColumn, std::floor(share));
            break;
        }
        left -= sorted[at];
    }
    for (qreal &column : widths) {
        column = std::min(column, limit);
    }
    return widths;
}

void BlockLayout::layOutTable(qreal left, qreal width)
{
    const QList<qreal> widths = columnWidths(width);
    m_rowEdges.clear();
    qreal y = 0;
    const auto columns = static_cast<size_t>(widths.size());
    for (size_t row = 0; row * columns < m_cells.size(); ++row) {
        qreal x = left;
        qreal tallest = 0;
        for (size_t column = 0; column < columns; ++column) {
            Cell &cell = m_cells[row * columns + column];
            const qreal columnWidth = widths[static_cast<qsizetype>(column)];
            cell.place = QPointF(x + (column == 0 ? 0 : m_cellPadding), y + rowPadding);
            tallest = std::max(tallest, breakLines(*cell.layout, columnWidth, m_look.leading));
            x += columnWidth + m_cellPadding * (column == 0 ? 1 : 2);
        }
        y += tallest + 2 * rowPadding;
        m_rowEdges.append(y);
        y += 1;
    }
    m_height = y;
}

} // namespace patchbay
