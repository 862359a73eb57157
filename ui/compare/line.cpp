// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/line.h"

#include "ui/widgets/theme.h"

#include <QPainter>

namespace patchbay {

Line::Line(const Theme &theme, Qt::Orientation orientation, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    if (orientation == Qt::Horizontal) {
        setFixedHeight(1);
    } else {
        setFixedWidth(1);
    }
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Line::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), m_theme.color(Role::Line));
}

} // namespace patchbay
