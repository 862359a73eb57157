// SPDX-License-Identifier: GPL-3.0-or-later
//
// DiffPage: two answers of a comparison side by side, what differs between them, and their metrics.
#pragma once

#include "models/compare/word_diff.h"
#include "ui/compare/compare_context.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QToolButton;

namespace patchbay {

class Comparison;
class DiffHeader;
class DiffMetrics;
class DiffView;
class SegmentedControl;
struct TurnLive;

class DiffPage final : public QWidget {
    Q_OBJECT
public:
    DiffPage(const CompareContext &context, Comparison &comparison, QWidget *parent = nullptr);

    // Baseline and candidate, for the toolbar.
    QWidget *pickers() const { return m_pickers; }
    QComboBox *baselinePicker() const { return m_baseline; }
    QComboBox *candidatePicker() const { return m_candidate; }
    DiffView *view() const { return m_view; }
    QLabel *position() const { return m_position; }
    // The selected pane becomes the baseline where it has an answer.
    void choosePanes(int selected);
    const TurnLive *baseline() const;
    const TurnLive *candidate() const;
    const TextDiff &difference() const { return m_difference; }
    QString baselineName() const;

Q_SIGNALS:
    void changed();

private:
    QWidget *createPickers();
    QWidget *createOptions();
    void fillPickers();
    void refresh();
    void refreshHeaders();
    void showRows();
    void showPosition();
    int paneOf(const QComboBox *picker) const;

    CompareContext m_context;
    Comparison &m_comparison;
    QWidget *m_pickers;
    QComboBox *m_baseline = nullptr;
    QComboBox *m_candidate = nullptr;
    SegmentedControl *m_kind = nullptr;
    QCheckBox *m_ignoreSpace = nullptr;
    QCheckBox *m_onlyChanges = nullptr;
    QLabel *m_position = nullptr;
    QToolButton *m_previous = nullptr;
    QToolButton *m_next = nullptr;
    DiffHeader *m_left;
    DiffHeader *m_right;
    DiffView *m_view;
    DiffMetrics *m_metrics;
    TextDiff m_difference;
    QList<bool> m_leftCode; // lines that stood in a code block, in Words
    QList<bool> m_rightCode;
};

} // namespace patchbay
