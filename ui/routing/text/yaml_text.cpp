// SPDX-License-Identifier: GPL-3.0-or-later
//
// YamlEditor: what is typed becomes patches of the tab's bytes, what the tab changes elsewhere is put in; a large text
// comes in steps.
#include "ui/routing/text/yaml_editor.h"

#include "models/bay/config_tab.h"
#include "ui/routing/text/text_folding.h"

#include <QElapsedTimer>
#include <QScrollBar>
#include <QSyntaxHighlighter>
#include <QTimer>

#include <algorithm>

namespace patchbay {

namespace {

constexpr qsizetype charactersAtOnce = 100'000;
constexpr qsizetype charactersInStep = 8'000;
constexpr qint64 loadMilliseconds = 15;

} // namespace

// What the person typed, as one patch of the bytes.
void YamlEditor::takeTyping()
{
    const std::optional<bay::Stretch> stretch = typedStretch();
    m_typed.reset();
    m_typedTwice = false;
    // Colours come later and are told as changes too: what is half there is not what somebody typed.
    if (m_taking || isLoading()) {
        return;
    }
    std::optional<document::TextPatch> patch;
    std::optional<int> line;
    if (stretch) {
        line = document()->findBlock(static_cast<int>(stretch->begin)).blockNumber() + 1;
        QTextCursor cursor(document());
        cursor.setPosition(static_cast<int>(stretch->begin));
        cursor.setPosition(static_cast<int>(stretch->begin + stretch->inserted), QTextCursor::KeepAnchor);
        const QString inserted = cursor.selectedText().replace(QChar::ParagraphSeparator, u'\n').replace(QChar::LineSeparator, u'\n');
        patch = bay::patchAt(m_tab.text(), m_shown, *stretch, inserted, &m_anchor);
        if (patch) {
            m_shown.replace(stretch->begin, stretch->removed, inserted);
        }
    } else {
        const QString now = toPlainText();
        m_anchor.reset();
        patch = bay::patchFor(m_tab.text(), m_shown, now);
        m_shown = patch ? now : m_shown;
    }
    // Formats change too, when lines are highlighted.
    if (patch) {
        m_taking = true;
        m_tab.type(*patch, line);
        m_taking = false;
    }
}

// Where the text was changed, as the document told it: comparing a long text with what it was takes longer than a frame.
std::optional<bay::Stretch> YamlEditor::typedStretch() const
{
    if (!m_typed || m_typedTwice) {
        return std::nullopt;
    }
    // It counts the end of the last line too where all was replaced.
    const qsizetype size = document()->characterCount() - 1;
    bay::Stretch stretch = *m_typed;
    stretch.removed = std::min(stretch.removed, m_shown.size() - stretch.begin);
    stretch.inserted = std::min(stretch.inserted, size - stretch.begin);
    const bool whole = stretch.begin >= 0 && stretch.removed >= 0 && stretch.inserted >= 0
        && m_shown.size() - stretch.removed + stretch.inserted == size;
    return whole ? std::optional(stretch) : std::nullopt;
}

// What was changed elsewhere: only the stretch that differs is replaced.
void YamlEditor::takeText()
{
    if (m_taking) {
        return;
    }
    m_anchor.reset();
    const QString now = bay::shownText(m_tab.text());
    m_taking = true;
    if (isLoading() || (m_shown.isEmpty() && now.size() > charactersAtOnce)) {
        load(now);
    } else if (m_shown.isEmpty()) {
        setPlainText(now);
    } else if (const auto stretch = bay::differenceOf(m_shown, now)) {
        const int across = horizontalScrollBar()->value();
        QTextCursor cursor(document());
        cursor.setPosition(static_cast<int>(stretch->begin));
        cursor.setPosition(static_cast<int>(stretch->begin + stretch->removed), QTextCursor::KeepAnchor);
        cursor.insertText(now.sliced(stretch->begin, stretch->inserted));
        horizontalScrollBar()->setValue(across);
    }
    m_shown = now;
    m_taking = false;
    m_changeReader->start();
}

void YamlEditor::load(const QString &text)
{
    m_folding->setSuspended(true);
    clear();
    setReadOnly(true);
    m_shown = text;
    m_loaded = 0;
    m_loader->start(0);
}

// As much as nobody notices; ends with a line, but for the last.
void YamlEditor::loadStep()
{
    QElapsedTimer spent;
    spent.start();
    const bool wasTaking = std::exchange(m_taking, true);
    QTextCursor cursor(document());
    cursor.movePosition(QTextCursor::End);
    while (m_loaded < m_shown.size() && !spent.hasExpired(loadMilliseconds)) {
        const qsizetype after = m_shown.indexOf(u'\n', std::min(m_loaded + charactersInStep, m_shown.size() - 1));
        const qsizetype end = after < 0 ? m_shown.size() : after + 1;
        cursor.insertText(m_shown.sliced(m_loaded, end - m_loaded));
        m_loaded = end;
    }
    m_taking = wasTaking;
    if (m_loaded == m_shown.size()) {
        m_loader->stop();
        m_loaded = -1;
        setReadOnly(false);
        followSize();
        readProblems();
        m_changeReader->start();
        Q_EMIT loaded();
    }
}

void YamlEditor::followSize()
{
    const bool large = m_tab.isTextOnly();
    m_folding->setSuspended(large || isLoading());
    QTextDocument *coloured = large ? nullptr : document();
    if (m_highlighter->document() != coloured) {
        m_highlighter->setDocument(coloured);
    }
}

} // namespace patchbay
