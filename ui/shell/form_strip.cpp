// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/form_strip.h"

#include "ui/shell/chrome_widget.h"
#include "ui/widgets/state_label.h"
#include "ui/widgets/themed.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int headerHeight = 40;

} // namespace

FormStrip::FormStrip(const Theme &theme, const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_title(new QLabel(title, this))
    , m_grid(new QGridLayout)
    , m_buttons(new QHBoxLayout)
    , m_state(new StateLabel(theme, this))
    , m_sentence(new QLabel(this))
{
    setBackground(this, theme, Role::Surface);
    auto *header = new ChromeWidget(theme, Role::Raised, Qt::TopEdge | Qt::BottomEdge, this);
    header->setFixedHeight(headerHeight);
    setTextStyle(m_title, theme, TypeStep::Strong);
    auto *close = new QToolButton(header);
    close->setObjectName(u"closeStrip"_s);
    close->setAutoRaise(true);
    close->setAccessibleName(tr("Close"));
    close->setToolTip(tr("Close (Esc)"));
    setThemedIcon(close, theme, u"window-close"_s, Role::Muted);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(12, 0, 8, 0);
    row->addWidget(m_title, 1);
    row->addWidget(close);
    m_grid->setHorizontalSpacing(16);
    m_grid->setVerticalSpacing(4);
    m_grid->setColumnStretch(0, 1);
    m_grid->setColumnStretch(1, 1);
    m_sentence->setObjectName(u"stripSentence"_s);
    setTextStyle(m_sentence, theme, TypeStep::Body, Role::Muted);
    m_sentence->setWordWrap(true);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(8);
    foot->addWidget(m_state);
    foot->addWidget(m_sentence, 1);
    foot->addLayout(m_buttons);
    m_buttons->setSpacing(8);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header);
    auto *body = new QVBoxLayout;
    body->setContentsMargins(12, 12, 12, 12);
    body->setSpacing(12);
    body->addLayout(m_grid);
    body->addLayout(foot);
    column->addLayout(body);
    showState({}, {});
    connect(close, &QToolButton::clicked, this, &FormStrip::closed);
}

void FormStrip::setTitle(const QString &title)
{
    m_title->setText(title);
}

void FormStrip::addField(const QString &label, QWidget *field, int row, int column, bool wide)
{
    auto *name = new QLabel(label, this);
    setTextStyle(name, m_theme, TypeStep::Meta, Role::Muted);
    name->setBuddy(field);
    if (field->accessibleName().isEmpty()) {
        field->setAccessibleName(label);
    }
    const int columns = wide ? 2 : 1;
    m_grid->addWidget(name, 2 * row, column, 1, columns);
    m_grid->addWidget(field, 2 * row + 1, column, 1, columns);
}

void FormStrip::setFieldShown(QWidget *field, bool shown)
{
    field->setVisible(shown);
    for (QLabel *label : findChildren<QLabel *>()) {
        if (label->buddy() == field) {
            label->setVisible(shown);
        }
    }
}

void FormStrip::setFieldLabel(QWidget *field, const QString &label)
{
    field->setAccessibleName(label);
    for (QLabel *name : findChildren<QLabel *>()) {
        if (name->buddy() == field) {
            name->setText(label);
        }
    }
}

void FormStrip::showState(const QString &state, const QString &sentence)
{
    m_state->setState(state);
    m_state->setVisible(!state.isEmpty());
    m_sentence->setText(sentence);
}

void FormStrip::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT closed();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace patchbay
