// SPDX-License-Identifier: GPL-3.0-or-later
//
// StepNumber: a number in a ring.
#pragma once

#include <QWidget>

namespace patchbay {

class Theme;

class StepNumber final : public QWidget {
    Q_OBJECT
public:
    StepNumber(const Theme &theme, int number, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    int m_number;
};

} // namespace patchbay
