// SPDX-License-Identifier: GPL-3.0-or-later
//
// ChartArea: the title of the chart and the chart, which is loaded here.
#pragma once

#include "models/spend/spend_outlook.h"
#include "ui/spend/spend_context.h"
#include "ui/widgets/chart_canvas.h"

#include <QWidget>

class QLabel;

namespace patchbay {

class SpendColors;

class ChartArea final : public QWidget {
    Q_OBJECT
public:
    ChartArea(const SpendContext &context, SpendColors &colors, QWidget *parent = nullptr);

    void setPicture(const SpendPicture &picture);
    // Forecast and marks; nothing takes them away.
    void setOutlook(const std::optional<SpendOutlook> &outlook);
    // What is opened below; -1: nothing.
    void select(int bucket, int entity);
    // Null where the charts are not installed.
    ChartCanvas *canvas() const { return m_canvas; }
    // Where the canvas draws an entity of the picture.
    QRect placeOf(int bucket, int entity) const;

Q_SIGNALS:
    void pointChosen(int bucket, int entity);

private:
    void addOutlook(ChartContent &content);
    void showContent();
    void showLook();
    void showTip(int column, int drawn);
    int entityOf(int drawn) const { return drawn < 0 ? -1 : m_drawn.value(drawn, -1); }

    SpendContext m_context;
    SpendColors &m_colors;
    QLabel *m_title;
    QLabel *m_detail;
    QLabel *m_empty;
    ChartCanvas *m_canvas;
    SpendPicture m_picture;
    std::optional<SpendOutlook> m_outlook;
    QList<int> m_marked; // buckets of the marks
    QList<int> m_drawn; // entities of the picture that the filters let through, from the axis upwards
    int m_bucket = -1;
    int m_entity = -1;
};

} // namespace patchbay
