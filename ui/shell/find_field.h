// SPDX-License-Identifier: GPL-3.0-or-later
//
// FindField: looks like a field, opens the palette. A button, so that nothing typed is lost in it.
#pragma once

#include "ui/widgets/theme.h"

#include <QAbstractButton>

namespace patchbay {

class FindField final : public QAbstractButton {
    Q_OBJECT
public:
    explicit FindField(const Theme &theme, QWidget *parent = nullptr);

    // The palette's shortcut, shown as a cap.
    void setShortcutText(const QString &shortcut);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QString m_shortcut;
};

} // namespace patchbay
