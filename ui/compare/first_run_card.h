// SPDX-License-Identifier: GPL-3.0-or-later
//
// FirstRunCard: what a newcomer sees over the ready panes: one sentence, one button.
#pragma once

#include "ui/compare/compare_context.h"

#include <QFrame>

class QPushButton;

namespace patchbay {

class FirstRunCard final : public QFrame {
    Q_OBJECT
public:
    explicit FirstRunCard(const CompareContext &context, QWidget *parent = nullptr);

    QPushButton *runButton() const { return m_run; }

Q_SIGNALS:
    void runRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QPushButton *m_run;
};

} // namespace patchbay
