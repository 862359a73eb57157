// SPDX-License-Identifier: GPL-3.0-or-later
//
// MetricStrip: the foot of a pane: captions over values on one grid, a muted line below.
//
// The columns depend on the font only, not on the values, so the same metric stands at the same
// place in every pane. The last column is set flush right (cost).
#pragma once

#include "ui/widgets/theme.h"

#include <QLabel>

namespace patchbay {

struct Metric {
    QString caption; // "TTFT"
    QString value;   // formatted; empty is drawn as "–"
    bool best = false;
    bool operator==(const Metric &) const = default;
};

class MetricStrip final : public QLabel {
    Q_OBJECT
public:
    explicit MetricStrip(const Theme &theme, QWidget *parent = nullptr);

    void setMetrics(const QList<Metric> &metrics);
    const QList<Metric> &metrics() const { return m_metrics; }
    // "412 in · 256 cached · 211 out · 1 hop"
    void setDetail(const QString &detail);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void describe();
    void paintColumn(QPainter &painter, const Metric &metric, const QRect &place, Qt::Alignment side) const;

    const Theme &m_theme;
    QList<Metric> m_metrics;
    QString m_detail;
};

} // namespace patchbay
