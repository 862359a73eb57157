// SPDX-License-Identifier: GPL-3.0-or-later
//
// BudgetBar: how much of a budget is used; the amount beside it says the same.
#pragma once

#include "ui/widgets/theme.h"

#include <QWidget>

namespace patchbay {

class BudgetBar final : public QWidget {
    Q_OBJECT
public:
    explicit BudgetBar(const Theme &theme, QWidget *parent = nullptr);

    void setShare(double share);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    double m_share = 0;
};

} // namespace patchbay
