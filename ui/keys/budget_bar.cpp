// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/budget_bar.h"

#include "ui/keys/budget_delegate.h"
#include "ui/widgets/themed.h"

#include <QPainter>

namespace patchbay {

BudgetBar::BudgetBar(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setFixedHeight(12);
    followTheme(this, theme);
}

void BudgetBar::setShare(double share)
{
    m_share = share;
    update();
}

void BudgetBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    BudgetDelegate::paintBar(painter, rect(), m_theme, m_share);
}

} // namespace patchbay
