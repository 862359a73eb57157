// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/key_cap.h"

#include "ui/widgets/paint.h"
#include "ui/widgets/themed.h"

#include <QPainter>

namespace patchbay {

KeyCap::KeyCap(const Theme &theme, const QString &shortcut, QWidget *parent)
    : QLabel(shortcut, parent)
    , m_theme(theme)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    followTheme(this, theme);
}

QSize KeyCap::sizeHint() const
{
    return paint::keyCapSize(m_theme, text());
}

void KeyCap::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paint::keyCap(painter, rect(), m_theme, text(), { m_theme.color(Role::Line), m_theme.color(Role::Muted) });
}

} // namespace patchbay
