// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/spend_exporter.h"

#include "models/spend/spend_desk.h"
#include "models/spend/spend_export.h"
#include "ui/spend/spend_report.h"
#include "ui/widgets/chart_canvas.h"

#include <QBuffer>
#include <QFileDialog>
#include <QPainter>
#include <QPixmap>
#include <QPointer>
#include <QSaveFile>
#include <QSvgGenerator>

using namespace Qt::StringLiterals;

namespace patchbay {

SpendExporter::SpendExporter(const SpendContext &context, QWidget *window)
    : QObject(window)
    , m_context(context)
    , m_window(window)
{
}

QString SpendExporter::suffix(Kind kind)
{
    switch (kind) {
    case Csv: return u"csv"_s;
    case Json: return u"json"_s;
    case Focus: return u"focus.csv"_s;
    case Png: return u"png"_s;
    case Pdf: return u"pdf"_s;
    case Svg: break;
    }
    return u"svg"_s;
}

QString SpendExporter::name(Kind kind)
{
    switch (kind) {
    case Csv: return tr("Sums as CSV");
    case Json: return tr("Sums as JSON");
    case Focus: return tr("FOCUS 1.2 CSV, for bills");
    case Png: return tr("Chart as PNG");
    case Pdf: return tr("Report as PDF");
    case Svg: break;
    }
    return tr("Chart as SVG");
}

void SpendExporter::ask(Kind kind, const SpendPicture &picture, ChartCanvas *canvas)
{
    auto *dialog = new QFileDialog(m_window, name(kind));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(u"spend-%1-by-%2.%3"_s.arg(localTime(picture.range.from, picture.view.zone).date().toString(Qt::ISODate),
                                                 spendDimensionName(picture.view.by), suffix(kind)));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, kind, picture, canvas](const QString &file) { write(kind, picture, canvas, file); });
    dialog->open();
}

void SpendExporter::write(Kind kind, const SpendPicture &picture, ChartCanvas *canvas, const QString &file)
{
    if (kind == Pdf) {
        save(file, spendReport(m_context, picture, m_context.desk.outlook()));
    } else if (kind != Png && kind != Svg) {
        writeRows(kind, picture, file);
    } else if (canvas != nullptr) {
        writePicture(kind, *canvas, file);
    } else {
        Q_EMIT done(tr("There is no chart to save: Qt Charts is not installed."));
    }
}

void SpendExporter::writeRows(Kind kind, const SpendPicture &picture, const QString &file)
{
    SpendRequest request = picture.rowsOf(-1, -1);
    request.by = kind == Focus ? focusDimensions() : QList { picture.unit, picture.view.by };
    m_context.desk.read(request, this, [this, kind, request, file](const SpendDesk::Rows &rows) {
        if (!rows) {
            Q_EMIT done(tr("Nothing was saved: %1").arg(QString::fromStdString(rows.error().message)));
            return;
        }
        save(file, QByteArray::fromStdString(kind == Focus     ? focusCsv(*rows, request.zone)
                                                 : kind == Csv ? spendCsv(request.by, *rows)
                                                               : spendJson(request.by, *rows, m_context.desk.names())));
    });
}

void SpendExporter::writePicture(Kind kind, ChartCanvas &canvas, const QString &file)
{
    const QSize size = canvas.widget()->size();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (kind == Png) {
        constexpr qreal ratio = 2;
        QPixmap pixmap(size * ratio);
        pixmap.setDevicePixelRatio(ratio);
        QPainter painter(&pixmap);
        canvas.renderTo(painter, QRectF(QPointF(), size));
        painter.end();
        pixmap.save(&buffer, "PNG");
    } else {
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        generator.setSize(size);
        generator.setViewBox(QRect(QPoint(), size));
        generator.setTitle(tr("Spend"));
        QPainter painter(&generator);
        canvas.renderTo(painter, QRectF(QPointF(), size));
    }
    save(file, bytes);
}

void SpendExporter::save(const QString &file, const QByteArray &bytes)
{
    QSaveFile target(file);
    const bool saved = target.open(QIODevice::WriteOnly) && target.write(bytes) == bytes.size() && target.commit();
    Q_EMIT done(saved ? tr("Saved %1").arg(file) : tr("%1 could not be saved: %2").arg(file, target.errorString()));
}

} // namespace patchbay
