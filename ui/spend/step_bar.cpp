// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/step_bar.h"

#include "models/spend/spend_budget.h"
#include "ui/widgets/paint.h"
#include "ui/widgets/themed.h"

#include <QPainter>

#include <algorithm>

namespace patchbay {

namespace {

constexpr int barHeight = 8;
constexpr int tickHeight = 14;
constexpr double whole = 100;
constexpr double warnStep = 80;

} // namespace

StepBar::StepBar(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setFixedHeight(tickHeight);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    followTheme(this, theme);
}

void StepBar::setShare(double share)
{
    m_share = share;
    update();
}

void StepBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const int top = (height() - barHeight) / 2;
    const QRect groove(0, top, width(), barHeight);
    painter.fillRect(groove, m_theme.color(Role::Line));
    const double percent = m_share * whole;
    const Role role = percent >= whole ? Role::Bad : percent >= warnStep ? Role::Warn : Role::Accent;
    const int part = m_share > 0 ? std::clamp(qRound(groove.width() * m_share), 2, groove.width()) : 0;
    painter.fillRect(QRect(groove.left(), top, part, barHeight), m_theme.color(role));
    for (const int step : budgetSteps) {
        const int at = std::min(groove.left() + qRound(groove.width() * step / whole), groove.right());
        painter.fillRect(at, 0, 1, tickHeight, m_theme.color(percent >= step ? Role::Text : Role::Muted));
    }
}

} // namespace patchbay
