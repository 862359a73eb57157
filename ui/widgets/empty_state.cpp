// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/empty_state.h"

#include "ui/widgets/paint.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace patchbay {
namespace {

QLabel *addLine(QVBoxLayout *column, const Theme &theme, TypeStep step, Role role)
{
    auto *label = new QLabel;
    setTextStyle(label, theme, step, role);
    label->setAlignment(Qt::AlignHCenter);
    label->setWordWrap(true);
    label->hide();
    column->addWidget(label);
    return label;
}

void showText(QLabel *label, const QString &text)
{
    label->setText(text);
    label->setVisible(!text.isEmpty());
}

} // namespace

EmptyState::EmptyState(const Theme &theme, const QString &sentence, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(32, 24, 32, 24);
    column->setSpacing(8);
    m_sentence = addLine(column, theme, TypeStep::Title, Role::Text);
    showText(m_sentence, sentence);
    m_detail = addLine(column, theme, TypeStep::Body, Role::Muted);
    column->addSpacing(8);
    m_button = new QPushButton;
    setPrimary(m_button);
    m_button->hide();
    column->addWidget(m_button, 0, Qt::AlignHCenter);
    column->addSpacing(4);
    m_note = addLine(column, theme, TypeStep::Meta, Role::Muted);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    setAccessibleName(sentence);
    connect(m_button, &QPushButton::clicked, this, &EmptyState::activated);
    followTheme(this, theme);
}

void EmptyState::setDetail(const QString &detail)
{
    showText(m_detail, detail);
}

void EmptyState::setNote(const QString &note)
{
    showText(m_note, note);
}

void EmptyState::setButton(const QString &text, const QString &iconName, const QString &shortcut)
{
    m_button->setText(text);
    m_button->setVisible(!text.isEmpty());
    setKeyCap(m_button, shortcut);
    if (!iconName.isEmpty()) {
        setThemedIcon(m_button, m_theme, iconName, Role::AccentText);
    }
}

void EmptyState::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paint::box(painter, rect(), { m_theme.color(Role::Surface), m_theme.color(Role::LineStrong) });
}

QHBoxLayout *inTheMiddle(EmptyState *state)
{
    auto *row = new QHBoxLayout;
    row->addStretch();
    row->addWidget(state);
    row->addStretch();
    return row;
}

} // namespace patchbay
