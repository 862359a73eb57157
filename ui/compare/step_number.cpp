// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/step_number.h"

#include "ui/widgets/themed.h"

#include <QPainter>

namespace patchbay {

StepNumber::StepNumber(const Theme &theme, int number, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_number(number)
{
    setFixedSize(20, 20);
    followTheme(this, theme);
}

void StepNumber::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.color(Role::LineStrong));
    painter.drawEllipse(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    painter.setPen(m_theme.color(Role::Text));
    painter.setFont(m_theme.font(TypeStep::Micro));
    painter.drawText(rect(), Qt::AlignCenter, QString::number(m_number));
}

} // namespace patchbay
