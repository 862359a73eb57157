// SPDX-License-Identifier: GPL-3.0-or-later
//
// ComparePanel: the Compare panel of the window: a view per open comparison, the history, and the
// inspector of whatever is selected. Adds its commands to the registry.
#pragma once

#include "models/runs/run_record.h"
#include "ui/compare/compare_context.h"
#include "ui/shell/panel.h"

class QStackedWidget;

namespace patchbay {

class Comparison;
class ComparisonSet;
class ComparisonView;
class DiffInspector;
class FirstRunInspector;
class HistoryView;
class PaneInspector;
class WireView;

class ComparePanel final : public Panel {
    Q_OBJECT
public:
    // The set outlives the panel and has been restored.
    ComparePanel(const CompareContext &context, ComparisonSet &comparisons, QWidget *parent = nullptr);
    ~ComparePanel() override;

    // Shows the first comparison as such: card and next steps.
    void beginFirstRun();
    // The steps after the first run at the right, also later.
    void showSteps();

    QString id() const override;
    QString title() const override;
    QString iconName() const override;
    QWidget *inspector() override;
    QList<PaletteEntry> find(const QString &text) override;
    void focusFirst() override;
    QList<QueueItem> queue() const override;
    void cancelQueueItem(const QString &id) override;
    double tokensPerSecond() const override;
    QStringList tabTitles() const override;
    int currentTab() const override;
    void setCurrentTab(int index) override;
    void closeTab(int index) override;
    void newTab() override;
    void renameTab(int index, const QString &title) override;

    ComparisonSet &comparisons() { return m_set; }
    ComparisonView *currentView() const;
    HistoryView *history() const { return m_history; }
    bool isHistoryShown() const;
    void showHistory(bool on);
    void showWire(bool on);
    // Writes the run of the current comparison; empty when it worked, else the sentence.
    QString exportTo(const QString &file);
    // Asks for a file name without stopping anything that streams.
    void askExport(const QString &suffix);
    // Brings back what was removed last: in the history a run, else a pane of this tab, else a closed tab.
    void undo();
    QString whyNoUndo() const;

Q_SIGNALS:
    // For the composition root: keys and local servers are not this room's.
    void keyPasted(const QString &key);
    void localServersRequested();
    // One sentence for the window's notice line.
    void notice(const QString &sentence);

private:
    void createInspectors();
    void connectSet();
    ComparisonView *viewOf(Comparison &comparison);
    void syncViews();
    void showCurrent();
    void updateInspector();
    void rememberView();

    CompareContext m_context;
    ComparisonSet &m_set;
    QStackedWidget *m_stack;
    QHash<Comparison *, ComparisonView *> m_views;
    QStackedWidget *m_inspectors;
    PaneInspector *m_paneInspector = nullptr;
    FirstRunInspector *m_firstRunInspector = nullptr;
    DiffInspector *m_diffInspector = nullptr;
    WireView *m_wire = nullptr;
    HistoryView *m_history = nullptr; // made when it is seen first
    bool m_wireShown = false;
    bool m_stepsHidden = false;
    Comparison *m_firstRun = nullptr;
};

// Registers the panel's commands; part of the constructor, in compare_commands.cpp.
void addCompareCommands(CommandRegistry &registry, ComparePanel &panel);

} // namespace patchbay
