// SPDX-License-Identifier: GPL-3.0-or-later
//
// EmptyState: what a panel says before there is anything: one sentence, one button.
#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace patchbay {

class Theme;

class EmptyState final : public QFrame {
    Q_OBJECT
public:
    EmptyState(const Theme &theme, const QString &sentence, QWidget *parent = nullptr);

    // A muted second sentence, and a note below the button; empty hides them.
    void setDetail(const QString &detail);
    void setNote(const QString &note);
    // The primary button; without a text there is none.
    void setButton(const QString &text, const QString &iconName = {}, const QString &shortcut = {});
    QPushButton *button() const { return m_button; }

Q_SIGNALS:
    void activated();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QLabel *m_sentence;
    QLabel *m_detail;
    QPushButton *m_button;
    QLabel *m_note;
};

// In the middle of a row, for one of a fixed width. Not by alignment: a column would ask how high it is at the page's width,
// where its sentences need fewer lines.
QHBoxLayout *inTheMiddle(EmptyState *state);

} // namespace patchbay
