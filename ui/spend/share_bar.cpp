// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/share_bar.h"

#include "ui/widgets/themed.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace patchbay {

ShareBar::ShareBar(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setFixedHeight(14);
    followTheme(this, theme);
}

void ShareBar::setShare(double share)
{
    m_share = std::clamp(share, 0.0, 1.0);
    update();
}

void ShareBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Role::Line));
    const int part = m_share > 0 ? std::max(2, static_cast<int>(std::lround(width() * m_share))) : 0;
    painter.fillRect(QRect(width() - part, 0, part, height()), m_theme.color(Role::Warn));
}

} // namespace patchbay
