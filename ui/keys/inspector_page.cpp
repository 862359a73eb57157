// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/inspector_page.h"

#include "ui/widgets/elided_label.h"
#include "ui/widgets/themed.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

InspectorPage::InspectorPage(const Theme &theme, QWidget *parent)
    : QScrollArea(parent)
    , m_theme(theme)
    , m_body(new QWidget)
    , m_column(new QVBoxLayout(m_body))
    , m_title(new ElidedLabel(theme, TypeStep::Strong, Role::Text, m_body))
    , m_menu(new QMenu(m_body))
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setBackground(m_body, theme, Role::Raised);
    m_column->setContentsMargins(12, 12, 12, 12);
    m_column->setSpacing(8);
    auto *more = new QToolButton(m_body);
    more->setObjectName(u"inspectorMenu"_s);
    more->setAutoRaise(true);
    more->setPopupMode(QToolButton::InstantPopup);
    more->setMenu(m_menu);
    more->setAccessibleName(tr("More"));
    more->setToolTip(tr("More"));
    setThemedIcon(more, theme, u"overflow-menu"_s, Role::Muted);
    auto *row = new QHBoxLayout;
    row->addWidget(m_title, 1);
    row->addWidget(more);
    m_column->addLayout(row);
    setWidget(m_body);
}

void InspectorPage::setTitle(const QString &title)
{
    m_title->setText(title);
}

QLabel *InspectorPage::addHeading(const QString &text)
{
    auto *heading = new QLabel(text, m_body);
    setTextStyle(heading, m_theme, TypeStep::Strong);
    auto *trailing = new QLabel(m_body);
    setTextStyle(trailing, m_theme, TypeStep::Meta, Role::Muted);
    auto *row = new QHBoxLayout;
    row->addWidget(heading, 1);
    row->addWidget(trailing);
    m_column->addSpacing(8);
    m_column->addLayout(row);
    return trailing;
}

QFormLayout *InspectorPage::addForm()
{
    auto *form = new QFormLayout;
    form->setVerticalSpacing(8);
    form->setHorizontalSpacing(12);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_column->addLayout(form);
    return form;
}

ElidedLabel *InspectorPage::addFact(QFormLayout *form, const QString &name)
{
    auto *label = new QLabel(name, m_body);
    setTextStyle(label, m_theme, TypeStep::Body, Role::Muted);
    auto *value = new ElidedLabel(m_theme, TypeStep::Body, Role::Text, m_body);
    value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    value->setAccessibleName(name);
    form->addRow(label, value);
    return value;
}

QLabel *InspectorPage::addText(TypeStep step, Role role)
{
    auto *label = new QLabel(m_body);
    setTextStyle(label, m_theme, step, role);
    label->setWordWrap(true);
    m_column->addWidget(label);
    return label;
}

} // namespace patchbay
