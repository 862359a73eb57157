// SPDX-License-Identifier: GPL-3.0-or-later
//
// StackedChart: the ChartCanvas on QtCharts: stacked bars, areas where they are wanted or the columns too many, or lines. Axes,
// marks and words are painted by hand on the same scale; a click is answered from the values, not from what was drawn,
// so that a sliver of a segment can be hit, too.
#pragma once

#include "ui/widgets/chart_canvas.h"

#include <QChartView>

class QStackedBarSeries;
class QValueAxis;

namespace patchbay {

class StackedChart final : public QChartView, public ChartCanvas {
    Q_OBJECT
public:
    explicit StackedChart(QWidget *parent);

    QWidget *widget() override { return this; }
    void setHandlers(Handlers handlers) override { m_handlers = std::move(handlers); }
    void setLook(const ChartLook &look) override;
    void setContent(const ChartContent &content) override;
    QRect placeOf(int column, int entity) const override;
    QRect placeOfMark(int mark) const override;
    void renderTo(QPainter &painter, const QRectF &target) override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void drawBackground(QPainter *painter, const QRectF &rect) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    struct Point {
        int column = -1;
        int entity = -1;
        bool operator==(const Point &) const = default;
    };
    void rebuild();
    void addBars();
    void addAreas();
    void addLines();
    void addOpenDot(const ChartEntity &entity, double value);
    void addEstimatedBands(const ChartEntity &entity);
    void addForecast();
    void place();
    bool asBars() const;
    bool asLines() const { return m_content.style == ChartStyle::Lines; }
    double valueAt(int column, int entity) const; // 0 in a gap
    double total(int column) const;
    double columnWidth() const;
    double barWidth() const;
    double yOf(double value) const;
    double xOf(double column) const;
    Point pointAt(const QPointF &position) const;
    int markAt(const QPointF &position) const;
    void moveCursor(int columns, int entities);
    void describeCursor();
    void hover(const Point &point);

    // In stacked_chart_paint.cpp.
    void paintGrid(QPainter &painter) const;
    void paintLabels(QPainter &painter) const;
    void paintUnfinished(QPainter &painter) const;
    void paintForecastWords(QPainter &painter) const;
    void paintMarks(QPainter &painter) const;
    void paintSelection(QPainter &painter) const;
    QRectF segment(int column, int entity) const;
    QRectF markWords(int mark) const;
    double markHeight(int mark) const;

    ChartLook m_look;
    ChartContent m_content;
    Handlers m_handlers;
    QValueAxis *m_columns;
    QValueAxis *m_values;
    QStackedBarSeries *m_bars = nullptr;
    double m_highest = 1; // of the value axis
    double m_step = 1;
    Point m_hovered;
    Point m_pressed;
    int m_pressedMark = -1;
    Point m_cursor; // of the keyboard
};

// A round step for at most five lines up to the value: 1, 2 or 5 times a power of ten.
double roundStep(double highest);

} // namespace patchbay
