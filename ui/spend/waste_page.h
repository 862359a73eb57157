// SPDX-License-Identifier: GPL-3.0-or-later
//
// WastePage: what of the spend bought nothing, by kinds; below, the rows of the chosen kind.
#pragma once

#include "models/ledger/attempt_row.h"
#include "models/spend/spend_picture.h"
#include "models/spend/spend_waste.h"
#include "ui/spend/spend_context.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace patchbay {

class RowsView;
class ShareBar;
class WasteRow;

class WastePage final : public QWidget {
    Q_OBJECT
public:
    explicit WastePage(const SpendContext &context, QWidget *parent = nullptr);

    // Range, zone and filters of the dashboard.
    void setView(const SpendView &view);
    bool isReading() const { return m_reading; }
    QList<WasteRow *> kinds() const { return m_kinds; }
    RowsView *rows() const { return m_rows; }
    QString headline() const;
    void focusFirst();

Q_SIGNALS:
    void rowChosen(const patchbay::AttemptRow *row);

private:
    void take(const Result<QList<SpendWaste>> &waste);
    void takeSum();
    void choose(const SpendWaste &waste);
    void lookAt(const AttemptRow *row);
    void showRemedies();
    void replay();
    void draft();
    QString cheaper() const;
    const AttemptRow *row() const;

    SpendContext m_context;
    SpendView m_view;
    SpendRequest m_request;
    QLabel *m_title;
    QLabel *m_detail;
    QLabel *m_legend;
    ShareBar *m_share;
    QWidget *m_list;
    QWidget *m_remedy;
    QLabel *m_advice;
    QLabel *m_outcome; // of the last remedy
    QPushButton *m_replay;
    QPushButton *m_draft;
    std::optional<SpendWaste> m_chosen;
    std::optional<AttemptRow> m_row; // of the chosen kind
    RowsView *m_rows;
    QList<WasteRow *> m_kinds;
    std::optional<SpendRow> m_sum;
    std::optional<QList<SpendWaste>> m_waste;
    quint64 m_asked = 0;
    bool m_reading = false;
};

} // namespace patchbay
