// SPDX-License-Identifier: GPL-3.0-or-later
//
// Painting and hit testing of BlockLayout.
#include "ui/widgets/block_layout.h"

#include "ui/widgets/paint.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace patchbay {

using Kind = MarkdownBlock::Kind;

void BlockLayout::paint(QPainter &painter, int width, int from, int to)
{
    ensure(width);
    const QRectF clip = painter.hasClipping() ? painter.clipBoundingRect() : QRectF(0, 0, width, m_height);
    paintContainers(painter, m_height);
    if (isCode()) {
        paint::box(painter, codeRect(width), { m_look.sunken, {}, 2 });
    } else if (m_block.kind == Kind::Rule) {
        painter.fillRect(QRectF(indent(), 4, width - indent(), 1), m_look.line);
    } else if (m_block.kind == Kind::Table) {
        paintTableLines(painter);
    }
    const bool quoted = m_block.containers.contains(u'q');
    painter.setPen(quoted ? m_look.muted : m_look.text);
    for (const Cell &cell : m_cells) {
        const QRectF bounds = cell.layout->boundingRect().translated(cell.place);
        if (bounds.top() > clip.bottom()) {
            break;
        }
        if (bounds.bottom() + m_look.leading < clip.top()) {
            continue;
        }
        QList<QTextLayout::FormatRange> selections;
        const int length = static_cast<int>(cell.layout->text().size());
        const int first = std::clamp(from - cell.start, 0, length);
        const int last = std::clamp(to - cell.start, 0, length);
        if (first < last) {
            paintSelection(painter, cell, first, last);
            QTextCharFormat format; // inline code has a background of its own
            format.setBackground(m_look.selection);
            selections.append({ first, last - first, format });
        }
        cell.layout->draw(&painter, cell.place, selections);
    }
}

// Whole line steps, so that the selection has no gaps between lines.
void BlockLayout::paintSelection(QPainter &painter, const Cell &cell, int from, int to) const
{
    const int leading = isCode() ? m_look.codeLeading : m_look.leading;
    for (int index = 0; index < cell.layout->lineCount(); ++index) {
        const QTextLine line = cell.layout->lineAt(index);
        const int first = std::max(from, line.textStart());
        const int last = std::min(to, line.textStart() + line.textLength());
        if (first < last) {
            const qreal left = line.cursorToX(first);
            const QRectF bar(left, line.y() - leading / 2, line.cursorToX(last) - left,
                             std::ceil(line.height()) + leading);
            painter.fillRect(bar.translated(cell.place), m_look.selection);
        }
    }
}

void BlockLayout::paintContainers(QPainter &painter, qreal height) const
{
    qreal left = 0;
    const qsizetype last = m_block.containers.size() - 1;
    for (qsizetype at = 0; at <= last; ++at) {
        const QChar kind = m_block.containers[at];
        if (kind == u'q') {
            painter.fillRect(QRectF(left, 0, 2, height), m_look.lineStrong);
            left += m_look.quoteIndent;
            continue;
        }
        if (at == last && m_block.task != MarkdownBlock::Task::None) {
            paintTask(painter, left);
        } else if (at == last && !m_block.marker.isEmpty()) {
            paintMarker(painter, left);
        }
        left += kind == u'o' ? m_look.numberIndent : m_look.bulletIndent;
    }
}

void BlockLayout::paintMarker(QPainter &painter, qreal left) const
{
    const QFontMetricsF metrics(m_look.body);
    const qreal baseline = m_look.leading / 2 + std::ceil(metrics.ascent());
    if (m_block.containers.endsWith(u'b')) {
        const qreal size = std::max(4.0, std::round(m_look.body.pixelSize() / 3.0));
        const qreal middle = baseline - metrics.xHeight() / 2;
        paint::box(painter, QRectF(left + 2, std::round(middle - size / 2), size, size), { m_look.text, {}, size / 2 });
        return;
    }
    painter.setPen(m_look.text);
    painter.setFont(m_look.body);
    const qreal width = metrics.horizontalAdvance(m_block.marker);
    painter.drawText(QPointF(left + std::max(0.0, m_look.numberIndent - 5 - width), baseline), m_block.marker);
}

void BlockLayout::paintTask(QPainter &painter, qreal left) const
{
    const QFontMetricsF metrics(m_look.body);
    const qreal size = 12;
    const QRectF box(left, std::round((metrics.height() + m_look.leading - size) / 2), size, size);
    if (m_block.task == MarkdownBlock::Task::Done) {
        paint::box(painter, box, { m_look.accent, {}, 3 });
        paint::tick(painter, box, m_theme.color(Role::AccentText));
    } else {
        paint::box(painter, box, { {}, m_look.lineStrong, 3 });
    }
}

