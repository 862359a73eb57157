// SPDX-License-Identifier: GPL-3.0-or-later
//
// WireView: request and answer of a pane's last turn as they went over the wire, per attempt.
// Credentials are absent by construction: the transport puts them in while writing.
#pragma once

#include "ui/compare/compare_context.h"

#include <QWidget>

class QComboBox;
class QLabel;

namespace patchbay {

class CodeView;
class Comparison;
class SegmentedControl;
struct TurnLive;

class WireView final : public QWidget {
    Q_OBJECT
public:
    explicit WireView(const CompareContext &context, QWidget *parent = nullptr);

    void setPane(Comparison *comparison, int index);
    QString shownText() const;
    // JSON bodies indented, everything else as it is.
    static QString readable(const QString &wire);

Q_SIGNALS:
    void closeRequested();

private:
    void createHead();
    void refresh();
    QString currentText(const TurnLive &turn) const;

    CompareContext m_context;
    Comparison *m_comparison = nullptr;
    quint64 m_key = 0;
    QLabel *m_title;
    SegmentedControl *m_side;
    QComboBox *m_attempt;
    CodeView *m_text;
};

} // namespace patchbay
