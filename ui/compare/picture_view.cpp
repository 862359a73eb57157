// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/picture_view.h"

#include "ui/widgets/theme.h"
#include "ui/widgets/themed.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace patchbay {

namespace {

constexpr int waitingHeight = 96;
constexpr int radius = 6;

} // namespace

PictureView::PictureView(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("Picture"));
    setProperty("unfinished", true); // pictures of the window wait for it
    followTheme(this, theme);
}

void PictureView::setImage(const QImage &image)
{
    m_image = image;
    m_scaled = {};
    m_decoded = true;
    setProperty("unfinished", false);
    updateGeometry();
    update();
}

QSize PictureView::shownSize(int width) const
{
    if (m_image.isNull()) {
        return { width, waitingHeight };
    }
    const int shown = std::min(width, m_image.width());
    return { shown, std::max(1, shown * m_image.height() / std::max(1, m_image.width())) };
}

int PictureView::heightForWidth(int width) const
{
    return shownSize(width).height();
}

QSize PictureView::sizeHint() const
{
    return { 240, heightForWidth(240) };
}

void PictureView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const QRectF place = QRectF(QPointF(0, 0), shownSize(width())).adjusted(0.5, 0.5, -0.5, -0.5);
    QPainterPath frame;
    frame.addRoundedRect(place, radius, radius);
    painter.fillPath(frame, m_theme.color(Role::Raised));
    if (m_image.isNull()) {
        painter.setPen(m_theme.color(Role::Muted));
        painter.drawText(place, Qt::AlignCenter, m_decoded ? tr("cannot be shown here") : tr("reading the picture"));
    } else {
        const QSize pixels = (place.size() * devicePixelRatioF()).toSize();
        if (m_scaled.size() != pixels) {
            m_scaled = QPixmap::fromImage(m_image.scaled(pixels, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
        }
        painter.setClipPath(frame);
        painter.drawPixmap(place, m_scaled, QRectF(m_scaled.rect()));
        painter.setClipping(false);
    }
    painter.setPen(m_theme.color(Role::Line));
    painter.drawPath(frame);
}

} // namespace patchbay
