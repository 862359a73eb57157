// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/stacked_chart.h"

#include "ui/charts/chart_brushes.h"

#include <QAreaSeries>
#include <QBarSet>
#include <QLineSeries>
#include <QScatterSeries>
#include <QStackedBarSeries>
#include <QValueAxis>

#include <algorithm>
#include <cmath>
#include <utility>

namespace patchbay {

namespace {

constexpr int leftMargin = 52;
constexpr int rightMargin = 16;
constexpr int topMargin = 22;
constexpr int bottomMargin = 24;
constexpr qsizetype mostBars = 62;
constexpr double widestBar = 28;
constexpr double pale = 0.55;
constexpr int linesWanted = 5;

QColor withAlpha(QColor color, double alpha)
{
    color.setAlphaF(static_cast<float>(alpha));
    return color;
}

} // namespace

double roundStep(double highest)
{
    if (!(highest > 0)) {
        return 1;
    }
    const double power = std::pow(10.0, std::floor(std::log10(highest / linesWanted)));
    for (const double factor : { 1.0, 2.0, 5.0 }) {
        if (factor * power * linesWanted >= highest * (1 - 1e-9)) {
            return factor * power;
        }
    }
    return 10 * power;
}

StackedChart::StackedChart(QWidget *parent)
    : QChartView(parent)
    , m_columns(new QValueAxis(this))
    , m_values(new QValueAxis(this))
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setRenderHint(QPainter::Antialiasing, false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    chart()->legend()->hide();
    chart()->setAnimationOptions(QChart::NoAnimation);
    chart()->setBackgroundVisible(false);
    chart()->setMargins({});
    for (QValueAxis *axis : { m_columns, m_values }) {
        axis->setVisible(false);
        chart()->addAxis(axis, axis == m_columns ? Qt::AlignBottom : Qt::AlignLeft);
    }
}

void StackedChart::setLook(const ChartLook &look)
{
    m_look = look;
    setBackgroundBrush(look.surface);
    rebuild();
}

void StackedChart::setContent(const ChartContent &content)
{
    const bool sameColumns = content.columns == m_content.columns;
    const bool redraw = !sameColumns || content.style != m_content.style || content.entities != m_content.entities || content.forecast != m_content.forecast
        || content.marks.isEmpty() != m_content.marks.isEmpty() || content.unfinished != m_content.unfinished || content.expected != m_content.expected;
    m_content = content;
    if (!sameColumns) {
        m_cursor = {};
        m_hovered = {};
    }
    if (redraw) {
        rebuild();
    } else {
        viewport()->update();
    }
}

bool StackedChart::asBars() const
{
    return m_content.style == ChartStyle::Bars && m_content.columns.size() <= mostBars;
}

double StackedChart::valueAt(int column, int entity) const
{
    const double value = m_content.entities.at(entity).values.value(column);
    return std::isnan(value) ? 0 : value;
}

// How high a column is.
double StackedChart::total(int column) const
{
    double sum = 0;
    for (int entity = 0; entity < m_content.entities.size(); ++entity) {
        sum = asLines() ? std::max(sum, valueAt(column, entity)) : sum + valueAt(column, entity);
    }
    return sum;
}

void StackedChart::rebuild()
{
    chart()->removeAllSeries();
    m_bars = nullptr;
    double highest = m_content.expected;
    for (int column = 0; column < m_content.columns.size(); ++column) {
        highest = std::max(highest, total(column));
    }
    for (const ChartForecast &day : m_content.forecast) {
        highest = std::max(highest, day.high);
    }
    m_step = roundStep(highest);
    // A mark needs room above its column.
    m_highest = std::max(highest * (m_content.marks.isEmpty() ? 1.06 : 1.15), m_step);
    m_values->setRange(0, m_highest);
    m_columns->setRange(-0.5, std::max<double>(1, double(m_content.columns.size())) - 0.5);
    if (asLines()) {
        addLines();
    } else if (asBars()) {
        addBars();
    } else {
        addAreas();
    }
    addForecast();
    place();
    viewport()->update();
}

void StackedChart::addBars()
{
    m_bars = new QStackedBarSeries(this);
    const int open = m_content.unfinished;
    const auto add = [this](const QString &name, QList<double> values, const QBrush &brush, const QPen &pen) {
        if (std::ranges::all_of(values, [](double value) { return value == 0; })) {
            return;
        }
        auto *set = new QBarSet(name, m_bars);
        set->append(values);
        set->setBrush(brush);
        set->setPen(pen);
        m_bars->append(set);
    };
    for (const ChartEntity &entity : std::as_const(m_content.entities)) {
        QList<double> solid = entity.values;
        QList<double> guessed(solid.size(), 0.0);
        QList<double> solidOpen(solid.size(), 0.0);
        QList<double> guessedOpen(solid.size(), 0.0);
        for (int column = 0; column < solid.size(); ++column) {
            const double estimated = std::min(entity.estimated.value(column), solid[column]);
            solid[column] -= estimated;
            (column == open ? guessedOpen : guessed)[column] = estimated;
            if (column == open) {
                solidOpen[column] = std::exchange(solid[column], 0.0);
            }
        }
        const QPen gap(m_look.surface, 0.75);
        const QColor faded = withAlpha(entity.color, pale);
        add(entity.name, solid, entity.color, gap);
        add(entity.name, solidOpen, faded, gap);
        add(entity.name, guessed, hatchBrush(entity.color, m_look.surface, devicePixelRatioF()), QPen(entity.color, 1));
        add(entity.name, guessedOpen, hatchBrush(faded, m_look.surface, devicePixelRatioF()), QPen(faded, 1));
    }
    chart()->addSeries(m_bars);
    m_bars->attachAxis(m_columns);
    m_bars->attachAxis(m_values);
}

void StackedChart::addAreas()
{
    // Steps, not slopes: a sum belongs to its span of time, and an empty span is nothing.
    const auto steps = [this](const QList<double> &tops) {
        auto *line = new QLineSeries(this);
        for (int column = 0; column < tops.size(); ++column) {
            line->append(column - 0.5, tops[column]);
            line->append(column + 0.5, tops[column]);
        }
        return line;
    };
    const auto add = [this, &steps](const QList<double> &top, const QList<double> &bottom, const QBrush &brush) {
        auto *area = new QAreaSeries(steps(top), steps(bottom));
        area->setBrush(brush);
        area->setPen(Qt::NoPen);
        chart()->addSeries(area);
        area->attachAxis(m_columns);
        area->attachAxis(m_values);
    };
    const qsizetype columns = m_content.columns.size();
    QList<double> bottom(columns, 0.0);
    for (const ChartEntity &entity : std::as_const(m_content.entities)) {
        QList<double> top = bottom;
        QList<double> solid = bottom;
        for (int column = 0; column < columns; ++column) {
            top[column] += entity.values.value(column);
            solid[column] = top[column] - entity.estimated.value(column);
        }
        add(solid, bottom, entity.color);
        if (solid != top) {
            add(top, solid, hatchBrush(entity.color, m_look.surface, devicePixelRatioF()));
        }
        bottom = top;
    }
}

void StackedChart::addForecast()
{
    if (m_content.forecast.isEmpty()) {
        return;
    }
    auto *low = new QLineSeries(this);
    auto *high = new QLineSeries(this);
    auto *middle = new QLineSeries(this);
    auto *points = new QScatterSeries(this);
    for (const ChartForecast &day : std::as_const(m_content.forecast)) {
        low->append(day.column, day.low);
        high->append(day.column, day.high);
        middle->append(day.column, day.middle);
        points->append(day.column, day.middle);
    }
    auto *band = new QAreaSeries(high, low);
    band->setBrush(withAlpha(m_look.accent, 0.16));
    band->setPen(Qt::NoPen);
    QPen pen(m_look.accent, 1.75);
    pen.setDashPattern({ 2, 2 });
    middle->setPen(pen);
    points->setMarkerSize(6);
    points->setBrush(m_look.surface);
    points->setPen(QPen(m_look.accent, 1.25));
    for (QAbstractSeries *series : { static_cast<QAbstractSeries *>(band), static_cast<QAbstractSeries *>(middle),
                                     static_cast<QAbstractSeries *>(points) }) {
        chart()->addSeries(series);
        series->attachAxis(m_columns);
        series->attachAxis(m_values);
    }
}

void StackedChart::place()
{
    chart()->setPlotArea(QRectF(leftMargin, topMargin, std::max(10, width() - leftMargin - rightMargin),
                                std::max(10, height() - topMargin - bottomMargin)));
    if (m_bars) {
        m_bars->setBarWidth(barWidth() / columnWidth());
    }
}

void StackedChart::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    place();
}

