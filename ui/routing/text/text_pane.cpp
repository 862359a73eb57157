// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/text/text_pane.h"

#include "models/bay/config_tab.h"
#include "ui/routing/find_bar.h"
#include "ui/routing/text/problem_list.h"
#include "ui/routing/text/yaml_editor.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace patchbay {

TextPane::TextPane(const RoutingContext &context, bay::ConfigTab &tab, QWidget *parent)
    : QWidget(parent)
    , m_tab(tab)
    , m_name(new ElidedLabel(context.theme, TypeStep::Strong, Role::Text, this))
    , m_state(new QLabel(this))
    , m_line(new QLabel(this))
    , m_search(new FindBar(context.theme, tr("Search the text"), this))
    , m_editor(new YamlEditor(context, tab, this))
    , m_problems(new ProblemList(context.theme, tab, *m_editor->assistant(), this))
{
    auto *header = new ChromeWidget(context.theme, Role::Surface, Qt::BottomEdge, this);
    header->setFixedHeight(36);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(8);
    setTextStyle(m_state, context.theme, TypeStep::Meta, Role::Muted);
    setTextStyle(m_line, context.theme, TypeStep::Meta, Role::Muted);
    row->addWidget(m_name);
    row->addWidget(m_state);
    row->addStretch(1);
    row->addWidget(m_line);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header);
    column->addWidget(m_search);
    column->addWidget(m_editor, 1);
    column->addWidget(m_problems);
    connect(m_search, &FindBar::changed, this,
            [this](const QString &text) { m_search->setCount(m_editor->setFound(text), tr("place")); });
    connect(m_search, &FindBar::next, this, [this](bool backwards) { m_editor->findNext(m_search->text(), backwards); });
    m_search->enableReplacing();
    const auto count = [this] { m_search->setCount(m_editor->setFound(m_search->text()), tr("place")); };
    connect(m_search, &FindBar::replaceWanted, this, [this, count] {
        m_editor->replaceFound(m_search->text(), m_search->replacement());
        count();
    });
    connect(m_search, &FindBar::replaceAllWanted, this, [this, count] {
        m_editor->replaceAll(m_search->text(), m_search->replacement());
        count();
    });
    connect(m_search, &FindBar::closed, this, [this] {
        m_editor->setFound({});
        m_editor->setFocus();
    });
    connect(m_problems, &ProblemList::chosen, m_editor, &YamlEditor::goTo);
    connect(m_problems, &ProblemList::notice, m_editor, &YamlEditor::notice);
    connect(m_editor, &QPlainTextEdit::cursorPositionChanged, this, &TextPane::describe);
    connect(&tab, &bay::ConfigTab::stateChanged, this, &TextPane::describe);
    connect(&tab, &bay::ConfigTab::readingChanged, this, &TextPane::describe);
    connect(m_editor, &YamlEditor::loaded, this, &TextPane::describe);
    describe();
}

void TextPane::describe()
{
    m_name->setText(m_tab.title());
    m_name->setToolTip(m_tab.file());
    const QString state = m_tab.file().isEmpty() ? tr("not saved yet") : m_tab.isModified() ? tr("edited") : tr("saved");
    m_state->setText(m_tab.isReading() || m_editor->isLoading() ? tr("%1 · reading…").arg(state)
                         : m_tab.isTextOnly()                   ? tr("%1 · large: text only").arg(state)
                                                                : state);
    m_line->setText(tr("line %1").arg(m_editor->currentLine()));
}

} // namespace patchbay
