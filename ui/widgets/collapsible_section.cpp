// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/collapsible_section.h"

#include "ui/widgets/section_header.h"

#include <QVBoxLayout>

namespace patchbay {

CollapsibleSection::CollapsibleSection(const Theme &theme, const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_header(new SectionHeader(theme, title, this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_header);
    connect(m_header, &QToolButton::toggled, this, [this](bool open) {
        if (m_content) {
            m_content->setVisible(open);
        }
        Q_EMIT expandedChanged(open);
    });
}

void CollapsibleSection::setTitle(const QString &title)
{
    m_header->setText(title);
    m_header->updateGeometry();
}

void CollapsibleSection::setTrailing(const QString &trailing)
{
    m_header->setTrailing(trailing);
}

void CollapsibleSection::setTitleStyle(TypeStep step, Role role)
{
    m_header->setTitleStyle(step, role);
}

void CollapsibleSection::setContent(QWidget *content)
{
    if (m_content) {
        m_content->deleteLater();
    }
    m_content = content;
    layout()->addWidget(content);
    content->setVisible(isExpanded());
}

bool CollapsibleSection::isExpanded() const
{
    return m_header->isChecked();
}

void CollapsibleSection::setExpanded(bool expanded)
{
    m_header->setChecked(expanded);
}

} // namespace patchbay
