// SPDX-License-Identifier: GPL-3.0-or-later
//
// TimingBar: where the time of an answer went: connecting, waiting, thinking, streaming, on one axis.
#pragma once

#include "models/compare/turn_live.h"

#include <QWidget>

namespace patchbay {

class Theme;

class TimingBar final : public QWidget {
    Q_OBJECT
public:
    explicit TimingBar(const Theme &theme, QWidget *parent = nullptr);

    void setMetrics(const TurnMetrics &metrics, int entitySlot, bool failed);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintAxis(QPainter &painter, double span) const;

    const Theme &m_theme;
    TurnMetrics m_metrics;
    int m_slot = -1;
    bool m_failed = false;
};

} // namespace patchbay
