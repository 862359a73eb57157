// SPDX-License-Identifier: GPL-3.0-or-later
//
// The module that ui/widgets/chart_canvas.h loads: a ChartCanvas on QtCharts.
#include "ui/charts/stacked_chart.h"

namespace patchbay {

class ChartModule final : public QObject, public ChartCanvasFactory {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID "org.patchbay.ChartCanvasFactory/1")
    Q_INTERFACES(patchbay::ChartCanvasFactory)
public:
    ChartCanvas *createCanvas(QWidget *parent) override { return new StackedChart(parent); }
};

} // namespace patchbay

#include "chart_module.moc"
