// SPDX-License-Identifier: GPL-3.0-or-later
//
// YamlEditor: the text of a tab. Line numbers, problems in the margin and under the words, a bar at lines that
// differ from the saved file, and the lines of what is selected in the picture. Typing becomes patches of the
// tab's bytes; what the tab changes elsewhere is put in without moving the cursor or the scroll bars. Undo is the
// tab's. A large text is put in step by step, and has neither colours nor folds nor the bar. Completion, help at words, quick fixes and folding stand beside it (TextAssistant, TextFolding).
#pragma once

#include "ui/routing/routing_context.h"
#include "models/bay/picture.h"
#include "models/bay/text_map.h"

#include <QPlainTextEdit>

#include <memory>

class QHelpEvent;
class QSyntaxHighlighter;

namespace patchbay {

namespace bay {
class ConfigTab;
}
class TextAssistant;
class TextFolding;

class YamlEditor final : public QPlainTextEdit {
    Q_OBJECT
public:
    YamlEditor(const RoutingContext &context, bay::ConfigTab &tab, QWidget *parent = nullptr);
    ~YamlEditor() override;

    // Lines of the thing that is selected; scrolled to where they are not seen.
    void setCurrentThing(const bay::LineSpan &lines, bool reveal);
    void goTo(std::uint32_t line, std::uint32_t column);
    int currentLine() const; // from 1
    // A large text is being put in; it is not typed in meanwhile.
    bool isLoading() const { return m_loaded >= 0; }
    // Of the line that was typed in last, while it is known.
    const std::optional<bay::TextAnchor> &anchor() const { return m_anchor; }
    // Every place of a text, marked; gives how many.
    int setFound(const QString &text);
    bool findNext(const QString &text, bool backwards);
    // What is selected, where it is the text looked for; then the next one is.
    void replaceFound(const QString &text, const QString &replacement);
    // As one step; gives how many.
    int replaceAll(const QString &text, const QString &replacement);

    TextAssistant *assistant() const { return m_assistant; }
    TextFolding *folding() const { return m_folding; }
    QWidget *margin() const { return m_margin; }
    // In the margin's coordinates; lines from 0.
    QPoint markOf(int line) const;
    QPoint foldMarkOf(int line) const;
    // At the cursor.
    void showFixes();
    void explainWord();

Q_SIGNALS:
    void lineEntered(int line); // by the person, from 1
    void notice(const QString &sentence);
    void loaded();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    bool event(QEvent *event) override;

private:
    void restyle();
    void placeMargin();
    void paintMargin(const QRect &exposed);
    void paintMarginLine(QPainter &painter, const QRect &line, int number);
    void paintFolded(QPainter &painter, const QTextBlock &block);
    bool pressMargin(const QPoint &position);
    void showToolTip(const QHelpEvent &event);
    void insertLine();
    void takeTyping();
    std::optional<bay::Stretch> typedStretch() const;
    void takeText();
    void load(const QString &text);
    void loadStep();
    void followSize();
    void readProblems();
    void readChanges();
    void mark();
    QString problemAt(int line) const;
    int lineAt(int y) const;

    const Theme &m_theme;
    bay::ConfigTab &m_tab;
    QWidget *m_margin;
    QSyntaxHighlighter *m_highlighter;
    TextFolding *m_folding;
    TextAssistant *m_assistant;
    int m_hoveredLine = -1; // of the margin
    QString m_shown; // the text when it was taken last
    QString m_found;
    bay::LineSpan m_thing;
    struct Mark {
        bay::Trouble trouble = bay::Trouble::None;
        QString words;
        bool operator==(const Mark &) const = default;
    };
    QHash<int, Mark> m_problems; // by block
    QSet<int> m_changed;
    QTimer *m_changeReader;
    QTimer *m_loader;
    qsizetype m_loaded = -1; // characters of m_shown that are in; -1: all
    bool m_taking = false;
    std::optional<bay::Stretch> m_typed; // what the document said of its last change
    std::optional<bay::TextAnchor> m_anchor; // of what was typed last
    bool m_typedTwice = false; // and of another one, so that neither is known
};

} // namespace patchbay
