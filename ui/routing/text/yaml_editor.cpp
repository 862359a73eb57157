// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/text/yaml_editor.h"

#include "models/bay/config_tab.h"
#include "models/config/text_diff.h"
#include "models/format/format.h"
#include "ui/routing/text/text_assistant.h"
#include "ui/routing/text/text_folding.h"
#include "ui/widgets/code_highlighter.h"
#include "ui/widgets/document_highlighter.h"

#include <KSyntaxHighlighting/Definition>

#include <QKeyEvent>
#include <QScrollBar>
#include <QTextBlock>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace patchbay {

using bay::Trouble;

namespace {

constexpr int changeDelayMilliseconds = 120;
constexpr int tabColumns = 2;
constexpr qsizetype mostFound = 2'000; // marked; more are counted only

} // namespace

YamlEditor::YamlEditor(const RoutingContext &context, bay::ConfigTab &tab, QWidget *parent)
    : QPlainTextEdit(parent)
    , m_theme(context.theme)
    , m_tab(tab)
    , m_margin(new QWidget(this))
    , m_highlighter(new DocumentHighlighter(context.theme, document()))
    , m_folding(new TextFolding(*this))
    , m_assistant(new TextAssistant(context, tab, *this))
    , m_changeReader(new QTimer(this))
    , m_loader(new QTimer(this))
{
    setAccessibleName(tr("Text of the configuration"));
    setFrameShape(QFrame::NoFrame);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setUndoRedoEnabled(false);
    static_cast<DocumentHighlighter *>(m_highlighter)->setDefinition(CodeHighlighter::definitionOf(m_theme, u"yaml"_s));
    m_margin->installEventFilter(this);
    m_margin->setMouseTracking(true);
    m_changeReader->setSingleShot(true);
    m_changeReader->setInterval(changeDelayMilliseconds);
    connect(m_changeReader, &QTimer::timeout, this, &YamlEditor::readChanges);
    connect(this, &QPlainTextEdit::blockCountChanged, this, &YamlEditor::placeMargin);
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect &place, int dy) {
        m_margin->update(dy != 0 ? m_margin->rect() : QRect(0, place.top(), m_margin->width(), place.height()));
    });
    connect(document(), &QTextDocument::contentsChange, this, [this](int begin, int removed, int added) {
        m_typedTwice = m_typed.has_value();
        m_typed = bay::Stretch { begin, removed, added };
    });
    connect(this, &QPlainTextEdit::textChanged, this, &YamlEditor::takeTyping);
    connect(this, &QPlainTextEdit::cursorPositionChanged, this, [this] {
        m_margin->update();
        if (!m_taking) {
            Q_EMIT lineEntered(currentLine());
        }
    });
    connect(m_loader, &QTimer::timeout, this, &YamlEditor::loadStep);
    connect(&tab, &bay::ConfigTab::readingChanged, this, &YamlEditor::followSize);
    connect(&tab, &bay::ConfigTab::textChanged, this, &YamlEditor::takeText);
    connect(&tab, &bay::ConfigTab::pictureChanged, this, &YamlEditor::readProblems);
    connect(&tab, &bay::ConfigTab::stateChanged, m_changeReader, qOverload<>(&QTimer::start));
    connect(&m_theme, &Theme::changed, this, &YamlEditor::restyle);
    connect(m_folding, &TextFolding::changed, m_margin, qOverload<>(&QWidget::update));
    connect(m_assistant, &TextAssistant::notice, this, &YamlEditor::notice);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, m_assistant, &TextAssistant::close);
    followSize();
    takeText();
    restyle();
    readProblems();
    readChanges();
}

YamlEditor::~YamlEditor() = default;

void YamlEditor::restyle()
{
    setFont(m_theme.font(TypeStep::Code));
    setTabStopDistance(4 * fontMetrics().horizontalAdvance(u' '));
    m_highlighter->rehighlight();
    placeMargin();
    mark();
}

