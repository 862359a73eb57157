// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/strength_bar.h"

#include "ui/widgets/paint.h"
#include "ui/widgets/themed.h"

#include <QPainter>

namespace patchbay {

namespace {

constexpr int steps = 4;
constexpr int gap = 4;
constexpr int barHeight = 4;

} // namespace

StrengthBar::StrengthBar(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setFixedHeight(barHeight);
    followTheme(this, theme);
}

void StrengthBar::setStrength(Strength strength)
{
    m_strength = strength;
    setAccessibleName(wordsOf(strength));
    update();
}

void StrengthBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const int filled = std::max(0, static_cast<int>(m_strength) - 1);
    const Role role = m_strength <= Strength::Weak ? Role::Bad : m_strength == Strength::Fair ? Role::Warn : Role::Good;
    const int width = (this->width() - (steps - 1) * gap) / steps;
    for (int step = 0; step < steps; ++step) {
        painter.fillRect(step * (width + gap), 0, width, barHeight, m_theme.color(step < filled ? role : Role::Line));
    }
}

} // namespace patchbay
