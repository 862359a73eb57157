// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendToolbar: title, which page, and whether what is shown is made up.
#pragma once

#include "ui/shell/chrome_widget.h"
#include "ui/spend/spend_exporter.h"

class QLabel;
class QPushButton;
class QToolButton;

namespace patchbay {

class Chip;
class SegmentedControl;

class SpendToolbar final : public ChromeWidget {
    Q_OBJECT
public:
    explicit SpendToolbar(const SpendContext &context, QWidget *parent = nullptr);

    // Whether there is anything to show.
    void showState(bool any);
    void setWaste(bool waste);

Q_SIGNALS:
    void viewChosen(bool waste);
    void exportWanted(patchbay::SpendExporter::Kind kind);

private:
    SpendContext m_context;
    SegmentedControl *m_views;
    Chip *m_sample;
    QPushButton *m_own;
    QLabel *m_hint;
    QToolButton *m_export;
};

} // namespace patchbay
