// SPDX-License-Identifier: GPL-3.0-or-later
//
// DashboardPage: headline, filters, chart and the ranked table of one view; a click on the chart puts the rows of that
// point in the table's place.
#pragma once

#include "models/ledger/attempt_row.h"
#include "models/spend/saved_views.h"
#include "ui/spend/spend_colors.h"
#include "ui/spend/spend_context.h"

#include <QWidget>

class QLabel;
class QStackedWidget;
class QTreeView;

namespace patchbay {

class ChartArea;
class FilterBar;
class HeadlineStrip;
class RowsView;
class SpendSumsModel;
class StrayLine;
class SumsDelegate;

class DashboardPage final : public QWidget {
    Q_OBJECT
public:
    DashboardPage(const SpendContext &context, const QTimeZone &zone, QWidget *parent = nullptr);

    const SpendView &view() const { return m_view; }
    void setView(const SpendView &view);
    SpendShape shape() const;
    void setShape(const SpendShape &shape);
    void filterBy(const SpendCondition &condition);
    void clearFilters();
    // Two days to be chosen, from what is shown on.
    void chooseOwnDays();
    // Asks the desk again.
    void ask();
    // Another ledger: filters would mean nothing there.
    void reset();
    void focusFirst();

    // The rows of a point; -1: of every bucket, of every entity.
    void openRows(int bucket, int entity);
    void openRequest(const SpendRequest &request, const QString &what);
    void closeRows();
    bool showsRows() const;

    ChartArea *chart() const { return m_chart; }
    HeadlineStrip *headline() const { return m_headline; }
    QTreeView *table() const { return m_table; }
    RowsView *rows() const { return m_rows; }

Q_SIGNALS:
    void rowChosen(const patchbay::AttemptRow *row);
    void viewChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Point {
        int bucket = -1;
        int entity = -1;
        QString what {}; // of another chart than costs; empty: told from both
    };
    void buildTable();
    void take();
    void chooseEntity(int entity);
    void showPoint();
    void placeTable();
    void fitNames();
    QString pointName() const;

    SpendContext m_context;
    SpendColors m_colors;
    SpendView m_view;
    std::optional<SpendView> m_lastView; // that was answered
    HeadlineStrip *m_headline;
    FilterBar *m_filters;
    ChartArea *m_chart;
    StrayLine *m_stray;
    QLabel *m_problem;
    QStackedWidget *m_below;
    QTreeView *m_table;
    SpendSumsModel *m_sums;
    SumsDelegate *m_delegate;
    bool m_fitsNames = true; // until somebody chooses a width
    bool m_fitting = false;
    RowsView *m_rows;
    std::optional<Point> m_point;
};

} // namespace patchbay
