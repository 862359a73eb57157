// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/text/text_assistant.h"

#include "models/bay/config_tab.h"
#include "models/bay/text_help.h"
#include "models/bay/text_map.h"
#include "ui/routing/text/completion_popup.h"
#include "ui/routing/text/yaml_editor.h"
#include "ui/widgets/theme.h"

#include <QKeyEvent>
#include <QMenu>
#include <QTextBlock>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

TextAssistant::TextAssistant(const RoutingContext &context, bay::ConfigTab &tab, YamlEditor &editor)
    : QObject(&editor)
    , m_context(context)
    , m_tab(tab)
    , m_editor(editor)
{
}

TextAssistant::~TextAssistant()
{
    delete m_popup;
}

std::size_t TextAssistant::offsetOf(int position) const
{
    const QTextBlock block = m_editor.document()->findBlock(position);
    if (const std::optional<bay::TextAnchor> &known = m_editor.anchor(); known && known->position == block.position()) {
        return known->byte + static_cast<std::size_t>(block.text().first(position - block.position()).toUtf8().size());
    }
    return bay::offsetOf(m_tab.text(), block.blockNumber(), position - block.position());
}

std::size_t TextAssistant::cursorOffset() const
{
    return offsetOf(m_editor.textCursor().position());
}

int TextAssistant::positionOf(std::size_t offset) const
{
    if (const std::optional<bay::TextAnchor> &known = m_editor.anchor(); known && offset >= known->byte) {
        const QTextBlock block = m_editor.document()->findBlock(static_cast<int>(known->position));
        const QByteArray line = block.text().toUtf8();
        if (offset - known->byte <= static_cast<std::size_t>(line.size())) {
            const QByteArray before = line.first(static_cast<qsizetype>(offset - known->byte));
            return block.position() + static_cast<int>(QString::fromUtf8(before).size());
        }
    }
    const bay::TextPlace place = bay::placeOf(m_tab.text(), offset);
    return m_editor.document()->findBlockByNumber(place.line).position() + place.column;
}

CompletionPopup *TextAssistant::popup() const
{
    return m_popup && m_popup->isVisible() ? m_popup.data() : nullptr;
}

void TextAssistant::close()
{
    if (m_popup) {
        m_popup->hide();
    }
}

bool TextAssistant::take(const QKeyEvent &key)
{
    return popup() && m_popup->take(key);
}

void TextAssistant::typed(const QKeyEvent &key)
{
    const QString text = key.text();
    const bool letter = !text.isEmpty() && (text.front().isLetterOrNumber() || u"_-./"_s.contains(text.front()));
    const bool erased = key.key() == Qt::Key_Backspace || key.key() == Qt::Key_Delete;
    const bool sideways = key.key() == Qt::Key_Left || key.key() == Qt::Key_Right;
    const bool only = key.key() == Qt::Key_Shift || key.key() == Qt::Key_Control || key.key() == Qt::Key_Alt;
    if (letter || (popup() && (erased || sideways))) {
        refresh(false);
    } else if (!only) {
        close();
    }
}

void TextAssistant::complete()
{
    refresh(true);
    if (!popup()) {
        Q_EMIT notice(tr("Nothing is known that could stand here."));
    }
}

void TextAssistant::refresh(bool asked)
{
    const config::GatewayConfig &known = m_tab.document().configuration();
    m_completion = bay::completionAt(m_tab.text(), cursorOffset(), { known, &m_context.catalog, asked });
    // Unasked only while a word is typed, so that Enter stays Enter elsewhere.
    if (m_completion.suggestions.empty() || (!asked && !m_completion.wordBegun)) {
        close();
        return;
    }
    if (!m_popup || m_popup->parentWidget() != m_editor.window()) {
        delete m_popup;
        m_popup = new CompletionPopup(m_context.theme, m_editor.window());
        connect(m_popup, &CompletionPopup::chosen, this, &TextAssistant::insert);
    }
    QTextCursor word(m_editor.document());
    word.setPosition(positionOf(m_completion.begin));
    const QRect caret = m_editor.cursorRect(word);
    m_popup->open(m_completion, QRect(m_editor.viewport()->mapTo(m_editor.window(), caret.topLeft()), caret.size()));
}

