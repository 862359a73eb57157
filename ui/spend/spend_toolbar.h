// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendToolbar: title, which page, and whether what is shown is made up.
#pragma once

#include "ui/shell/chrome_widget.h"
#include "ui/spend/spend_exporter.h"
#include "ui/spend/spend_page.h"

class QLabel;
class QPushButton;
class QToolButton;

namespace patchbay {

class Chip;
class ViewsButton;
class SegmentedControl;

class SpendToolbar final : public ChromeWidget {
    Q_OBJECT
public:
    explicit SpendToolbar(const SpendContext &context, QWidget *parent = nullptr);

    // Whether there is anything to show.
    void showState(bool any);
    void setPage(SpendPage page);
    ViewsButton *views() const { return m_saved; }

Q_SIGNALS:
    void pageChosen(patchbay::SpendPage page);
    void exportWanted(patchbay::SpendExporter::Kind kind);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void showParts();

    SpendContext m_context;
    SegmentedControl *m_views;
    QList<SpendPage> m_pages; // of its segments
    ViewsButton *m_saved; // of the dashboard's views; null where they cannot be saved
    Chip *m_sample;
    QPushButton *m_own;
    QLabel *m_hint;
    QToolButton *m_export;
    SpendPage m_page = SpendPage::Dashboard;
    bool m_any = false;
};

} // namespace patchbay
