// SPDX-License-Identifier: GPL-3.0-or-later
//
// LegendKey: what a look in the chart means: a small sample of it and a word.
#pragma once

#include "ui/widgets/theme.h"

#include <QLabel>

namespace patchbay {

class LegendKey final : public QLabel {
    Q_OBJECT
public:
    enum Kind { Estimated, Unfinished, Anomaly };

    LegendKey(const Theme &theme, Kind kind, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    Kind m_kind;
};

} // namespace patchbay
