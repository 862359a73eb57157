// SPDX-License-Identifier: GPL-3.0-or-later
//
// ChromeWidget: a plain area of the frame, filled with a role and with 1 px separators on the
// wanted edges.
#pragma once

#include "ui/widgets/theme.h"

#include <QWidget>

namespace patchbay {

class ChromeWidget : public QWidget {
    Q_OBJECT
public:
    ChromeWidget(const Theme &theme, Role fill, Qt::Edges lines, QWidget *parent = nullptr);

    void setLines(Qt::Edges lines);
    const Theme &theme() const { return m_theme; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    Role m_fill;
    Qt::Edges m_lines;
};

} // namespace patchbay
