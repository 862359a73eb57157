// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/review/merge_dialog.h"

#include "models/config/text_diff.h"
#include "models/format/format.h"
#include "ui/widgets/code_view.h"
#include "ui/widgets/themed.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace patchbay {

using document::MergeChoice;

namespace {

constexpr int mostLines = 9;
constexpr int dialogWidth = 780;

// Without the indentation that all lines share; keys in plain text are not shown.
QString shownLines(const std::string &text)
{
    QStringList lines = QString::fromStdString(document::redacted(text)).split(u'\n');
    while (!lines.isEmpty() && lines.last().trimmed().isEmpty()) {
        lines.removeLast();
    }
    qsizetype shared = -1;
    for (const QString &line : std::as_const(lines)) {
        if (!line.trimmed().isEmpty()) {
            const qsizetype indent = std::ranges::find_if_not(line, [](QChar letter) { return letter == u' '; }) - line.begin();
            shared = shared < 0 ? indent : std::min(shared, indent);
        }
    }
    for (QString &line : lines) {
        line.remove(0, std::min(std::max<qsizetype>(shared, 0), line.size()));
    }
    return lines.join(u'\n');
}

} // namespace

MergeDialog::MergeDialog(const Theme &theme, const std::vector<document::MergeConflict> &conflicts, QWidget *parent)
    : QDialog(parent)
    , m_theme(theme)
{
    setWindowTitle(tr("Changed here and on disk"));
    setBackground(this, theme, Role::Surface);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 12);
    column->setSpacing(12);
    auto *title = new QLabel(tr("%1 changed here and on disk").arg(format::counted(static_cast<qint64>(conflicts.size()), tr("item"))), this);
    setTextStyle(title, theme, TypeStep::Title);
    auto *sentence = new QLabel(tr("Choose whose text stays. All other changes of both sides are kept."), this);
    setTextStyle(sentence, theme, TypeStep::Body, Role::Muted);
    column->addWidget(title);
    column->addWidget(sentence);
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *inner = new QWidget(scroll);
    setBackground(inner, theme, Role::Surface);
    auto *list = new QVBoxLayout(inner);
    list->setContentsMargins(0, 0, 0, 0);
    list->setSpacing(16);
    for (const document::MergeConflict &conflict : conflicts) {
        addConflict(*list, conflict);
    }
    list->addStretch(1);
    scroll->setWidget(inner);
    column->addWidget(scroll, 1);
    addButtons(*column);
    resize(dialogWidth, std::min(560, 170 + inner->sizeHint().height()));
}

void MergeDialog::addConflict(QVBoxLayout &column, const document::MergeConflict &conflict)
{
    auto *place = new QLabel(conflict.place.empty() ? tr("the whole file") : QString::fromStdString(conflict.place), this);
    place->setWordWrap(true);
    setTextStyle(place, m_theme, TypeStep::Strong);
    column.addWidget(place);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    auto *group = new QButtonGroup(this);
    const std::array sides { &conflict.mine, &conflict.theirs };
    const QStringList names { tr("Mine"), tr("On disk") };
    qsizetype lines = 1;
    std::array<QString, 2> texts;
    for (std::size_t side = 0; side < sides.size(); ++side) {
        texts[side] = sides[side]->empty() ? QString() : shownLines(*sides[side]);
        lines = std::max(lines, texts[side].count(u'\n') + 1);
    }
    for (int side = 0; side < 2; ++side) {
        auto *choice = new QRadioButton(names[side], this);
        choice->setAccessibleName(tr("%1 for %2").arg(names[side], place->text()));
        choice->setChecked(side == 0);
        group->addButton(choice, side);
        grid->addWidget(choice, 0, side);
        auto *view = new CodeView(m_theme, this);
        view->setLanguage(u"yaml"_s);
        view->setLineNumbersVisible(false);
        view->setReadOnly(true);
        view->setLineWrapMode(QPlainTextEdit::NoWrap);
        view->setAccessibleName(names[side]);
        view->setPlaceholderText(tr("removed"));
        view->setPlainText(texts[static_cast<std::size_t>(side)]);
        const int shown = static_cast<int>(std::min<qsizetype>(lines, mostLines));
        view->setFixedHeight(shown * view->fontMetrics().lineSpacing() + 26);
        grid->addWidget(view, 1, side);
    }
    m_groups.push_back(group);
    column.addLayout(grid);
}

void MergeDialog::addButtons(QVBoxLayout &column)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    auto *mine = new QPushButton(tr("All mine"), this);
    auto *theirs = new QPushButton(tr("All from disk"), this);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    m_merge = new QPushButton(tr("Merge"), this);
    setPrimary(m_merge);
    m_merge->setDefault(true);
    for (QPushButton *other : { mine, theirs, cancel }) {
        other->setAutoDefault(false);
    }
    setLink(mine);
    setLink(theirs);
    row->addWidget(mine);
    row->addWidget(theirs);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(m_merge);
    column.addLayout(row);
    connect(mine, &QPushButton::clicked, this, [this] { chooseAll(MergeChoice::Mine); });
    connect(theirs, &QPushButton::clicked, this, [this] { chooseAll(MergeChoice::Theirs); });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_merge, &QPushButton::clicked, this, &QDialog::accept);
}

void MergeDialog::chooseAll(MergeChoice choice)
{
    for (std::size_t number = 0; number < m_groups.size(); ++number) {
        button(number, choice)->setChecked(true);
    }
}

QAbstractButton *MergeDialog::button(std::size_t conflict, MergeChoice choice) const
{
    return m_groups[conflict]->button(static_cast<int>(choice));
}

std::vector<MergeChoice> MergeDialog::choices() const
{
    std::vector<MergeChoice> choices;
    for (const QButtonGroup *group : m_groups) {
        choices.push_back(static_cast<MergeChoice>(group->checkedId()));
    }
    return choices;
}

} // namespace patchbay
