// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/section_header.h"

#include "ui/widgets/paint.h"
#include "ui/widgets/style_parts.h"
#include "ui/widgets/themed.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace patchbay {
namespace {

constexpr int chevronRoom = 16;
constexpr int gap = 8;

} // namespace

SectionHeader::SectionHeader(const Theme &theme, const QString &title, QWidget *parent)
    : QToolButton(parent)
    , m_theme(theme)
{
    setText(title);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    followTheme(this, theme);
}

void SectionHeader::setTrailing(const QString &trailing)
{
    m_trailing = trailing;
    setAccessibleDescription(trailing);
    update();
}

void SectionHeader::setTitleStyle(TypeStep step, Role role)
{
    m_step = step;
    m_role = role;
    updateGeometry();
    update();
}

QSize SectionHeader::sizeHint() const
{
    const QFontMetrics title(m_theme.font(m_step));
    const QFontMetrics meta(m_theme.font(TypeStep::Meta));
    const int width = chevronRoom + title.horizontalAdvance(text())
        + (m_trailing.isEmpty() ? 0 : gap + meta.horizontalAdvance(m_trailing));
    return QSize(width + 2, std::max(24, title.height() + 6));
}

QSize SectionHeader::minimumSizeHint() const
{
    return QSize(chevronRoom + 40, sizeHint().height());
}

void SectionHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const bool hovered = underMouse() && isEnabled();
    const QColor ink = m_theme.color(hovered ? Role::Text : m_role);
    paint::chevron(painter, QRectF(0, 0, 10, height()), isChecked() ? Qt::DownArrow : Qt::RightArrow, ink, 7);
    const QFont meta = m_theme.font(TypeStep::Meta);
    const int trailing = m_trailing.isEmpty() ? 0 : QFontMetrics(meta).horizontalAdvance(m_trailing) + 1;
    const QFont font = m_theme.font(m_step);
    const QRect title(chevronRoom, 0, width() - chevronRoom - trailing - (trailing > 0 ? gap : 0), height());
    painter.setFont(font);
    painter.setPen(ink);
    painter.drawText(title, Qt::AlignVCenter | Qt::AlignLeft,
                     QFontMetrics(font).elidedText(text(), Qt::ElideRight, title.width()));
    painter.setFont(meta);
    painter.setPen(m_theme.color(Role::Muted));
    painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignRight, m_trailing);
    QStyleOptionToolButton option;
    initStyleOption(&option);
    if (style_parts::showsKeyboardFocus(option)) {
        paint::focusRing(painter, rect(), m_theme.color(Role::Focus));
    }
}

// As in a tree: Right opens, Left closes, Enter does either.
void SectionHeader::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Right: setChecked(true); break;
    case Qt::Key_Left: setChecked(false); break;
    case Qt::Key_Return:
    case Qt::Key_Enter: click(); break;
    default: QToolButton::keyPressEvent(event); break;
    }
}

} // namespace patchbay
