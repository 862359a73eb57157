// SPDX-License-Identifier: GPL-3.0-or-later
//
// What StackedChart paints around the series: grid, words, marks.
#include "ui/charts/stacked_chart.h"

#include "ui/widgets/axis_labels.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace patchbay {

namespace {

constexpr double diamond = 10;
constexpr double aboveBar = 4;
constexpr double markLine = 16; // between the diamond and its words
constexpr double lineHeight = 16;

void dashed(QPainter &painter, const QColor &color, const QList<qreal> &pattern, qreal width = 1)
{
    QPen pen(color, width);
    pen.setDashPattern(pattern);
    pen.setCapStyle(Qt::FlatCap);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
}

} // namespace

void StackedChart::drawBackground(QPainter *painter, const QRectF &rect)
{
    painter->fillRect(rect, m_look.surface);
    paintGrid(*painter);
}

void StackedChart::drawForeground(QPainter *painter, const QRectF &)
{
    paintLabels(*painter);
    paintUnfinished(*painter);
    paintForecastWords(*painter);
    paintSelection(*painter);
    paintMarks(*painter);
}

void StackedChart::paintGrid(QPainter &painter) const
{
    const QRectF plot = chart()->plotArea();
    if (m_hovered.column >= 0) {
        painter.fillRect(QRectF(xOf(m_hovered.column) - columnWidth() / 2, plot.top(), columnWidth(), plot.height()), m_look.hover);
    }
    for (double value = m_step; value <= m_highest * (1 + 1e-9); value += m_step) {
        painter.fillRect(QRectF(plot.left(), std::round(yOf(value)), plot.width(), 1), m_look.line);
    }
}

void StackedChart::paintLabels(QPainter &painter) const
{
    const QRectF plot = chart()->plotArea();
    painter.fillRect(QRectF(plot.left(), std::round(plot.bottom()), plot.width(), 1), m_look.lineStrong);
    painter.setFont(m_look.axis);
    painter.setPen(m_look.muted);
    if (m_content.valueText) {
        for (double value = 0; value <= m_highest * (1 + 1e-9); value += m_step) {
            painter.drawText(QRectF(0, yOf(value) - 8, plot.left() - 8, 16), Qt::AlignRight | Qt::AlignVCenter,
                             m_content.valueText(value));
        }
    }
    const QFontMetricsF metrics(m_look.axis);
    QList<AxisLabel> labels;
    for (const ChartColumn &column : m_content.columns) {
        labels.append({ metrics.horizontalAdvance(column.label), column.begins });
    }
    for (const int column : shownLabels(labels, columnWidth())) {
        const QString &label = m_content.columns.at(column).label;
        const double width = metrics.horizontalAdvance(label);
        const double left = xOf(column) - width / 2;
        painter.setPen(column == m_content.unfinished ? m_look.text : m_look.muted);
        painter.drawText(QRectF(left - 4, plot.bottom() + 5, width + 8, 16), Qt::AlignCenter, label);
    }
}

void StackedChart::paintUnfinished(QPainter &painter) const
{
    const int column = m_content.unfinished;
    if (column < 0) {
        return;
    }
    const QRectF plot = chart()->plotArea();
    const double top = std::max(total(column), m_content.expected);
    if (top > 0 && !asLines() && !asBars()) {
        // As pale as a bar that is not over yet.
        QColor veil = m_look.surface;
        veil.setAlphaF(0.45F);
        painter.fillRect(segment(column, -1), veil);
    }
    if (top > 0 && !asLines()) {
        dashed(painter, m_look.text, { 2, 2 });
        const QRectF outline(QPointF(xOf(column) - barWidth() / 2, yOf(top)), QPointF(xOf(column) + barWidth() / 2, plot.bottom()));
        painter.drawRect(QRectF(std::round(outline.left()) + 0.5, std::round(outline.top()) + 0.5, std::round(outline.width()) - 1,
                                std::round(outline.height())));
        painter.setFont(m_look.axis);
        painter.setPen(m_look.muted);
        const double left = std::min(xOf(column) - 40, width() - 82.0);
        painter.drawText(QRectF(left, yOf(top) - 19, 80, 16), left < xOf(column) - 40 ? Qt::AlignRight | Qt::AlignVCenter : Qt::AlignCenter, tr("so far"));
    }
    if (column + 1 < m_content.columns.size()) {
        dashed(painter, m_look.lineStrong, { 2, 3 });
        const double x = std::round(xOf(column + 0.5)) + 0.5;
        painter.drawLine(QPointF(x, plot.top() - 12), QPointF(x, plot.bottom()));
    }
}

