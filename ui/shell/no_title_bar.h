// SPDX-License-Identifier: GPL-3.0-or-later
//
// NoTitleBar: stands where a dock's title would be and takes no room. A plain QWidget would not do:
// its size hint is -1, and the dock would lose that pixel.
#pragma once

#include <QWidget>

namespace patchbay {

class NoTitleBar final : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;

    QSize sizeHint() const override { return { 0, 0 }; }
    QSize minimumSizeHint() const override { return { 0, 0 }; }
};

} // namespace patchbay
