// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sparkline.h"

#include "ui/widgets/paint.h"
#include "ui/widgets/themed.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace patchbay {
namespace {

constexpr int barWidth = 3;
constexpr int barGap = 1;
constexpr int barCount = 16;
constexpr int accentSlot = -2;

} // namespace

Sparkline::Sparkline(const Theme &theme, Shape shape, QWidget *parent)
    : QLabel(parent)
    , m_theme(theme)
    , m_shape(shape)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    followTheme(this, theme);
}

void Sparkline::setValues(const QList<double> &values)
{
    m_values = values;
    describe();
}

void Sparkline::push(double value, int kept)
{
    m_values.append(value);
    while (m_values.size() > kept) {
        m_values.removeFirst();
    }
    describe();
}

void Sparkline::setSlot(int slot)
{
    m_slot = slot;
    update();
}

void Sparkline::setSubject(const QString &subject, const QString &unit)
{
    m_subject = subject;
    m_unit = unit;
    describe();
}

void Sparkline::describe()
{
    const double last = m_values.isEmpty() ? std::nan("") : m_values.constLast();
    const QString value = std::isfinite(last) ? QString::number(std::llround(last)) + u' ' + m_unit : tr("unknown");
    setAccessibleName(m_subject + u' ' + value);
    update();
}

QSize Sparkline::sizeHint() const
{
    return m_shape == Shape::Bars ? QSize(barCount * (barWidth + barGap) - barGap, 16) : QSize(96, 20);
}

QColor Sparkline::color() const
{
    return m_slot == accentSlot ? m_theme.color(Role::Accent) : m_theme.entityColor(m_slot);
}

void Sparkline::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    double highest = 0;
    for (const double value : std::as_const(m_values)) {
        highest = std::isfinite(value) ? std::max(highest, value) : highest;
    }
    if (m_shape == Shape::Bars) {
        paintBars(painter, highest);
    } else {
        paintLine(painter, highest);
    }
}

void Sparkline::paintBars(QPainter &painter, double highest) const
{
    const int places = std::max(1, (width() + barGap) / (barWidth + barGap));
    for (int place = 0; place < places; ++place) {
        const qsizetype index = m_values.size() - places + place;
        const double value = index >= 0 && std::isfinite(m_values[index]) ? m_values[index] : 0;
        const bool any = value > 0 && highest > 0;
        const int tall = any ? std::max(2, static_cast<int>(std::lround(value / highest * height()))) : 2;
        painter.fillRect(QRect(place * (barWidth + barGap), height() - tall, barWidth, tall),
                         any ? color() : m_theme.color(Role::Line));
    }
}

void Sparkline::paintLine(QPainter &painter, double highest) const
{
    if (m_values.size() < 2 || highest <= 0) {
        painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.color(Role::Line));
        return;
    }
    const double step = (width() - 2.0) / double(m_values.size() - 1);
    const auto pointAt = [&](qsizetype index) {
        return QPointF(1 + double(index) * step, height() - 2 - m_values[index] / highest * (height() - 4));
    };
    painter.setRenderHint(QPainter::Antialiasing);
    for (qsizetype from = 0; from < m_values.size(); ++from) {
        if (!std::isfinite(m_values[from])) {
            continue;
        }
        QPainterPath line(pointAt(from));
        qsizetype to = from;
        while (to + 1 < m_values.size() && std::isfinite(m_values[to + 1])) {
            line.lineTo(pointAt(++to));
        }
        QPainterPath area(line);
        area.lineTo(pointAt(to).x(), height());
        area.lineTo(pointAt(from).x(), height());
        painter.fillPath(area, paint::withAlpha(color(), 0.16));
        painter.strokePath(line, QPen(color(), 1.25));
        from = to;
    }
}

} // namespace patchbay
