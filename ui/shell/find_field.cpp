// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/find_field.h"

#include "ui/widgets/paint.h"
#include "ui/widgets/themed.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

constexpr int fieldHeight = 26;
constexpr int fieldWidth = 220;
constexpr int glassSize = 16;
constexpr int padding = 8;

} // namespace

FindField::FindField(const Theme &theme, QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
{
    setObjectName(u"findField"_s);
    setText(tr("Find or run"));
    setAccessibleName(text());
    setAccessibleDescription(tr("Opens a list of everything that can be found or run"));
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    followTheme(this, theme);
}

void FindField::setShortcutText(const QString &shortcut)
{
    m_shortcut = shortcut;
    update();
}

QSize FindField::sizeHint() const
{
    return { fieldWidth, fieldHeight };
}

QSize FindField::minimumSizeHint() const
{
    return { glassSize + 2 * padding, fieldHeight };
}

void FindField::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QColor fill = m_theme.color(underMouse() ? Role::Hover : Role::Surface);
    paint::box(painter, rect(), { .fill = fill, .outline = m_theme.color(Role::Line) });
    m_theme.icon(u"search"_s, Role::Muted)
        .paint(&painter, padding, (height() - glassSize) / 2, glassSize, glassSize);
    QRect area = rect().adjusted(glassSize + 2 * padding, 0, -padding, 0);
    const QSize cap = m_shortcut.isEmpty() ? QSize() : paint::keyCapSize(m_theme, m_shortcut);
    if (!cap.isEmpty() && area.width() > cap.width()) {
        const QRect place(QPoint(area.right() + 1 - cap.width(), (height() - cap.height()) / 2), cap);
        paint::keyCap(painter, place, m_theme, m_shortcut,
                      { .outline = m_theme.color(Role::Line), .ink = m_theme.color(Role::Muted) });
        area.setRight(place.left() - padding);
    }
    const QFont font = m_theme.font(TypeStep::Meta);
    painter.setFont(font);
    painter.setPen(m_theme.color(Role::Muted));
    painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft,
                     QFontMetrics(font).elidedText(text(), Qt::ElideRight, area.width()));
    if (hasFocus()) {
        paint::focusRing(painter, rect(), m_theme.color(Role::Focus));
    }
}

} // namespace patchbay
