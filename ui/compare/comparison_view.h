// SPDX-License-Identifier: GPL-3.0-or-later
//
// ComparisonView: one open comparison: toolbar, prompt, panes or diff, and on a first start the card
// that says what to press.
#pragma once

#include "ui/compare/compare_context.h"

#include <QWidget>

class QStackedWidget;

namespace patchbay {

class CompareToolbar;
class Comparison;
class DiffPage;
class EmptyState;
class PaneGrid;
class PaneView;
class PromptArea;

class ComparisonView final : public QWidget {
    Q_OBJECT
public:
    ComparisonView(const CompareContext &context, Comparison &comparison, QWidget *parent = nullptr);

    Comparison &comparison() { return m_comparison; }
    PaneGrid *grid() const { return m_grid; }
    DiffPage *diff() const { return m_diff; }
    CompareToolbar *toolbar() const { return m_toolbar; }
    PromptArea *prompt() const { return m_prompt; }
    bool isDiff() const;
    // The diff of the selected pane against the first other one with an answer, or back to the panes.
    void showDiff(bool on);
    // Why there is nothing to compare; empty when there is.
    QString whyNoDiff() const;
    // A sentence, a button and the four sandbox models behind it, until the first run.
    void setFirstRun(bool first);
    bool isFirstRun() const { return m_card != nullptr; }
    EmptyState *firstRunCard() const { return m_card; }
    void addPane();
    void focusPane(int index);

Q_SIGNALS:
    void selectionChanged();
    void viewChanged(); // panes or diff
    void firstRunEnded();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void applyView();
    void placeCard();

    CompareContext m_context;
    Comparison &m_comparison;
    CompareToolbar *m_toolbar;
    PromptArea *m_prompt;
    QStackedWidget *m_stack;
    PaneGrid *m_grid;
    DiffPage *m_diff = nullptr; // made when it is seen first
    EmptyState *m_card = nullptr;
};

} // namespace patchbay
