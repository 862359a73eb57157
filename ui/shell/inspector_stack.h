// SPDX-License-Identifier: GPL-3.0-or-later
//
// InspectorStack: the inspector's area with its usual width.
#pragma once

#include <QStackedWidget>

namespace patchbay {

class InspectorStack final : public QStackedWidget {
    Q_OBJECT
public:
    using QStackedWidget::QStackedWidget;

    QSize sizeHint() const override { return { 288, QStackedWidget::sizeHint().height() }; }
    // Panels scroll their own content; the area itself must not force the window's height.
    QSize minimumSizeHint() const override { return { 268, 120 }; }
};

} // namespace patchbay
