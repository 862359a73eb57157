// SPDX-License-Identifier: GPL-3.0-or-later
//
// FormStrip: the area in a panel where something is made or changed: a header with a title and a cross, a form below.
// Never a dialog.
#pragma once

#include "ui/widgets/theme.h"

#include <QWidget>

class QGridLayout;
class QHBoxLayout;
class QLabel;

namespace patchbay {

class StateLabel;

class FormStrip : public QWidget {
    Q_OBJECT
public:
    FormStrip(const Theme &theme, const QString &title, QWidget *parent = nullptr);

Q_SIGNALS:
    void closed();
    // For the notice line.
    void said(const QString &sentence);

protected:
    const Theme &theme() const { return m_theme; }
    void setTitle(const QString &title);
    // Columns 0 and 1; a field of its own label. A wide one takes both.
    void addField(const QString &label, QWidget *field, int row, int column, bool wide = false);
    // With its label.
    void setFieldShown(QWidget *field, bool shown);
    void setFieldLabel(QWidget *field, const QString &label);
    QHBoxLayout *buttons() const { return m_buttons; }
    // A state and a sentence beside the buttons; empty hides both.
    void showState(const QString &state, const QString &sentence);
    void showProblem(const QString &sentence) { showState(tr("failed"), sentence); }
    void keyPressEvent(QKeyEvent *event) override;

private:
    const Theme &m_theme;
    QLabel *m_title;
    QGridLayout *m_grid;
    QHBoxLayout *m_buttons;
    StateLabel *m_state;
    QLabel *m_sentence;
};

} // namespace patchbay
