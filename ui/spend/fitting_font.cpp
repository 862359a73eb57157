// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/fitting_font.h"

#include "ui/widgets/themed.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>

namespace patchbay {

QFont fittingFont(const QFont &font, const QString &text, int width, qreal smallest)
{
    const int wide = QFontMetrics(font).horizontalAdvance(text);
    if (wide <= width || width <= 0) {
        return font;
    }
    QFont smaller(font);
    const qreal share = std::max(smallest, qreal(width) / qreal(wide));
    const auto scale = [&](qreal by) { font.pixelSize() > 0 ? smaller.setPixelSize(std::max(1, int(font.pixelSize() * by))) : smaller.setPointSizeF(font.pointSizeF() * by); };
    scale(share);
    // Hinting makes small letters wider than their share.
    if (share > smallest && QFontMetrics(smaller).horizontalAdvance(text) > width) {
        scale(std::max(smallest, share * 0.95));
    }
    return smaller;
}

FigureLabel::FigureLabel(const Theme &theme, TypeStep step, Role role, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_step(step)
    , m_role(role)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    followTheme(this, theme);
}

void FigureLabel::setText(const QString &text)
{
    m_text = text;
    setToolTip(text.toHtmlEscaped());
    updateGeometry();
    update();
}

void FigureLabel::setLines(int lines)
{
    if (m_lines != lines) {
        m_lines = lines;
        updateGeometry();
        update();
    }
}

void FigureLabel::setShare(double share)
{
    m_share = share;
    update();
}

QFont FigureLabel::scaled(double share) const
{
    QFont font = m_theme.font(m_step);
    font.pixelSize() > 0 ? font.setPixelSize(std::max(1, static_cast<int>(font.pixelSize() * share))) : font.setPointSizeF(font.pointSizeF() * share);
    return font;
}

bool FigureLabel::fits(const QFont &font, int lines) const
{
    const QFontMetrics metrics(font);
    if (lines < 2) {
        return metrics.horizontalAdvance(m_text) < width(); // an advance is rounded, what is elided is not
    }
    const QRect needed = metrics.boundingRect(QRect(0, 0, width(), 10 * metrics.height()), Qt::AlignLeft | Qt::TextWordWrap, m_text);
    return needed.width() <= width() && needed.height() <= lines * metrics.lineSpacing();
}

double FigureLabel::neededShare(int lines) const
{
    constexpr double smallest = 0.6;
    constexpr double step = 0.05;
    double share = 1;
    while (width() > 0 && share - step >= smallest && !fits(scaled(share), lines)) {
        share -= step;
    }
    return share;
}

QFont FigureLabel::shownFont() const
{
    return scaled(std::min(m_share, neededShare(m_lines)));
}

bool FigureLabel::isWhole() const
{
    return fits(shownFont(), m_lines);
}

QSize FigureLabel::sizeHint() const
{
    const QFontMetrics metrics(m_theme.font(m_step));
    return { metrics.horizontalAdvance(m_text) + 1, metrics.height() + (m_lines - 1) * metrics.lineSpacing() + 2 };
}

QSize FigureLabel::minimumSizeHint() const
{
    const QFontMetrics metrics(m_theme.font(m_step));
    return { std::min(metrics.averageCharWidth() * 4, sizeHint().width()), sizeHint().height() };
}

void FigureLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(shownFont());
    painter.setPen(m_theme.color(m_role));
    if (m_lines > 1) {
        painter.drawText(rect(), static_cast<int>(Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap), m_text);
    } else {
        painter.drawText(rect(), static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine),
                         painter.fontMetrics().elidedText(m_text, Qt::ElideRight, width()));
    }
}

} // namespace patchbay