void YamlEditor::readProblems()
{
    const QHash<int, Mark> before = std::exchange(m_problems, {});
    const auto add = [this](const config::Problem &problem) {
        const int block = static_cast<int>(problem.line) - 1;
        const Trouble trouble = problem.severity == config::Severity::Error ? Trouble::Error : Trouble::Warning;
        Mark &mark = m_problems[block];
        mark.trouble = std::max(mark.trouble, trouble);
        const QString words = QString::fromStdString(problem.message + (problem.remedy.empty() ? "" : ' ' + problem.remedy));
        mark.words += mark.words.isEmpty() ? words : u'\n' + words;
    };
    if (m_tab.unreadable()) {
        add(*m_tab.unreadable());
    } else {
        for (const config::Problem &problem : m_tab.problems()) {
            if (problem.span.file == 0) {
                add(problem);
            }
        }
    }
    // Waves move with their words, but not where all of the text was put in anew.
    if (m_problems != before || !m_problems.isEmpty() || !m_found.isEmpty()) {
        mark();
        m_margin->update();
    }
}

void YamlEditor::readChanges()
{
    const QSet<int> before = std::exchange(m_changed, {});
    if (m_tab.isTextOnly() || isLoading()) {
        m_margin->update();
        return;
    }
    for (const document::LineChange &change : document::lineChanges(m_tab.saved(), m_tab.text())) {
        // Where lines only went, the one after them is marked.
        const std::size_t end = std::max(change.newEnd, change.newBegin + 1);
        for (std::size_t line = change.newBegin; line < end; ++line) {
            m_changed.insert(static_cast<int>(line));
        }
    }
    if (m_changed != before) {
        m_margin->update();
    }
}

QString YamlEditor::problemAt(int line) const
{
    return m_problems.value(line).words;
}

void YamlEditor::setCurrentThing(const bay::LineSpan &lines, bool reveal)
{
    const bool same = lines == m_thing;
    m_thing = lines;
    if (reveal && lines.first > 0) {
        m_folding->reveal(static_cast<int>(lines.first) - 1);
        const QTextBlock block = document()->findBlockByNumber(static_cast<int>(lines.first) - 1);
        const QTextBlock last = document()->findBlockByNumber(static_cast<int>(lines.last) - 1);
        const QRectF top = blockBoundingGeometry(block).translated(contentOffset());
        const QRectF bottom = blockBoundingGeometry(last).translated(contentOffset());
        m_taking = true;
        setTextCursor(QTextCursor(block));
        m_taking = false;
        if (top.top() < 0 || bottom.bottom() > viewport()->height()) {
            // A little of what stands before it stays in sight.
            verticalScrollBar()->setValue(std::max(0, block.firstLineNumber() - 4));
        }
    }
    if (!same) {
        viewport()->update();
        m_margin->update();
    }
}

void YamlEditor::goTo(std::uint32_t line, std::uint32_t column)
{
    const QTextBlock block = document()->findBlockByNumber(static_cast<int>(line) - 1);
    if (!block.isValid()) {
        return;
    }
    QTextCursor cursor(block);
    cursor.movePosition(QTextCursor::NextCharacter, QTextCursor::MoveAnchor,
                        std::min(static_cast<int>(column) - 1, std::max(cursor.block().length() - 1, 0)));
    setTextCursor(cursor);
    centerCursor();
    setFocus(Qt::OtherFocusReason);
}

int YamlEditor::currentLine() const
{
    return textCursor().blockNumber() + 1;
}

int YamlEditor::setFound(const QString &text)
{
    m_found = text;
    mark();
    return text.isEmpty() ? 0 : static_cast<int>(m_shown.count(text, Qt::CaseInsensitive));
}

bool YamlEditor::findNext(const QString &text, bool backwards)
{
    if (text.isEmpty()) {
        return false;
    }
    const QTextDocument::FindFlags flags = backwards ? QTextDocument::FindBackward : QTextDocument::FindFlags();
    QTextCursor found = document()->find(text, textCursor(), flags);
    if (found.isNull()) {
        QTextCursor again(document());
        again.movePosition(backwards ? QTextCursor::End : QTextCursor::Start);
        found = document()->find(text, again, flags);
    }
    if (!found.isNull()) {
        setTextCursor(found);
        ensureCursorVisible();
    }
    return !found.isNull();
}

