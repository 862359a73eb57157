// SPDX-License-Identifier: GPL-3.0-or-later
//
// CompareToolbar: the row above the prompt: title, view switch, sync, add a pane, stop, run. In the
// diff it also holds the two pickers.
#pragma once

#include "ui/compare/compare_context.h"

#include <QWidget>

class QHBoxLayout;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace patchbay {

class Comparison;
class SegmentedControl;

class CompareToolbar final : public QWidget {
    Q_OBJECT
public:
    enum View { Panes, Diff };

    CompareToolbar(const CompareContext &context, Comparison &comparison, QWidget *parent = nullptr);

    View view() const;
    void setView(View view);
    // Shown only in the diff, between the switch and Run.
    void setDiffControls(QWidget *controls);
    // The one primary button of the window is elsewhere (first run).
    void setRunIsPrimary(bool primary);
    void editTitle();
    // "Ctrl+Enter", as key caps are written.
    static QString shortcutText(const CommandRegistry &commands, const QString &id);

    QLineEdit *title() const { return m_title; }
    QPushButton *runButton() const { return m_run; }
    QPushButton *stopButton() const { return m_stop; }
    QToolButton *syncButton() const { return m_sync; }
    QToolButton *addButton() const { return m_add; }
    QToolButton *historyButton() const { return m_history; }
    QToolButton *exportButton() const { return m_export; }

Q_SIGNALS:
    void viewChanged();
    void syncToggled(bool on);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void createControls();
    void createRunLog();
    void createLayout();
    void refresh();

    CompareContext m_context;
    Comparison &m_comparison;
    QHBoxLayout *m_layout;
    QLineEdit *m_title;
    SegmentedControl *m_views;
    QToolButton *m_sync;
    QToolButton *m_add;
    QWidget *m_diffControls = nullptr;
    QToolButton *m_history;
    QToolButton *m_export;
    QPushButton *m_stop;
    QPushButton *m_run;
};

} // namespace patchbay
