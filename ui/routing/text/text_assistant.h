// SPDX-License-Identifier: GPL-3.0-or-later
//
// TextAssistant: what helps while a configuration is typed: completion at the cursor, a sentence about the word
// under the pointer, and quick fixes of a line's problems. The editor hands it events; it edits the tab.
#pragma once

#include "models/bay/completion.h"
#include "models/bay/quick_fixes.h"
#include "ui/routing/routing_context.h"

#include <QObject>
#include <QPointer>

class QKeyEvent;
class QMenu;

namespace patchbay {

namespace bay {
class ConfigTab;
}
class CompletionPopup;
class YamlEditor;

class TextAssistant final : public QObject {
    Q_OBJECT
public:
    TextAssistant(const RoutingContext &context, bay::ConfigTab &tab, YamlEditor &editor);
    ~TextAssistant() override;

    // Before the editor takes a key. True: it was the list's.
    bool take(const QKeyEvent &key);
    // After a key was typed: goes on, begins where a word does, or closes.
    void typed(const QKeyEvent &key);
    void complete(); // asked for by the person
    void close();
    // Null while nothing is offered.
    CompletionPopup *popup() const;

    // Rich text about the word at a place of the document; empty where there is nothing to say.
    QString helpAt(int position) const;
    // The place of that word, in the editor's viewport.
    QRect wordAt(int position) const;

    // Lines from 0.
    bool hasFixes(int line) const;
    // Adds a line's fixes; gives how many.
    int addFixes(QMenu &menu, int line);
    void showFixes(int line, const QPoint &globalPosition);
    // Of one problem of the tab.
    std::vector<bay::QuickFix> fixesOf(const config::Problem &problem) const;
    int addFixes(QMenu &menu, const config::Problem &problem);
    // One step of the undo stack; says what was done.
    void apply(const bay::QuickFix &fix);

Q_SIGNALS:
    void notice(const QString &sentence);

private:
    void refresh(bool asked);
    void insert(int number);
    int addActions(QMenu &menu, const std::vector<bay::QuickFix> &fixes);
    std::size_t cursorOffset() const;
    std::size_t offsetOf(int position) const;
    int positionOf(std::size_t offset) const;
    std::vector<bay::QuickFix> fixesAt(int line) const;

    RoutingContext m_context;
    bay::ConfigTab &m_tab;
    YamlEditor &m_editor;
    QPointer<CompletionPopup> m_popup; // the window's child
    bay::Completion m_completion {};
};

} // namespace patchbay
