// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/opening/choice_row.h"

#include "ui/widgets/paint.h"

#include <QPainter>

namespace patchbay {

ChoiceRow::ChoiceRow(const Theme &theme, const QString &iconName, const QString &title, const QString &detail, QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
    , m_iconName(iconName)
    , m_detail(detail)
{
    setText(title);
    setAccessibleDescription(detail);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ChoiceRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor ground = m_theme.color(isDown() ? Role::Selection : underMouse() ? Role::Hover : Role::Surface);
    paint::box(painter, rect(), { ground, m_theme.color(Role::Line), 4, 1 });
    if (hasFocus()) {
        paint::focusRing(painter, rect(), m_theme.color(Role::Focus));
    }
    m_theme.icon(m_iconName, Role::Muted).paint(&painter, QRect(12, height() / 2 - 8, 16, 16));
    const QRect area = rect().adjusted(40, 5, -12, -5);
    painter.setFont(m_theme.font(TypeStep::Body));
    painter.setPen(m_theme.color(Role::Text));
    const QFontMetrics titleMetrics(painter.font());
    painter.drawText(area, Qt::AlignLeft | Qt::AlignTop, titleMetrics.elidedText(text(), Qt::ElideMiddle, area.width()));
    painter.setFont(m_theme.font(TypeStep::Meta));
    painter.setPen(m_theme.color(Role::Muted));
    painter.drawText(area, Qt::AlignLeft | Qt::AlignBottom,
                     QFontMetrics(painter.font()).elidedText(m_detail, Qt::ElideMiddle, area.width()));
}

} // namespace patchbay
