// SPDX-License-Identifier: GPL-3.0-or-later
//
// ChartNames: which colour of a chart is what, in one line.
#pragma once

#include "ui/widgets/chart_canvas.h"
#include "ui/widgets/theme.h"

#include <QWidget>

class QHBoxLayout;

namespace patchbay {

class ChartNames final : public QWidget {
    Q_OBJECT
public:
    explicit ChartNames(const Theme &theme, QWidget *parent = nullptr);

    // Nothing for what the table below names.
    void setEntities(const QList<ChartEntity> &entities);

private:
    void add(const ChartEntity &entity);

    const Theme &m_theme;
    QHBoxLayout *m_row;
    QList<std::pair<QString, QColor>> m_shown;
};

} // namespace patchbay
