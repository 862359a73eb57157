// SPDX-License-Identifier: GPL-3.0-or-later
//
// KeyCap: a shortcut in a small outline, as beside "Run". For a cap inside a button see setKeyCap().
#pragma once

#include <QLabel>

namespace patchbay {

class Theme;

class KeyCap final : public QLabel {
    Q_OBJECT
public:
    KeyCap(const Theme &theme, const QString &shortcut, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
};

} // namespace patchbay
