// SPDX-License-Identifier: GPL-3.0-or-later
//
// ChartNames: which colour of a chart is what, in one line.
#pragma once

#include "models/spend/spend_course.h"
#include "ui/widgets/theme.h"

#include <QWidget>

class QHBoxLayout;

namespace patchbay {

class ChartNames final : public QWidget {
    Q_OBJECT
public:
    explicit ChartNames(const Theme &theme, QWidget *parent = nullptr);

    // Nothing for what the table below names.
    void setCourse(const SpendCourse &course);

private:
    void add(const QString &name, const QColor &color);

    const Theme &m_theme;
    QHBoxLayout *m_row;
};

} // namespace patchbay
