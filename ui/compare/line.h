// SPDX-License-Identifier: GPL-3.0-or-later
//
// Line: a separator of one pixel, in the theme's line colour.
#pragma once

#include <QWidget>

namespace patchbay {

class Theme;

class Line final : public QWidget {
    Q_OBJECT
public:
    explicit Line(const Theme &theme, Qt::Orientation orientation = Qt::Horizontal, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
};

} // namespace patchbay