void TextAssistant::insert(int number)
{
    close();
    if (number < 0 || number >= static_cast<int>(m_completion.suggestions.size())) {
        return;
    }
    const bay::Suggestion chosen = m_completion.suggestions[static_cast<std::size_t>(number)];
    QTextCursor cursor = m_editor.textCursor();
    cursor.beginEditBlock();
    cursor.setPosition(positionOf(m_completion.begin));
    cursor.setPosition(positionOf(m_completion.end), QTextCursor::KeepAnchor);
    cursor.insertText(QString::fromStdString(chosen.insertion));
    cursor.movePosition(QTextCursor::PreviousCharacter, QTextCursor::MoveAnchor, static_cast<int>(chosen.caretBack));
    cursor.endEditBlock();
    m_editor.setTextCursor(cursor);
    m_editor.setFocus(Qt::OtherFocusReason);
    // A key wants its value: what it may be is shown at once where it is known.
    const std::string_view end(chosen.insertion);
    if (m_completion.ofKey && (end.ends_with(": ") || chosen.caretBack > 0)) {
        refresh(true);
    }
}

QString TextAssistant::helpAt(int position) const
{
    const config::GatewayConfig &known = m_tab.document().configuration();
    const auto help = bay::helpAt(m_tab.text(), offsetOf(position), { known, &m_context.catalog });
    if (!help) {
        return {};
    }
    const auto escaped = [](const std::string &text) { return QString::fromStdString(text).toHtmlEscaped(); };
    const QString muted = m_context.theme.color(Role::Muted).name();
    QString words = u"<b>%1</b>"_s.arg(escaped(help->title));
    if (!help->facts.empty()) {
        words += u" &nbsp;<span style=\"color:%1\">%2</span>"_s.arg(muted, escaped(help->facts));
    }
    if (!help->sentence.empty()) {
        words += u"<br>"_s + escaped(help->sentence);
    }
    for (const std::string &line : help->lines) {
        words += u"<br><span style=\"color:%1\">%2</span>"_s.arg(muted, escaped(line));
    }
    return words;
}

QRect TextAssistant::wordAt(int position) const
{
    const auto help = bay::helpAt(m_tab.text(), offsetOf(position), { m_tab.document().configuration(), &m_context.catalog });
    if (!help) {
        return {};
    }
    QTextCursor cursor(m_editor.document());
    cursor.setPosition(positionOf(help->begin));
    const QRect begin = m_editor.cursorRect(cursor);
    cursor.setPosition(positionOf(help->end));
    return begin.united(m_editor.cursorRect(cursor));
}

std::vector<bay::QuickFix> TextAssistant::fixesAt(int line) const
{
    std::vector<bay::QuickFix> fixes;
    for (const config::Problem &problem : m_tab.unreadable() ? std::vector<config::Problem>() : m_tab.problems()) {
        if (problem.span.file == 0 && static_cast<int>(problem.line) == line + 1) {
            std::ranges::move(fixesOf(problem), std::back_inserter(fixes));
        }
    }
    return fixes;
}

std::vector<bay::QuickFix> TextAssistant::fixesOf(const config::Problem &problem) const
{
    return m_tab.unreadable() ? std::vector<bay::QuickFix>() : bay::fixesFor(problem, m_tab.document(), &m_context.catalog);
}

bool TextAssistant::hasFixes(int line) const
{
    return !fixesAt(line).empty();
}

int TextAssistant::addFixes(QMenu &menu, int line)
{
    m_tab.readNow();
    return addActions(menu, fixesAt(line));
}

int TextAssistant::addFixes(QMenu &menu, const config::Problem &problem)
{
    return addActions(menu, fixesOf(problem));
}

int TextAssistant::addActions(QMenu &menu, const std::vector<bay::QuickFix> &fixes)
{
    for (const bay::QuickFix &fix : fixes) {
        QAction *action = menu.addAction(m_context.theme.icon(u"tools"_s), QString::fromStdString(fix.words));
        connect(action, &QAction::triggered, this, [this, fix] { apply(fix); });
    }
    return static_cast<int>(fixes.size());
}

void TextAssistant::showFixes(int line, const QPoint &globalPosition)
{
    auto *menu = new QMenu(&m_editor);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (addFixes(*menu, line) == 0) {
        delete menu;
        Q_EMIT notice(tr("Line %1 has nothing that can be fixed at once.").arg(line + 1));
        return;
    }
    menu->setActiveAction(menu->actions().constFirst());
    menu->popup(globalPosition);
}

void TextAssistant::apply(const bay::QuickFix &fix)
{
    const Result<document::EditReport> report = m_tab.edit(fix.apply);
    if (!report) {
        Q_EMIT notice(QString::fromStdString(report.error().message));
    } else if (report->changed) {
        Q_EMIT notice(tr("Fixed: %1. Ctrl+Z takes it back.").arg(QString::fromStdString(report->sentence)));
    }
}

} // namespace patchbay
