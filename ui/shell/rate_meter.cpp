// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/rate_meter.h"

#include "ui/widgets/themed.h"

#include <QPainter>

#include <algorithm>

namespace patchbay {
namespace {

constexpr int barWidth = 3;
constexpr int barPitch = 4;
constexpr int tallest = 14;
constexpr int lowest = 2;

} // namespace

RateMeter::RateMeter(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(tr("Output rate over the last seconds"));
    followTheme(this, theme);
}

void RateMeter::add(double rate)
{
    if (m_resting) {
        m_rates.clear();
        m_resting = false;
    }
    m_rates.append(rate);
    if (m_rates.size() > capacity) {
        m_rates.removeFirst();
    }
    update();
}

void RateMeter::rest()
{
    if (!m_resting) {
        m_resting = true;
        update();
    }
}

QSize RateMeter::sizeHint() const
{
    return { capacity * barPitch, tallest };
}

void RateMeter::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const double most = m_rates.isEmpty() ? 0 : *std::ranges::max_element(m_rates);
    const auto count = static_cast<int>(m_rates.size());
    for (int bar = 0; bar < capacity; ++bar) {
        const int sample = bar - (capacity - count);
        const double rate = sample >= 0 ? m_rates.at(sample) : 0;
        const int height = most > 0 ? std::max(lowest, qRound(rate / most * tallest)) : lowest;
        const bool live = !m_resting && rate > 0;
        painter.fillRect(bar * barPitch, tallest - height, barWidth, height,
                         m_theme.color(live ? Role::Accent : Role::Line));
    }
}

} // namespace patchbay
