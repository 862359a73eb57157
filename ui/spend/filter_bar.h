// SPDX-License-Identifier: GPL-3.0-or-later
//
// FilterBar: span, unit, dimension and filters of the dashboard. What a person chooses comes as a whole new view.
#pragma once

#include "models/spend/spend_picture.h"
#include "ui/shell/chrome_widget.h"

class QComboBox;
class QHBoxLayout;

namespace patchbay {

class DaySpan;
class SegmentedControl;

class FilterBar final : public ChromeWidget {
    Q_OBJECT
public:
    FilterBar(const Theme &theme, WallTime now, QWidget *parent = nullptr);

    // `point` is the name of what is opened in the chart; empty: nothing is.
    void setView(const SpendView &view, WallTime now, const QString &point);
    void setNames(const SpendNames &names) { m_names = names; }
    // Segments that would cut the range too finely say so.
    void setRange(const SpendRange &range);
    // What is shown as a span of one's own, its days ready to be changed.
    void chooseOwnDays();
    // Whether the ledger reaches back to the period that is named.
    void setCompared(bool compared);

Q_SIGNALS:
    void viewChosen(const patchbay::SpendView &view);
    void pointRemoved();

private:
    void buildControls();
    void chooseRange();
    void showChips(const QString &point);
    void choose(const SpendView &view);
    void fillZones();
    void fillAgainst();

    SpendView m_view;
    SpendNames m_names;
    WallTime m_now;
    QComboBox *m_range;
    DaySpan *m_days; // of a span of one's own
    std::optional<SpendRange> m_shown;
    QComboBox *m_against;
    SegmentedControl *m_unit;
    QComboBox *m_by;
    QComboBox *m_zone;
    QWidget *m_chips;
    bool m_setting = false;
};

// What a chip says of a condition: "gpt-4o", "gpt-4o, haiku", "not internal", "other than 8".
QString conditionText(const SpendCondition &condition, const SpendNames &names);
// What a chart can be stacked by, in the order of the list.
QList<SpendDimension> stackableDimensions();

} // namespace patchbay
