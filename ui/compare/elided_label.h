// SPDX-License-Identifier: GPL-3.0-or-later
//
// ElidedLabel: one line that is cut with an ellipsis where it does not fit.
#pragma once

#include <QLabel>

namespace patchbay {

class ElidedLabel final : public QLabel {
    Q_OBJECT
public:
    explicit ElidedLabel(QWidget *parent = nullptr);

    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace patchbay
