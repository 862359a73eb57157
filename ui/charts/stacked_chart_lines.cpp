// SPDX-License-Identifier: GPL-3.0-or-later
//
// Lines of StackedChart: what is not over yet is dotted, what is estimated hatched, a gap is a gap.
#include "ui/charts/stacked_chart.h"

#include "ui/charts/chart_brushes.h"

#include <QAreaSeries>
#include <QLineSeries>
#include <QScatterSeries>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

namespace patchbay {

namespace {

constexpr double pale = 0.55;

QColor withAlpha(QColor color, double alpha)
{
    color.setAlphaF(static_cast<float>(alpha));
    return color;
}

} // namespace

void StackedChart::addLines()
{
    const auto add = [this](QXYSeries *series) {
        chart()->addSeries(series);
        series->attachAxis(m_columns);
        series->attachAxis(m_values);
    };
    constexpr double dot = 5;
    constexpr qsizetype mostDots = 62;
    for (const ChartEntity &entity : std::as_const(m_content.entities)) {
        addEstimatedBands(entity);
        QLineSeries *line = nullptr; // one for each piece between gaps
        auto *dots = new QScatterSeries(this);
        for (int column = 0; column < entity.values.size(); ++column) {
            const double value = entity.values.at(column);
            if (std::isnan(value)) {
                line = nullptr;
                continue;
            }
            const bool open = column == m_content.unfinished;
            if (line == nullptr || open) {
                const QPointF last = line == nullptr || line->count() == 0 ? QPointF(column, value) : line->at(line->count() - 1);
                line = new QLineSeries(this);
                line->setPen(QPen(open ? withAlpha(entity.color, pale) : entity.color, 1.75, open ? Qt::DotLine : Qt::SolidLine));
                if (last.x() < column) {
                    line->append(last);
                }
                add(line);
            }
            line->append(column, value);
            if (open) {
                addOpenDot(entity, value);
                line = nullptr;
            } else if (entity.values.size() <= mostDots) {
                dots->append(column, value);
            }
        }
        dots->setMarkerSize(dot);
        dots->setBrush(entity.color);
        dots->setPen(Qt::NoPen);
        add(dots);
    }
}

// A column that is not over yet: a ring, because its value is still moving.
void StackedChart::addOpenDot(const ChartEntity &entity, double value)
{
    auto *ring = new QScatterSeries(this);
    ring->append(m_content.unfinished, value);
    ring->setMarkerSize(6);
    ring->setBrush(m_look.surface);
    ring->setPen(QPen(entity.color, 1.25));
    chart()->addSeries(ring);
    ring->attachAxis(m_columns);
    ring->attachAxis(m_values);
}

// What of a line is estimated hangs below it, hatched; a stretch without estimates has no band.
void StackedChart::addEstimatedBands(const ChartEntity &entity)
{
    QLineSeries *top = nullptr;
    QLineSeries *bottom = nullptr;
    const auto close = [&] {
        if (top != nullptr) {
            auto *band = new QAreaSeries(top, bottom);
            band->setBrush(hatchBrush(withAlpha(entity.color, pale), m_look.surface, devicePixelRatioF()));
            band->setPen(Qt::NoPen);
            chart()->addSeries(band);
            band->attachAxis(m_columns);
            band->attachAxis(m_values);
        }
        top = bottom = nullptr;
    };
    const auto isGuessed = [&](int column) { return entity.estimated.value(column) > 0 && !std::isnan(entity.values.value(column)); };
    for (int column = 0; column < entity.values.size(); ++column) {
        const double value = entity.values.at(column);
        // The slopes to and from an estimate are as uncertain as it is.
        if (std::isnan(value) || !(isGuessed(column) || isGuessed(column - 1) || isGuessed(column + 1))) {
            close();
            continue;
        }
        if (top == nullptr) {
            top = new QLineSeries(this);
            bottom = new QLineSeries(this);
        }
        top->append(column, value);
        bottom->append(column, value - std::min(entity.estimated.value(column), value));
    }
    close();
}

} // namespace patchbay
