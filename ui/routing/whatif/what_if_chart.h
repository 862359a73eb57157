// SPDX-License-Identifier: GPL-3.0-or-later
//
// WhatIfChart: the share of requests that were answered over the simulated time: the edited configuration as a
// line, the saved one dashed, the fault as a shaded span.
#pragma once

#include "models/bay/what_if.h"
#include "ui/widgets/theme.h"

#include <QWidget>

#include <optional>

namespace patchbay {

class WhatIfChart final : public QWidget {
    Q_OBJECT
public:
    explicit WhatIfChart(const Theme &theme, QWidget *parent = nullptr);

    void setResult(const std::optional<bay::WhatIfResult> &result);

    // Where in virtual time a run stands that is played; none: nowhere.
    void setPosition(std::optional<double> seconds);
    std::optional<double> position() const { return m_position; }

    QSize sizeHint() const override { return { 420, 150 }; }

Q_SIGNALS:
    // Pressed or pulled there.
    void seekWanted(double seconds);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;

private:
    void paintAxes(QPainter &painter, const QRectF &area, double least) const;
    void paintFaults(QPainter &painter, const QRectF &area) const;
    void paintKey(QPainter &painter, const QRectF &area) const;
    QPen penOf(bool saved) const;

    QRectF plot() const;
    void paintPosition(QPainter &painter, const QRectF &area) const;

    const Theme &m_theme;
    std::optional<double> m_position;
    std::optional<bay::WhatIfResult> m_result;
};

} // namespace patchbay
