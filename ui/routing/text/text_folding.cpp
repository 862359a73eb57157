// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/text/text_folding.h"

#include "models/format/format.h"

#include <QPlainTextDocumentLayout>
#include <QPlainTextEdit>
#include <QTextBlock>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

TextFolding::TextFolding(QPlainTextEdit &editor)
    : QObject(&editor)
    , m_editor(editor)
{
    connect(&editor, &QPlainTextEdit::textChanged, this, &TextFolding::readText);
    connect(&editor, &QPlainTextEdit::cursorPositionChanged, this, [this] {
        if (!m_applying && !m_editor.textCursor().block().isVisible()) {
            reveal(m_editor.textCursor().blockNumber());
        }
    });
    readText();
}

void TextFolding::setSuspended(bool suspended)
{
    if (suspended == m_suspended) {
        return;
    }
    m_suspended = suspended;
    if (suspended) {
        m_folds.clear();
        if (!m_folded.isEmpty()) {
            m_folded.clear();
            apply();
        }
    } else {
        readText();
    }
}

void TextFolding::readText()
{
    if (m_suspended) {
        return;
    }
    // Highlighting is told as a change of the text too; folds stay equal then.
    std::vector<bay::Fold> folds = bay::foldsOf(m_editor.toPlainText());
    if (folds == m_folds) {
        return;
    }
    m_folds = std::move(folds);
    m_folded.removeIf([this](const QTextCursor &cursor) { return !foldAt(cursor.blockNumber()); });
    apply();
}

const bay::Fold *TextFolding::foldAt(int line) const
{
    const auto found = std::ranges::lower_bound(m_folds, line, {}, &bay::Fold::head);
    return found != m_folds.end() && found->head == line ? &*found : nullptr;
}

bool TextFolding::isFolded(int line) const
{
    return std::ranges::any_of(m_folded, [line](const QTextCursor &cursor) { return cursor.blockNumber() == line; });
}

void TextFolding::setFolded(int line, bool folded)
{
    if (!foldAt(line) || isFolded(line) == folded) {
        return;
    }
    if (folded) {
        m_folded.append(QTextCursor(m_editor.document()->findBlockByNumber(line)));
        // The cursor must not stand in what cannot be seen.
        QTextCursor cursor = m_editor.textCursor();
        if (cursor.blockNumber() > line && cursor.blockNumber() <= foldAt(line)->last) {
            cursor = m_folded.last();
            cursor.movePosition(QTextCursor::EndOfBlock);
            m_applying = true;
            m_editor.setTextCursor(cursor);
            m_applying = false;
        }
    } else {
        m_folded.removeIf([line](const QTextCursor &cursor) { return cursor.blockNumber() == line; });
    }
    apply();
}

void TextFolding::foldAround(int line)
{
    const bay::Fold *best = nullptr;
    for (const bay::Fold &fold : m_folds) {
        if (fold.head <= line && fold.last >= line && !isFolded(fold.head)) {
            best = &fold;
        }
    }
    if (best) {
        setFolded(best->head, true);
    }
}

void TextFolding::unfoldAround(int line)
{
    isFolded(line) ? setFolded(line, false) : reveal(line);
}

void TextFolding::reveal(int line)
{
    const qsizetype before = m_folded.size();
    m_folded.removeIf([this, line](const QTextCursor &cursor) {
        const bay::Fold *fold = foldAt(cursor.blockNumber());
        return fold && fold->head < line && fold->last >= line;
    });
    if (m_folded.size() != before) {
        apply();
    }
}

QString TextFolding::wordsOf(int line) const
{
    const bay::Fold *fold = foldAt(line);
    if (!fold) {
        return {};
    }
    if (fold->items > 0) {
        const bool models = m_editor.document()->findBlockByNumber(line).text().startsWith(u"model_list:");
        return format::counted(fold->items, models ? tr("deployment") : tr("item"));
    }
    return format::counted(fold->last - fold->head, tr("line"));
}

void TextFolding::apply()
{
    QTextDocument *document = m_editor.document();
    std::vector<bool> hidden(static_cast<std::size_t>(document->blockCount()), false);
    for (const QTextCursor &cursor : std::as_const(m_folded)) {
        const bay::Fold *fold = foldAt(cursor.blockNumber());
        for (int line = fold ? fold->head + 1 : 0; fold && line <= fold->last && line < document->blockCount(); ++line) {
            hidden[static_cast<std::size_t>(line)] = true;
        }
    }
    bool moved = false;
    for (QTextBlock block = document->begin(); block.isValid(); block = block.next()) {
        const bool visible = !hidden[static_cast<std::size_t>(block.blockNumber())];
        if (block.isVisible() != visible) {
            block.setVisible(visible);
            // Scroll bars count the lines of each block.
            block.setLineCount(visible ? std::max(1, block.layout()->lineCount()) : 0);
            moved = true;
        }
    }
    if (moved) {
        auto *layout = static_cast<QPlainTextDocumentLayout *>(document->documentLayout());
        Q_EMIT layout->documentSizeChanged(layout->documentSize());
        layout->requestUpdate();
        m_editor.viewport()->update();
    }
    Q_EMIT changed();
}

} // namespace patchbay
