// SPDX-License-Identifier: GPL-3.0-or-later
//
// PaneHeader: the model's colour and name, its state, its parameters in a line, and copy, retry and
// menu. Clicking it selects the pane.
#pragma once

#include "ui/compare/compare_context.h"

#include <QWidget>

class QLabel;
class QMenu;
class QToolButton;

namespace patchbay {

class Comparison;
class StateLabel;
class Swatch;

class PaneHeader final : public QWidget {
    Q_OBJECT
public:
    PaneHeader(const CompareContext &context, Comparison &comparison, QWidget *parent = nullptr);

    void setSelected(bool selected);
    void refresh(int index);
    QMenu *menu() const { return m_menu; }
    QToolButton *copyButton() const { return m_copy; }
    QToolButton *retryButton() const { return m_retry; }

Q_SIGNALS:
    void selected();
    void copyRequested();
    void retryRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    QToolButton *addButton(const QString &icon, const QString &text);

    CompareContext m_context;
    Comparison &m_comparison;
    Swatch *m_swatch;
    QLabel *m_name;
    QLabel *m_detail;
    StateLabel *m_state;
    QToolButton *m_copy;
    QToolButton *m_retry;
    QToolButton *m_more;
    QMenu *m_menu;
    bool m_selected = false;
};

// "temp 0.2 · max 512", the parameters that are set, in a line.
struct PaneParameters;
QString parameterSummary(const PaneParameters &parameters);

} // namespace patchbay
