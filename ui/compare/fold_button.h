// SPDX-License-Identifier: GPL-3.0-or-later
//
// FoldButton: a chevron and muted words that open and close what follows: "› Thought for 0.9 s".
#pragma once

#include <QToolButton>

namespace patchbay {

class Theme;

class FoldButton final : public QToolButton {
    Q_OBJECT
public:
    explicit FoldButton(const Theme &theme, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
};

} // namespace patchbay
