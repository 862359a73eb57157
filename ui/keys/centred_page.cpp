// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/centred_page.h"

#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int columnWidth = 400;
constexpr int iconSize = 40;
constexpr int noteIconSize = 16;

void keepIcon(QLabel *label, const Theme &theme, const QString &name, int size)
{
    const auto apply = [label, &theme, name, size] { label->setPixmap(theme.icon(name, Role::Muted).pixmap(size, size)); };
    apply();
    QObject::connect(&theme, &Theme::changed, label, apply);
}

} // namespace

CentredPage::CentredPage(const Theme &theme, const QString &iconName, const QString &title, QWidget *parent)
    : QScrollArea(parent)
    , m_theme(theme)
    , m_body(new QWidget)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    auto *content = new QWidget;
    auto *outer = new QVBoxLayout(content);
    outer->setContentsMargins(24, 24, 24, 24);
    outer->addStretch(2);
    // Not by an alignment: that would ask for no height at this width, and cut wrapped text.
    auto *middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(m_body);
    middle->addStretch(1);
    outer->addLayout(middle);
    outer->addStretch(3);
    m_body->setFixedWidth(columnWidth);
    m_column = new QVBoxLayout(m_body);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(8);
    auto *icon = new QLabel(m_body);
    icon->setAlignment(Qt::AlignHCenter);
    keepIcon(icon, theme, iconName, iconSize);
    auto *heading = new QLabel(title, m_body);
    setTextStyle(heading, theme, TypeStep::Hero);
    heading->setAlignment(Qt::AlignHCenter);
    m_column->addWidget(icon);
    m_column->addSpacing(8);
    m_column->addWidget(heading);
    m_sentence = addText(TypeStep::Body, Role::Muted);
    m_sentence->setAlignment(Qt::AlignHCenter);
    m_column->addSpacing(8);
    setWidget(content);
    setBackground(content, theme, Role::Surface);
}

void CentredPage::setSentence(const QString &sentence)
{
    m_sentence->setText(sentence);
    m_sentence->setVisible(!sentence.isEmpty());
}

QLabel *CentredPage::addText(TypeStep step, Role role)
{
    auto *label = new QLabel(m_body);
    setTextStyle(label, m_theme, step, role);
    label->setWordWrap(true);
    m_column->addWidget(label);
    return label;
}

void CentredPage::addNote(const QString &iconName, const QString &text)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(10);
    auto *icon = new QLabel(m_body);
    keepIcon(icon, m_theme, iconName, noteIconSize);
    auto *words = new QLabel(text, m_body);
    setTextStyle(words, m_theme, TypeStep::Body, Role::Muted);
    words->setWordWrap(true);
    row->addWidget(icon, 0, Qt::AlignTop);
    row->addWidget(words, 1);
    m_column->addLayout(row);
}

} // namespace patchbay
