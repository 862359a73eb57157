// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/timing_bar.h"

#include "models/format/format.h"
#include "ui/widgets/paint.h"
#include "ui/widgets/themed.h"

#include <QPainter>

#include <cmath>

namespace patchbay {

namespace {

constexpr int barHeight = 14;
constexpr int axisTop = barHeight + 4;

// 1, 2 or 5 times a power of ten that gives two to four intervals.
double axisStep(double span)
{
    const double rough = span / 3;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : { 1.0, 2.0, 5.0 }) {
        if (rough <= factor * power) {
            return factor * power;
        }
    }
    return 10 * power;
}

} // namespace

TimingBar::TimingBar(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    followTheme(this, theme);
}

void TimingBar::setMetrics(const TurnMetrics &metrics, int entitySlot, bool failed)
{
    m_metrics = metrics;
    m_slot = entitySlot;
    m_failed = failed;
    setAccessibleName(tr("Timing: first token after %1, total %2")
                          .arg(format::duration(std::chrono::microseconds(metrics.firstTokenMicroseconds)),
                               format::duration(std::chrono::microseconds(metrics.totalMicroseconds))));
    update();
}

QSize TimingBar::sizeHint() const
{
    return { 160, axisTop + 4 + QFontMetrics(m_theme.font(TypeStep::Micro)).height() };
}

void TimingBar::paintAxis(QPainter &painter, double span) const
{
    painter.setFont(m_theme.font(TypeStep::Micro));
    const double step = axisStep(span);
    painter.fillRect(0, axisTop, width(), 1, m_theme.color(Role::LineStrong));
    for (double at = 0; at <= span * 1.0001; at += step) {
        const int x = static_cast<int>(at / span * (width() - 1));
        painter.fillRect(x, axisTop, 1, 3, m_theme.color(Role::LineStrong));
        painter.setPen(m_theme.color(Role::Muted));
        const QString text = at == 0 ? QStringLiteral("0") : QString::number(at / 1e6) + QLatin1String(" s");
        const int advance = painter.fontMetrics().horizontalAdvance(text);
        const int left = std::clamp(x - advance / 2, 0, std::max(0, width() - advance));
        painter.drawText(left, axisTop + 4 + painter.fontMetrics().ascent(), text);
    }
}

void TimingBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const double total = static_cast<double>(m_metrics.totalMicroseconds);
    if (total <= 0) {
        return;
    }
    const double step = axisStep(total);
    const double span = std::ceil(total / step) * step;
    const auto x = [&](qint64 time) { return static_cast<int>(static_cast<double>(time) / span * (width() - 1)); };
    const QColor entity = m_theme.entityColor(m_slot);
    const auto segment = [&](qint64 from, qint64 to, const QColor &color) {
        if (from >= 0 && to > from) {
            painter.fillRect(x(from), 0, std::max(1, x(to) - x(from)), barHeight, color);
        }
    };
    const qint64 first =
        m_metrics.firstTokenMicroseconds < 0 ? m_metrics.totalMicroseconds : m_metrics.firstTokenMicroseconds;
    const qint64 connected = std::max<qint64>(0, m_metrics.connectedMicroseconds);
    const qint64 thought = first + std::max<qint64>(0, m_metrics.reasoningMicroseconds);
    segment(0, connected, m_theme.entityColor(-1));
    segment(connected, first, paint::mix(m_theme.color(Role::Raised), entity, 0.45));
    segment(first, thought, paint::mix(m_theme.color(Role::Raised), entity, 0.7));
    segment(thought, m_metrics.totalMicroseconds, entity);
    painter.fillRect(x(m_metrics.totalMicroseconds), -1, 2, barHeight + 2,
                     m_theme.color(m_failed ? Role::Bad : Role::Good));
    paintAxis(painter, span);
}

} // namespace patchbay
