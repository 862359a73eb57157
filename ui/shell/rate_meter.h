// SPDX-License-Identifier: GPL-3.0-or-later
//
// RateMeter: the last output rates as small bars, newest at the right, scaled to their own maximum.
#pragma once

#include "ui/widgets/theme.h"

#include <QWidget>

namespace patchbay {

class RateMeter final : public QWidget {
    Q_OBJECT
public:
    static constexpr int capacity = 16;

    explicit RateMeter(const Theme &theme, QWidget *parent = nullptr);

    // Drops the oldest beyond capacity.
    void add(double rate);
    // The work is over: the bars stay, muted.
    void rest();

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QList<double> m_rates;
    bool m_resting = true;
};

} // namespace patchbay
