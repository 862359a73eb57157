// SPDX-License-Identifier: GPL-3.0-or-later
//
// DiffMetrics: the metrics of two answers and their difference, on one grid.
#pragma once

#include "models/compare/turn_live.h"

#include <QWidget>

namespace patchbay {

class Theme;

class DiffMetrics final : public QWidget {
    Q_OBJECT
public:
    explicit DiffMetrics(const Theme &theme, QWidget *parent = nullptr);

    // Either may be null. Slots are the colours of the two models.
    void setTurns(const TurnLive *baseline, const TurnLive *candidate, std::pair<int, int> entitySlots);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return { 320, sizeHint().height() }; }

    enum class Verdict { Neutral, Better, Worse };
    struct Column {
        QString caption;
        QString baseline;
        QString candidate;
        QString difference;
        Verdict verdict = Verdict::Neutral;
    };
    static QList<Column> columnsOf(const TurnMetrics &baseline, const TurnMetrics &candidate);
    const QList<Column> &columns() const { return m_columns; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintLabels(QPainter &painter) const;
    int rowHeight() const;
    int rowTop(int row) const;

    const Theme &m_theme;
    QList<Column> m_columns;
    std::pair<int, int> m_slots { -1, -1 };
};

} // namespace patchbay
