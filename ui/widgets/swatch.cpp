// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/swatch.h"

#include "ui/widgets/paint.h"
#include "ui/widgets/themed.h"

#include <QPainter>
#include <QPixmap>

namespace patchbay {
namespace {

constexpr int side = 12;
constexpr int radius = 2;

} // namespace

Swatch::Swatch(const Theme &theme, int slot, const QString &entityName, QWidget *parent)
    : QLabel(parent)
    , m_theme(theme)
    , m_slot(slot)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(entityName);
    followTheme(this, theme);
}

Swatch::Swatch(const Theme &theme, const QColor &color, const QString &name, QWidget *parent)
    : Swatch(theme, -1, name, parent)
{
    m_color = color;
}

void Swatch::setSlot(int slot, const QString &entityName)
{
    m_slot = slot;
    setAccessibleName(entityName);
    update();
}

QIcon Swatch::icon(const Theme &theme, int slot)
{
    QIcon icon;
    for (const qreal ratio : { 1.0, 2.0 }) {
        QPixmap pixmap(QSize(16, 16) * ratio);
        pixmap.setDevicePixelRatio(ratio);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint::box(painter, QRectF(2, 2, side, side), { theme.entityColor(slot), {}, radius });
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

void Swatch::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QRect square(0, 0, side, side);
    square.moveCenter(rect().center());
    paint::box(painter, square, { m_color.isValid() ? m_color : m_theme.entityColor(m_slot), {}, radius });
}

} // namespace patchbay
