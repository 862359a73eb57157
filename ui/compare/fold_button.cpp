// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/fold_button.h"

#include "ui/widgets/paint.h"
#include "ui/widgets/themed.h"

#include <QPainter>

namespace patchbay {

namespace {

constexpr int chevronWidth = 15;

} // namespace

FoldButton::FoldButton(const Theme &theme, QWidget *parent)
    : QToolButton(parent)
    , m_theme(theme)
{
    setCheckable(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
    followTheme(this, theme);
}

QSize FoldButton::sizeHint() const
{
    const QFontMetrics metrics(m_theme.font(TypeStep::Meta));
    return { chevronWidth + metrics.horizontalAdvance(text()) + 4, metrics.height() + 4 };
}

QSize FoldButton::minimumSizeHint() const
{
    return { chevronWidth + 24, sizeHint().height() };
}

void FoldButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor ink = m_theme.color(underMouse() || isDown() ? Role::Text : Role::Muted);
    const QRect mark(0, 0, 8, height());
    paint::chevron(painter, mark, isChecked() ? Qt::DownArrow : Qt::RightArrow, ink, 7);
    painter.setPen(ink);
    painter.setFont(m_theme.font(TypeStep::Meta));
    const QRect words = rect().adjusted(chevronWidth, 0, 0, 0);
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft,
                     QFontMetrics(painter.font()).elidedText(text(), Qt::ElideRight, words.width()));
    if (hasFocus()) {
        paint::focusRing(painter, rect(), m_theme.color(Role::Focus), paint::chipRadius);
    }
}

} // namespace patchbay
