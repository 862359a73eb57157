// SPDX-License-Identifier: GPL-3.0-or-later
//
// CostTable: "why this cost": kind, tokens, rate and amount per line, then the total and its basis.
#pragma once

#include "models/compare/turn_live.h"

#include <QWidget>

namespace patchbay {

class Theme;

class CostTable final : public QWidget {
    Q_OBJECT
public:
    explicit CostTable(const Theme &theme, QWidget *parent = nullptr);

    void setMetrics(const TurnMetrics &metrics);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    // "$2.50 / M" for dollars per token.
    static QString rateText(const QString &ratePerUnit, const QString &kind);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Row {
        QString kind;
        QString units;
        QString rate;
        QString amount;
    };
    int rowHeight() const;
    void paintRow(QPainter &painter, int top, const Row &row) const;

    const Theme &m_theme;
    QList<Row> m_rows;
    Row m_total;
};

} // namespace patchbay
