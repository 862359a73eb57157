// SPDX-License-Identifier: GPL-3.0-or-later
//
// PromptArea: what is asked: System, User, Tools and Response format as tabs, below them the
// variables and attachments as chips and what a run will roughly cost.
#pragma once

#include "ui/compare/compare_context.h"

#include <QWidget>

class QLabel;
class QStackedWidget;
class QTabBar;
class QToolButton;

namespace patchbay {

class Comparison;
class FlowLayout;
class PromptEditor;
struct Attachment;

class PromptArea final : public QWidget {
    Q_OBJECT
public:
    PromptArea(const CompareContext &context, Comparison &comparison, QWidget *parent = nullptr);

    void focusPrompt();
    // Asks for files and attaches them.
    void chooseFiles();
    QTabBar *tabs() const { return m_tabs; }
    PromptEditor *userEditor() const { return m_user; }

private:
    void createEditors();
    PromptEditor *addEditor(const QString &accessibleName, const QString &placeholder);
    void refresh();
    void showEditor(int tab);
    void refreshSecret(const QString &text);
    void refreshChips();
    void addChips();
    void attach(const Attachment &attachment);
    QString estimateText() const;

    CompareContext m_context;
    Comparison &m_comparison;
    QTabBar *m_tabs;
    QToolButton *m_attach;
    QStackedWidget *m_stack;
    PromptEditor *m_system = nullptr;
    PromptEditor *m_user = nullptr;
    PromptEditor *m_tools = nullptr;
    PromptEditor *m_format = nullptr;
    QLabel *m_jsonProblem;
    QLabel *m_secret; // that the prompt seems to hold a key
    QWidget *m_chips;
    FlowLayout *m_chipLayout = nullptr;
    QLabel *m_estimate;
    QStringList m_shownChips; // what the row holds now
    QString m_searchedText; // what m_secret speaks of
};

} // namespace patchbay