double StackedChart::columnWidth() const
{
    return chart()->plotArea().width() / std::max<double>(1, double(m_content.columns.size()));
}

double StackedChart::barWidth() const
{
    return asBars() ? std::min(widestBar, columnWidth() * 0.68) : columnWidth();
}

double StackedChart::yOf(double value) const
{
    const QRectF plot = chart()->plotArea();
    return plot.bottom() - value / m_highest * plot.height();
}

double StackedChart::xOf(double column) const
{
    return chart()->plotArea().left() + (column + 0.5) * columnWidth();
}

QRectF StackedChart::segment(int column, int entity) const
{
    if (column < 0 || column >= m_content.columns.size()) {
        return {};
    }
    double from = 0;
    double to = total(column);
    if (asLines() && entity >= 0) {
        constexpr double around = 5;
        const double value = valueAt(column, entity);
        return value > 0 ? QRectF(xOf(column) - around, yOf(value) - around, 2 * around, 2 * around) : QRectF();
    }
    if (entity >= 0) {
        to = 0;
        for (int below = 0; below <= entity && below < m_content.entities.size(); ++below) {
            from = to;
            to += valueAt(column, below);
        }
    }
    if (to <= from) {
        return {};
    }
    return QRectF(QPointF(xOf(column) - barWidth() / 2, yOf(to)), QPointF(xOf(column) + barWidth() / 2, yOf(from)));
}

QRect StackedChart::placeOf(int column, int entity) const
{
    return segment(column, entity).toAlignedRect();
}

QRect StackedChart::placeOfMark(int mark) const
{
    return markWords(mark).toAlignedRect();
}

void StackedChart::renderTo(QPainter &painter, const QRectF &target)
{
    painter.fillRect(target, m_look.surface);
    render(&painter, target, viewport()->rect());
}

} // namespace patchbay
