// SPDX-License-Identifier: GPL-3.0-or-later
//
// PaneView: one model's column: header, conversation, follow-up field, metrics. It shows a pane of
// the Comparison by its key and asks the Comparison for everything else.
#pragma once

#include "models/compare/best_values.h"
#include "ui/compare/compare_context.h"

#include <QFrame>

class QLabel;
class QLineEdit;
class QScrollArea;
class QVBoxLayout;

namespace patchbay {

class Comparison;
class MetricStrip;
class PaneHeader;
class TurnView;

class PaneView final : public QFrame {
    Q_OBJECT
public:
    static constexpr int minimumPaneWidth = 260;

    PaneView(const CompareContext &context, Comparison &comparison, quint64 key, QWidget *parent = nullptr);

    quint64 key() const { return m_key; }
    void setSelected(bool selected);
    // Reads the pane's state anew; cheap when nothing changed.
    void refresh();
    // Name, parameters, and whether the answer is one to this prompt.
    void refreshHeader();
    void setBest(const QSet<MetricKind> &best);
    void copyAnswer();
    void focusAnswer();

    PaneHeader *header() const { return m_header; }
    QLineEdit *followUp() const { return m_followUp; }
    const QList<TurnView *> &turnViews() const { return m_turns; }
    MetricStrip *metrics() const { return m_metrics; }

Q_SIGNALS:
    void selected(quint64 key);
    void notice(const QString &sentence);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    int index() const;
    void createMenu();
    void createBody();
    TurnView *addTurn();
    void refreshTurns(int index);
    void refreshFollowUp(int index);
    void refreshMetrics(int index);
    bool isAtEnd() const;

    CompareContext m_context;
    Comparison &m_comparison;
    quint64 m_key;
    PaneHeader *m_header;
    QScrollArea *m_scroll;
    QVBoxLayout *m_body = nullptr;
    QLabel *m_note = nullptr; // before the first run: what to expect of the model
    QList<TurnView *> m_turns;
    QLineEdit *m_followUp;
    MetricStrip *m_metrics;
    QSet<MetricKind> m_best;
};

} // namespace patchbay