void YamlEditor::replaceFound(const QString &text, const QString &replacement)
{
    const QTextCursor cursor = textCursor();
    if (!text.isEmpty() && cursor.selectedText().compare(text, Qt::CaseInsensitive) == 0) {
        QString after = m_shown;
        after.replace(cursor.selectionStart(), cursor.selectionEnd() - cursor.selectionStart(), replacement);
        if (const auto patch = bay::patchFor(m_tab.text(), m_shown, after)) {
            m_tab.change({ *patch }, tr("replace %1 by %2").arg(text, replacement));
        }
        // The search goes on behind what was put in.
        QTextCursor next(document());
        next.setPosition(std::min(cursor.selectionStart() + static_cast<int>(replacement.size()), document()->characterCount() - 1));
        setTextCursor(next);
    }
    findNext(text, false);
    setFound(m_found);
}

int YamlEditor::replaceAll(const QString &text, const QString &replacement)
{
    document::Patches patches = bay::patchesForAll(m_tab.text(), m_shown, text, replacement);
    const int count = static_cast<int>(patches.size());
    m_tab.change(std::move(patches), tr("replace %1 by %2 in %3").arg(text, replacement, format::counted(count, tr("place"))));
    setFound(m_found);
    return count;
}

// Waves under what is wrong, and what was searched for.
void YamlEditor::mark()
{
    QList<QTextEdit::ExtraSelection> marks;
    for (auto problem = m_problems.cbegin(); problem != m_problems.cend(); ++problem) {
        const QTextBlock block = document()->findBlockByNumber(problem.key());
        if (!block.isValid()) {
            continue; // it is not there yet
        }
        const QString text = block.text();
        const auto first = std::ranges::find_if_not(text, [](QChar letter) { return letter == u' ' || letter == u'-'; });
        QTextEdit::ExtraSelection wave;
        wave.cursor = QTextCursor(block);
        wave.cursor.movePosition(QTextCursor::NextCharacter, QTextCursor::MoveAnchor, static_cast<int>(first - text.begin()));
        wave.cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        wave.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        wave.format.setUnderlineColor(m_theme.color(problem->trouble == Trouble::Error ? Role::Bad : Role::Warn));
        marks.append(wave);
    }
    if (!m_found.isEmpty()) {
        for (QTextCursor at = document()->find(m_found, 0); !at.isNull() && marks.size() < mostFound; at = document()->find(m_found, at)) {
            QTextEdit::ExtraSelection found;
            found.cursor = at;
            found.format.setBackground(m_theme.color(Role::WarnFill));
            marks.append(found);
        }
    }
    setExtraSelections(marks);
}

void YamlEditor::keyPressEvent(QKeyEvent *event)
{
    if (m_assistant->take(*event)) {
        return;
    }
    // One stack for both views: the editor has none of its own.
    if (event->matches(QKeySequence::Undo) || event->matches(QKeySequence::Redo)) {
        m_assistant->close();
        event->matches(QKeySequence::Undo) ? m_tab.undo() : m_tab.redo();
        return;
    }
    // Tabs are no indentation in YAML.
    if (event->key() == Qt::Key_Tab && event->modifiers() == Qt::NoModifier && !textCursor().hasSelection()) {
        const int column = textCursor().positionInBlock();
        insertPlainText(QString(tabColumns - column % tabColumns, u' '));
        return;
    }
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && event->modifiers() == Qt::NoModifier) {
        insertLine();
        return;
    }
    QPlainTextEdit::keyPressEvent(event);
    m_assistant->typed(*event);
}

// A line below begins where this one does, and deeper under a key without a value.
void YamlEditor::insertLine()
{
    const QString line = textCursor().block().text().first(textCursor().positionInBlock());
    const auto indent = std::ranges::find_if_not(line, [](QChar letter) { return letter == u' '; }) - line.begin();
    insertPlainText(u'\n' + line.first(indent) + (line.trimmed().endsWith(u':') ? u"  "_s : QString()));
}

void YamlEditor::focusOutEvent(QFocusEvent *event)
{
    m_assistant->close();
    QPlainTextEdit::focusOutEvent(event);
}

} // namespace patchbay
