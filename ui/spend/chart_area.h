// SPDX-License-Identifier: GPL-3.0-or-later
//
// ChartArea: what is charted of a view, and the chart, which is loaded here: costs, latencies, errors, the hours of the week,
// or two dimensions against each other.
#pragma once

#include "models/spend/saved_views.h"
#include "models/spend/spend_outlook.h"
#include "ui/spend/spend_context.h"
#include "ui/widgets/chart_canvas.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QStackedWidget;

namespace patchbay {

class ChartNames;
class HeatMap;
class LegendKey;
class PlainTable;
class SegmentedControl;
class SpendColors;

class ChartArea final : public QWidget {
    Q_OBJECT
public:
    ChartArea(const SpendContext &context, SpendColors &colors, QWidget *parent = nullptr);

    void setPicture(const SpendPicture &picture);
    // Forecast and marks; nothing takes them away.
    void setOutlook(const std::optional<SpendOutlook> &outlook);
    const SpendShape &shape() const { return m_shape; }
    void setShape(const SpendShape &shape);
    // What is charted beside costs is read a little later than the picture.
    bool isReading() const { return m_pending > 0; }
    const SpendCourse &course() const { return m_course; }
    HeatMap *week() const { return m_week; }
    PlainTable *pivot() const { return m_pivot; }
    // What is opened below; -1: nothing.
    void select(int bucket, int entity);
    // Null where the charts are not installed.
    ChartCanvas *canvas() const { return m_canvas; }
    // Where the canvas draws an entity of the picture.
    QRect placeOf(int bucket, int entity) const;

Q_SIGNALS:
    void pointChosen(int bucket, int entity);
    // Of other charts than costs.
    void rowsWanted(const patchbay::SpendRequest &request, const QString &what);
    void shapeChanged();
    // The pointer is over a bucket; -1: over none.
    void pointed(int bucket);

private:
    QWidget *buildHead();
    void buildCanvas();
    SpendDimension across() const;
    void ask();
    void showHead();
    void showContent();
    void showPivot();
    void showLook();
    void showTip(int column, int drawn);
    void choosePoint(int column, int drawn);
    void openCell(int row, int column);
    void chooseShape(const SpendShape &shape);
    int entityOf(int drawn) const { return drawn < 0 ? -1 : m_drawn.value(drawn, -1); }

    SpendContext m_context;
    SpendColors &m_colors;
    QComboBox *m_subject;
    QComboBox *m_across;
    SegmentedControl *m_style;
    QLabel *m_title;
    QLabel *m_detail;
    QList<LegendKey *> m_keys;
    ChartNames *m_names;
    QStackedWidget *m_body;
    QLabel *m_empty;
    ChartCanvas *m_canvas;
    HeatMap *m_week;
    PlainTable *m_pivot;
    SpendPicture m_picture;
    std::optional<SpendOutlook> m_outlook;
    SpendShape m_shape;
    SpendCourse m_course;
    QList<int> m_marked; // buckets of the marks
    QList<int> m_drawn; // entities of the picture that the filters let through, from the axis upwards
    int m_bucket = -1;
    int m_entity = -1;
    int m_pending = 0;
    quint64 m_asked = 0;
    bool m_setting = false;
};

} // namespace patchbay
