// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/span_line.h"

#include "ui/widgets/paint.h"

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
    QSize size(0, 0);
    for (const Span &span : m_spans) {
        if (span.keyCap) {
            const QSize cap = paint::keyCapSize(m_theme, span.text);
            size = QSize(size.width() + cap.width(), std::max(size.height(), cap.height()));
            continue;
        }
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
        tallest = span.keyCap ? tallest : std::max(tallest, QFontMetrics(m_theme.font(span.step)).ascent());
    }
    // All parts stand on one base line, whatever their sizes.
    const int baseLine = (height() + tallest) / 2 - 1;
    int left = 0;
    for (const Span &span : std::as_const(m_spans)) {
        if (span.keyCap) {
            const QSize cap = paint::keyCapSize(m_theme, span.text);
            paint::keyCap(painter, QRect(QPoint(left, (height() - cap.height()) / 2), cap), m_theme, span.text,
                          { .outline = m_theme.color(Role::Line), .ink = m_theme.color(Role::Muted) });
            left += cap.width();
            continue;
        }
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
