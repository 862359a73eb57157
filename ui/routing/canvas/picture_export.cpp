// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/canvas/picture_export.h"

#include "models/bay/picture.h"
#include "ui/widgets/svg_picture.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QImage>
#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr qreal headingHeight = 40;
constexpr qreal pngScale = 2;
constexpr qreal largestSide = 16'384; // pixels

QString words(const char *text)
{
    return QCoreApplication::translate("PictureExport", text);
}

struct Heading {
    bay::NodeKind kind;
    QString words;
};

void paintHeadings(QPainter &painter, const PictureToExport &source, const Theme &theme, qreal top)
{
    const Heading headings[] = { { bay::NodeKind::Alias, words("Aliases") },
                                 { bay::NodeKind::Group, words("Model groups") },
                                 { bay::NodeKind::Deployment, words("Deployments") },
                                 { bay::NodeKind::Provider, words("Providers") } };
    painter.setFont(theme.font(TypeStep::Meta));
    painter.setPen(theme.color(Role::Muted));
    for (const Heading &heading : headings) {
        if (source.picture.count(heading.kind) > 0) {
            const qreal left = source.layout.columns[static_cast<std::size_t>(heading.kind)];
            painter.drawText(QPointF(left, top + headingHeight - 12), heading.words);
        }
    }
}

void paintAll(QPainter &painter, const PictureToExport &source, const Theme &theme, BayScene &scene)
{
    const QRectF contents = scene.contents();
    const QRectF whole = contents.adjusted(0, -headingHeight, 0, 0);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(-whole.topLeft());
    painter.fillRect(whole, theme.color(Role::Canvas));
    paintHeadings(painter, source, theme, whole.top());
    scene.render(&painter, contents, contents);
}

} // namespace

Result<QByteArray> exportedPicture(const PictureToExport &source, const Theme &theme, PictureFormat format)
{
    // A scene of its own: without selection, search and what the pointer is over.
    BayScene scene(theme, source.slotOf);
    scene.setPicture(source.picture, source.layout);
    const QSizeF size = scene.contents().size() + QSizeF(0, headingHeight);
    if (format == PictureFormat::Svg) {
        return svgPicture(size, source.title, [&](QPainter &painter) { paintAll(painter, source, theme, scene); });
    }
    const qreal scale = std::min(pngScale, largestSide / std::max({ size.width(), size.height(), 1.0 }));
    QImage image((size * scale).toSize(), QImage::Format_RGB32);
    if (image.isNull()) {
        return failure(ErrorClass::BadRequest, "There is not enough memory for a picture of this size.");
    }
    image.fill(theme.color(Role::Canvas));
    image.setDevicePixelRatio(scale);
    QPainter painter(&image);
    paintAll(painter, source, theme, scene);
    painter.end();
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return buffer.data();
}

QStringList pictureFilters()
{
    return { words("SVG as shown (*.svg)"), words("SVG on a light ground (*.svg)"), words("PNG as shown (*.png)"),
             words("PNG on a light ground (*.png)") };
}

PictureChoice pictureChoice(const QString &filter, const QString &file)
{
    const qsizetype index = std::max<qsizetype>(pictureFilters().indexOf(filter), 0);
    PictureChoice choice { index < 2 ? PictureFormat::Svg : PictureFormat::Png, index % 2 == 1 };
    // A name that says what it is wins.
    if (file.endsWith(u".png", Qt::CaseInsensitive)) {
        choice.format = PictureFormat::Png;
    } else if (file.endsWith(u".svg", Qt::CaseInsensitive)) {
        choice.format = PictureFormat::Svg;
    }
    return choice;
}

} // namespace patchbay
