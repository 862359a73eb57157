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

QFont FigureLabel::shownFont() const
{
    return fittingFont(m_theme.font(m_step), m_text, width());
}

bool FigureLabel::isWhole() const
{
    return QFontMetrics(shownFont()).horizontalAdvance(m_text) <= width();
}

QSize FigureLabel::sizeHint() const
{
    const QFontMetrics metrics(m_theme.font(m_step));
    return { metrics.horizontalAdvance(m_text) + 1, metrics.height() + 2 };
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
    painter.drawText(rect(), static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine),
                     painter.fontMetrics().elidedText(m_text, Qt::ElideRight, width()));
}

} // namespace patchbay