void StackedChart::paintForecastWords(QPainter &painter) const
{
    if (m_content.forecast.isEmpty() || m_content.forecastTitle.isEmpty()) {
        return;
    }
    const QRectF plot = chart()->plotArea();
    double top = plot.bottom();
    for (const ChartForecast &day : m_content.forecast) {
        top = std::min(top, yOf(day.high));
    }
    const double left = xOf(m_content.forecast.first().column);
    const double width = plot.right() - left;
    const double above = std::max(plot.top(), top - 3 * lineHeight);
    const QFontMetricsF titleMetrics(m_look.strong);
    const QFontMetricsF metrics(m_look.meta);
    // Where the band reaches the top, line and band would go through the words.
    const double wide = std::min(width, std::max(titleMetrics.horizontalAdvance(m_content.forecastTitle), metrics.horizontalAdvance(m_content.forecastText)));
    painter.fillRect(QRectF(left - 2, above, wide + 4, 2 * lineHeight), m_look.surface);
    painter.setFont(m_look.strong);
    painter.setPen(m_look.accent);
    painter.drawText(QRectF(left, above, width, lineHeight), Qt::AlignLeft | Qt::AlignVCenter, m_content.forecastTitle);
    painter.setFont(m_look.meta);
    painter.setPen(m_look.muted);
    painter.drawText(QRectF(left, above + lineHeight, width, lineHeight), Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(m_content.forecastText, Qt::ElideRight, width));
}

double StackedChart::markHeight(int mark) const
{
    return std::max(chart()->plotArea().top() - diamond, yOf(total(m_content.marks.at(mark).column)) - aboveBar - diamond / 2);
}

QRectF StackedChart::markWords(int mark) const
{
    if (mark < 0 || mark >= m_content.marks.size()) {
        return {};
    }
    const ChartMark &shown = m_content.marks.at(mark);
    if (mark > 0) {
        // Only the first has words: those of the others would cover bars. A click on the diamond does the same.
        return QRectF(xOf(shown.column) - diamond, markHeight(mark) - diamond, 2 * diamond, 2 * diamond);
    }
    const QFontMetricsF strong(m_look.strong);
    const QFontMetricsF meta(m_look.meta);
    const double width = std::max({ strong.horizontalAdvance(shown.title), meta.horizontalAdvance(shown.text),
                                    meta.horizontalAdvance(shown.link) });
    const double x = xOf(shown.column);
    const double y = markHeight(mark);
    const double right = x + diamond / 2 + markLine + 6;
    // Words stand at the right of the mark, or at its left where the chart ends.
    const bool fits = right + width <= chart()->plotArea().right();
    const double left = fits ? right : x - diamond / 2 - markLine - 6 - width;
    return QRectF(left, std::max(2.0, y - lineHeight / 2), width, 3 * lineHeight);
}

void StackedChart::paintMarks(QPainter &painter) const
{
    for (int mark = 0; mark < m_content.marks.size(); ++mark) {
        const ChartMark &shown = m_content.marks.at(mark);
        const QPointF middle(xOf(shown.column), markHeight(mark));
        painter.setRenderHint(QPainter::Antialiasing, true);
        QPainterPath shape(middle + QPointF(0, -diamond / 2));
        shape.lineTo(middle + QPointF(diamond / 2, 0));
        shape.lineTo(middle + QPointF(0, diamond / 2));
        shape.lineTo(middle + QPointF(-diamond / 2, 0));
        shape.closeSubpath();
        painter.fillPath(shape, m_look.warn);
        painter.setRenderHint(QPainter::Antialiasing, false);
        if (mark > 0) {
            continue;
        }
        const QRectF words = markWords(mark);
        const bool right = words.left() > middle.x();
        const double from = middle.x() + (right ? diamond / 2 + 3 : -diamond / 2 - 3);
        painter.fillRect(QRectF(QPointF(from, std::round(middle.y())), QPointF(from + (right ? markLine : -markLine), std::round(middle.y()) + 1)).normalized(), m_look.warn);
        const int side = (right ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter;
        painter.fillRect(words.adjusted(-2, 0, 2, 0), m_look.surface);
        painter.setFont(m_look.strong);
        painter.setPen(m_look.text);
        painter.drawText(QRectF(words.left(), words.top(), words.width() + 1, lineHeight), side, shown.title);
        painter.setFont(m_look.meta);
        painter.setPen(m_look.muted);
        painter.drawText(QRectF(words.left(), words.top() + lineHeight, words.width() + 1, lineHeight), side, shown.text);
        painter.setPen(m_look.accent);
        painter.drawText(QRectF(words.left(), words.top() + 2 * lineHeight, words.width() + 1, lineHeight), side, shown.link);
    }
}

void StackedChart::paintSelection(QPainter &painter) const
{
    if (m_content.selectedColumn >= 0) {
        // What is not selected steps back.
        const QRectF chosen = segment(m_content.selectedColumn, m_content.selectedEntity);
        painter.setPen(QPen(m_look.text, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(chosen.adjusted(-2, -2, 2, 2));
    }
    if (hasFocus() && m_cursor.column >= 0 && m_cursor.column < m_content.columns.size()) {
        QRectF at = segment(m_cursor.column, m_cursor.entity);
        if (at.isEmpty()) {
            at = QRectF(xOf(m_cursor.column) - barWidth() / 2, chart()->plotArea().bottom() - 4, barWidth(), 4);
        }
        painter.setPen(QPen(m_look.focus, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(at.adjusted(-3, -3, 3, 3));
    }
}

} // namespace patchbay
