// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/legend_key.h"

#include "ui/widgets/paint.h"
#include "ui/widgets/themed.h"

#include <QPainter>
#include <QPainterPath>

namespace patchbay {

namespace {

constexpr int sampleWidth = 13;
constexpr int gap = 6;

QString wordOf(LegendKey::Kind kind)
{
    switch (kind) {
    case LegendKey::Estimated: return LegendKey::tr("estimated");
    case LegendKey::Unfinished: return LegendKey::tr("unfinished");
    case LegendKey::Anomaly: break;
    }
    return LegendKey::tr("anomaly");
}

} // namespace

LegendKey::LegendKey(const Theme &theme, Kind kind, QWidget *parent)
    : QLabel(wordOf(kind), parent)
    , m_theme(theme)
    , m_kind(kind)
{
    setTextStyle(this, theme, TypeStep::Meta, Role::Muted);
    setIndent(sampleWidth + gap);
}

void LegendKey::paintEvent(QPaintEvent *event)
{
    QLabel::paintEvent(event);
    QPainter painter(this);
    const QRectF place(0, (height() - 11) / 2, sampleWidth, 11);
    if (m_kind == Estimated) {
        painter.setClipRect(place);
        paint::hatch(painter, place, m_theme.color(Role::Text), 2, 7);
        painter.setClipping(false);
        painter.setPen(m_theme.color(Role::Text));
        painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5));
    } else if (m_kind == Unfinished) {
        QPen pen(m_theme.color(Role::Text), 1);
        pen.setDashPattern({ 2, 2 });
        painter.setPen(pen);
        painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5));
    } else {
        painter.setRenderHint(QPainter::Antialiasing);
        QPainterPath diamond(QPointF(place.center().x(), place.top()));
        diamond.lineTo(place.center() + QPointF(5.5, 0));
        diamond.lineTo(QPointF(place.center().x(), place.bottom()));
        diamond.lineTo(place.center() - QPointF(5.5, 0));
        diamond.closeSubpath();
        painter.fillPath(diamond, m_theme.color(Role::Warn));
    }
}

} // namespace patchbay
