// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settings_page.h"

#include "ui/widgets/themed.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace patchbay {
namespace {

constexpr int padding = 24;
constexpr int labelWidth = 160;
constexpr int controlWidth = 320;
constexpr int sectionGap = 16;
constexpr int formGap = 8;
constexpr int hintGap = 4; // a hint belongs to the control above it

} // namespace

SettingsPage::SettingsPage(const Theme &theme, const QString &title, QWidget *parent)
    : QScrollArea(parent)
    , m_theme(theme)
    , m_body(new QWidget(this))
    , m_column(new QVBoxLayout(m_body))
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(title);
    setWidget(m_body);
    m_column->setContentsMargins(padding, 12, padding, padding);
    m_column->setSpacing(formGap);
    auto *heading = new QLabel(title, m_body);
    setTextStyle(heading, theme, TypeStep::Title);
    m_column->addWidget(heading);
    m_column->addSpacing(formGap);
}

QGridLayout *SettingsPage::rows()
{
    if (!m_rows) {
        m_rows = new QGridLayout;
        m_rows->setHorizontalSpacing(12);
        m_rows->setVerticalSpacing(hintGap);
        m_rows->setColumnMinimumWidth(0, labelWidth);
        m_rows->setColumnMinimumWidth(1, controlWidth);
        m_rows->setColumnStretch(2, 1);
        m_column->addLayout(m_rows);
    }
    return m_rows;
}

void SettingsPage::addHeading(const QString &text)
{
    m_rows = nullptr;
    m_column->addSpacing(sectionGap - formGap);
    auto *heading = new QLabel(text, m_body);
    setTextStyle(heading, m_theme, TypeStep::Strong);
    m_column->addWidget(heading);
}

void SettingsPage::addRow(const QString &label, QWidget *control, const QString &hint)
{
    auto *name = new QLabel(label, m_body);
    setTextStyle(name, m_theme, TypeStep::Body, Role::Muted);
    name->setBuddy(control);
    // A label speaks its own text, which a name would hide.
    if (control->accessibleName().isEmpty() && !qobject_cast<QLabel *>(control)) {
        control->setAccessibleName(label);
    }
    QGridLayout *grid = rows();
    // An empty row between two entries, so that they stand further apart than a control and its hint.
    const int gap = grid->rowCount();
    const int row = grid->count() > 0 ? gap + 1 : gap;
    if (row > gap) {
        grid->setRowMinimumHeight(gap, hintGap);
    }
    grid->addWidget(name, row, 0, Qt::AlignVCenter);
    grid->addWidget(control, row, 1, Qt::AlignVCenter);
    if (!hint.isEmpty()) {
        control->setAccessibleDescription(hint);
        auto *text = new QLabel(hint, m_body);
        setTextStyle(text, m_theme, TypeStep::Meta, Role::Muted);
        text->setWordWrap(true);
        grid->addWidget(text, row + 1, 1, 1, 2);
    }
}

QLabel *SettingsPage::addText(const QString &text, Role role)
{
    m_rows = nullptr;
    auto *label = new QLabel(text, m_body);
    setTextStyle(label, m_theme, TypeStep::Body, role);
    label->setWordWrap(true);
    label->setMaximumWidth(labelWidth + 2 * controlWidth);
    m_column->addWidget(label);
    return label;
}

void SettingsPage::addWide(QWidget *widget, int stretch)
{
    m_rows = nullptr;
    m_column->addWidget(widget, stretch);
}

void SettingsPage::finish()
{
    m_column->addStretch(1);
}

} // namespace patchbay
