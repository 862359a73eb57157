// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/span_line.h"

#include <QPainter>

namespace patchbay {

SpanLine::SpanLine(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void SpanLine::setSpans(const QList<Span> &spans)
{
    if (m_spans == spans) {
        return;
    }
    m_spans = spans;
    setAccessibleName(text());
    updateGeometry();
    update();
}

QString SpanLine::text() const
{
    QString whole;
    for (const Span &span : m_spans) {
        whole += span.text;
    }
    return whole;
}

QSize SpanLine::sizeHint() const
{
    QSize size;
    for (const Span &span : m_spans) {
        const QFontMetrics metrics(m_theme.font(span.step));
        size.rwidth() += metrics.horizontalAdvance(span.text);
        size.setHeight(std::max(size.height(), metrics.height()));
    }
    return size;
}

QSize SpanLine::minimumSizeHint() const
{
    return { std::min(sizeHint().width(), 24), sizeHint().height() };
}

void SpanLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    int tallest = 0;
    for (const Span &span : std::as_const(m_spans)) {
        tallest = std::max(tallest, QFontMetrics(m_theme.font(span.step)).ascent());
    }
    // All parts stand on one base line, whatever their sizes.
    const int baseLine = (height() + tallest) / 2 - 1;
    int left = 0;
    for (const Span &span : std::as_const(m_spans)) {
        const QFont font = m_theme.font(span.step);
        const QFontMetrics metrics(font);
        const QString text = metrics.elidedText(span.text, Qt::ElideRight, std::max(0, width() - left + 1));
        painter.setFont(font);
        painter.setPen(m_theme.color(span.role));
        painter.drawText(left, baseLine, text);
        left += metrics.horizontalAdvance(text);
    }
}

} // namespace patchbay
