// SPDX-License-Identifier: GPL-3.0-or-later
//
// StepBar: how much of a budget is used, with marks at the steps (50, 80, 100 percent). The words beside it say the same.
#pragma once

#include "ui/widgets/theme.h"

#include <QWidget>

namespace patchbay {

class StepBar final : public QWidget {
    Q_OBJECT
public:
    explicit StepBar(const Theme &theme, QWidget *parent = nullptr);
    void setShare(double share);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    double m_share = 0;
};

} // namespace patchbay
