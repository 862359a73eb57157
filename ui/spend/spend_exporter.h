// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendExporter: what is on the screen as a file: its sums as CSV or JSON, a row a day for a bill as FOCUS, the chart as a
// picture, all of it as a report.
#pragma once

#include "models/spend/spend_picture.h"
#include "ui/spend/spend_context.h"

#include <QObject>

class QWidget;

namespace patchbay {

class ChartCanvas;

class SpendExporter final : public QObject {
    Q_OBJECT
public:
    enum Kind { Csv, Json, Focus, Png, Svg, Pdf };
    static constexpr Kind kinds[] = { Pdf, Csv, Json, Focus, Png, Svg };

    // The window is where the question for a file's name stands.
    SpendExporter(const SpendContext &context, QWidget *window);

    static QString name(Kind kind); // "CSV, a row for each day and model"
    static QString suffix(Kind kind);

    // Asks for the file's name, without waiting for it.
    void ask(Kind kind, const SpendPicture &picture, ChartCanvas *canvas);
    void write(Kind kind, const SpendPicture &picture, ChartCanvas *canvas, const QString &file);

Q_SIGNALS:
    // What came of it, for a notice.
    void done(const QString &sentence);

private:
    void writeRows(Kind kind, const SpendPicture &picture, const QString &file);
    void writePicture(Kind kind, ChartCanvas &canvas, const QString &file);
    void save(const QString &file, const QByteArray &bytes);

    SpendContext m_context;
    QWidget *m_window;
};

} // namespace patchbay
