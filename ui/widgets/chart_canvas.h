// SPDX-License-Identifier: GPL-3.0-or-later
//
// ChartCanvas: one stacked chart over time, as values in and clicks out. QtCharts draws it, in a module of its own
// (ui/charts) that is loaded when the first chart is shown: most windows never show one and should not carry its
// libraries. GUI thread only.
#pragma once

#include <QColor>
#include <QFont>
#include <QList>
#include <QRect>
#include <QString>
#include <QtPlugin>

#include <functional>
#include <optional>

class QPainter;
class QWidget;

namespace patchbay {

struct ChartColumn {
    QString label; // below the axis; empty where there is no room for one
    QString title; // in full
    bool begins = false; // a month, a day of hours, a year: its label is the last to go
    bool operator==(const ChartColumn &) const = default;
};

struct ChartEntity {
    QString name;
    QColor color;
    QList<double> values; // one for each column
    QList<double> estimated; // parts of the values; empty: none
    bool operator==(const ChartEntity &) const = default;
};

// Something worth a sentence above a column.
struct ChartMark {
    int column = 0;
    QString title;
    QString text;
    QString link;
    bool operator==(const ChartMark &) const = default;
};

struct ChartForecast {
    int column = 0;
    double low = 0;
    double middle = 0;
    double high = 0;
    bool operator==(const ChartForecast &) const = default;
};

// Bars become areas where there is no room for them. Lines are not stacked: what is not a number is a gap.
enum class ChartStyle { Bars, Areas, Lines };

struct ChartContent {
    ChartStyle style = ChartStyle::Bars;
    QList<ChartColumn> columns {};
    QList<ChartEntity> entities {}; // from the axis upwards
    int unfinished = -1; // the column that is not over yet
    double expected = 0; // what it is expected to reach; 0: unknown
    QList<ChartMark> marks {};
    QList<ChartForecast> forecast {};
    QString forecastTitle {};
    QString forecastText {};
    int selectedColumn = -1;
    int selectedEntity = -1; // -1 with a column: all of it
    std::function<QString(double)> valueText {};
};

struct ChartLook {
    QColor surface, text, muted, line, lineStrong, accent, warn, hover, focus;
    QFont axis, body, strong, meta;
};

class ChartCanvas {
public:
    // A column of -1 is outside; an entity of -1 is the whole column.
    struct Handlers {
        std::function<void(int column, int entity)> hovered;
        std::function<void(int column, int entity)> activated; // by mouse or Enter
        std::function<void(int mark)> markActivated;
    };

    virtual ~ChartCanvas() = default;
    virtual QWidget *widget() = 0;
    virtual void setHandlers(Handlers handlers) = 0;
    virtual void setLook(const ChartLook &look) = 0;
    virtual void setContent(const ChartContent &content) = 0;
    // Where a segment is drawn, in the widget's coordinates; empty where there is none.
    virtual QRect placeOf(int column, int entity) const = 0;
    virtual QRect placeOfMark(int mark) const = 0;
    // As it is on the screen, for exports.
    virtual void renderTo(QPainter &painter, const QRectF &target) = 0;
};

// What the module offers.
class ChartCanvasFactory {
public:
    virtual ~ChartCanvasFactory() = default;
    // Owned by the parent.
    virtual ChartCanvas *createCanvas(QWidget *parent) = 0;
};

// Null where the module or the libraries that it needs are not installed. Owned by the parent.
ChartCanvas *loadChartCanvas(QWidget *parent);

} // namespace patchbay

Q_DECLARE_INTERFACE(patchbay::ChartCanvasFactory, "org.patchbay.ChartCanvasFactory/3")
