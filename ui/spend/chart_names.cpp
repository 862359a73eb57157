// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/chart_names.h"

#include "ui/spend/spend_colors.h"
#include "ui/widgets/swatch.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>

namespace patchbay {

ChartNames::ChartNames(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_row(new QHBoxLayout(this))
{
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(6);
}

void ChartNames::add(const QString &name, const QColor &color)
{
    auto *label = new QLabel(name, this);
    setTextStyle(label, m_theme, TypeStep::Meta, Role::Muted);
    if (m_row->count() > 0) {
        m_row->addSpacing(8);
    }
    m_row->addWidget(new Swatch(m_theme, color, name, this));
    m_row->addWidget(label);
}

void ChartNames::setCourse(const SpendCourse &course)
{
    while (QLayoutItem *item = m_row->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (course.subject == SpendSubject::Latency) {
        add(tr("median"), m_theme.color(medianRole));
        add(tr("p95"), m_theme.color(p95Role));
    } else if (course.subject == SpendSubject::Errors) {
        for (int kind = 0; kind < course.errors.kinds.size(); ++kind) {
            const SpendErrors::Kind &shown = course.errors.kinds.at(kind);
            add(shown.rest ? tr("%1 others").arg(shown.values.size()) : shown.values.first(), errorColor(m_theme, shown.rest ? -1 : kind));
        }
    }
}

} // namespace patchbay