void BlockLayout::paintTableLines(QPainter &painter) const
{
    for (qsizetype row = 0; row < m_rowEdges.size(); ++row) {
        const QColor &color = row == 0 ? m_look.lineStrong : m_look.line;
        painter.fillRect(QRectF(indent(), m_rowEdges[row], m_width - indent(), 1), color);
    }
}

QRectF BlockLayout::codeRect(int width)
{
    ensure(width);
    return QRectF(indent(), 0, std::max(width - indent(), 1), m_height);
}

const BlockLayout::Cell *BlockLayout::cellAt(QPointF position) const
{
    const Cell *nearest = nullptr;
    qreal best = 0;
    for (const Cell &cell : m_cells) {
        const QRectF bounds = cell.layout->boundingRect().translated(cell.place);
        const qreal dx = std::max({ bounds.left() - position.x(), position.x() - bounds.right(), 0.0 });
        const qreal dy = std::max({ bounds.top() - position.y(), position.y() - bounds.bottom(), 0.0 });
        // Rows come before columns: a point right of a short line belongs to that line.
        const qreal distance = dy * 10000 + dx;
        if (!nearest || distance < best) {
            nearest = &cell;
            best = distance;
        }
    }
    return nearest;
}

int BlockLayout::offsetAt(QPointF position, int width)
{
    ensure(width);
    const Cell *cell = cellAt(position);
    if (!cell || cell->layout->lineCount() == 0) {
        return 0;
    }
    const QPointF local = position - cell->place;
    int index = 0;
    while (index + 1 < cell->layout->lineCount() && local.y() >= cell->layout->lineAt(index + 1).y()) {
        ++index;
    }
    return cell->start + cell->layout->lineAt(index).xToCursor(local.x());
}

QString BlockLayout::linkAt(QPointF position, int width)
{
    ensure(width);
    for (const Cell &cell : m_cells) {
        const QPointF local = position - cell.place;
        for (int index = 0; index < cell.layout->lineCount(); ++index) {
            const QTextLine line = cell.layout->lineAt(index);
            if (!line.naturalTextRect().contains(local)) {
                continue;
            }
            const int at = line.xToCursor(local.x(), QTextLine::CursorOnCharacter);
            for (const InlineSpan &span : cell.inlineText.spans) {
                if (span.link >= 0 && at >= span.start && at < span.start + span.length) {
                    return cell.inlineText.links.value(span.link);
                }
            }
        }
    }
    return {};
}

QRectF BlockLayout::linkRect(int link, int width)
{
    ensure(width);
    for (const Cell &cell : m_cells) {
        for (const InlineSpan &span : cell.inlineText.spans) {
            if (span.link < 0 || cell.firstLink + span.link != link) {
                continue;
            }
            const QTextLine line = cell.layout->lineForTextPosition(span.start);
            const int end = std::min(span.start + span.length, line.textStart() + line.textLength());
            const qreal left = line.cursorToX(span.start);
            return QRectF(left, line.y(), line.cursorToX(end) - left, line.height()).translated(cell.place);
        }
    }
    return {};
}

QStringList BlockLayout::links() const
{
    QStringList all;
    for (const Cell &cell : m_cells) {
        all += cell.inlineText.links;
    }
    return all;
}

QRectF BlockLayout::endRect(int width)
{
    ensure(width);
    if (m_cells.empty() || m_cells.back().layout->lineCount() == 0) {
        return QRectF(indent(), 0, 0, m_height);
    }
    const Cell &cell = m_cells.back();
    const QTextLine line = cell.layout->lineAt(cell.layout->lineCount() - 1);
    const qreal x = line.cursorToX(line.textStart() + line.textLength());
    return QRectF(x, line.y(), 0, line.height()).translated(cell.place);
}

QString BlockLayout::textOf(int from, int to) const
{
    const QString part = m_text.sliced(from, std::max(0, to - from));
    if (from > 0 || m_block.marker.isEmpty()) {
        return part;
    }
    const qsizetype level = m_block.containers.count(u'b') + m_block.containers.count(u'o');
    QString marker = m_block.marker == u"•" ? u"-"_s : m_block.marker;
    if (m_block.task != MarkdownBlock::Task::None) {
        marker += m_block.task == MarkdownBlock::Task::Done ? u" [x]"_s : u" [ ]"_s;
    }
    return QString((level - 1) * 2, u' ') + marker + u' ' + part;
}

} // namespace patchbay
