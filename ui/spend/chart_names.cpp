// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/chart_names.h"

#include "ui/widgets/paint.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

namespace patchbay {

namespace {

class ColorSquare final : public QWidget {
public:
    ColorSquare(const QColor &color, QWidget *parent)
        : QWidget(parent)
        , m_color(color)
    {
        constexpr int side = 10;
        setFixedSize(side, side);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paint::box(painter, rect(), { .fill = m_color, .outline = {}, .radius = 2, .width = 1 });
    }

private:
    const QColor m_color;
};

} // namespace

ChartNames::ChartNames(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_row(new QHBoxLayout(this))
{
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(6);
}

void ChartNames::add(const ChartEntity &entity)
{
    if (m_row->count() > 0) {
        m_row->addSpacing(8);
    }
    m_row->addWidget(new ColorSquare(entity.color, this));
    auto *label = new QLabel(entity.name, this);
    setTextStyle(label, m_theme, TypeStep::Meta, Role::Muted);
    m_row->addWidget(label);
}

void ChartNames::setEntities(const QList<ChartEntity> &entities)
{
    QList<std::pair<QString, QColor>> wanted;
    for (const ChartEntity &entity : entities) {
        wanted.append({ entity.name, entity.color });
    }
    if (wanted == m_shown) {
        return;
    }
    m_shown = wanted;
    while (QLayoutItem *item = m_row->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const ChartEntity &entity : entities) {
        add(entity);
    }
}

} // namespace patchbay
