// SPDX-License-Identifier: GPL-3.0-or-later
//
// ElidedLabel: one line that is cut with an ellipsis where it does not fit; whole in the tool tip
// and for a screen reader. The text is always plain.
#pragma once

#include "ui/widgets/theme.h"

#include <QLabel>

namespace patchbay {

class ElidedLabel final : public QLabel {
    Q_OBJECT
public:
    ElidedLabel(const Theme &theme, TypeStep step, Role role = Role::Text, QWidget *parent = nullptr);

    void setElideMode(Qt::TextElideMode mode);
    bool isCut() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    Qt::TextElideMode m_mode = Qt::ElideRight;
};

} // namespace patchbay
