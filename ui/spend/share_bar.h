// SPDX-License-Identifier: GPL-3.0-or-later
//
// ShareBar: a part of a whole as a bar: the whole in grey, the part at its end in the colour of warnings.
#pragma once

#include "ui/widgets/theme.h"

#include <QWidget>

namespace patchbay {

class ShareBar final : public QWidget {
    Q_OBJECT
public:
    explicit ShareBar(const Theme &theme, QWidget *parent = nullptr);
    void setShare(double share);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    double m_share = 0;
};

} // namespace patchbay
