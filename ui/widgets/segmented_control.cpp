// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/segmented_control.h"

#include "ui/widgets/paint.h"
#include "ui/widgets/segment_button.h"
#include "ui/widgets/themed.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>

namespace patchbay {

SegmentedControl::SegmentedControl(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_group(new QButtonGroup(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(1, 1, 1, 1);
    row->setSpacing(0);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int id, bool checked) {
        if (checked && id != m_current) {
            m_current = id;
            Q_EMIT currentChanged(id);
        }
    });
    followTheme(this, theme);
}

int SegmentedControl::addSegment(const QString &text, const QString &toolTip)
{
    const int index = count();
    auto *segment = new SegmentButton(m_theme, text, this);
    segment->setFirst(index == 0);
    segment->setToolTip(toolTip);
    m_segments.append(segment);
    m_group->addButton(segment, index);
    layout()->addWidget(segment);
    if (index == 0) {
        m_current = 0;
        segment->setChecked(true);
    }
    return index;
}

int SegmentedControl::currentIndex() const
{
    return m_current;
}

void SegmentedControl::setCurrentIndex(int index)
{
    if (QAbstractButton *segment = m_segments.value(index)) {
        segment->setChecked(true);
    }
}

QString SegmentedControl::segmentText(int index) const
{
    const QAbstractButton *segment = m_segments.value(index);
    return segment ? segment->text() : QString();
}

void SegmentedControl::setWhyNot(int index, const QString &reason)
{
    if (QAbstractButton *segment = m_segments.value(index)) {
        patchbay::setWhyNot(segment, reason);
    }
}

void SegmentedControl::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paint::box(painter, rect(), { m_theme.color(Role::Raised), m_theme.color(Role::Line) });
}

} // namespace patchbay
