// SPDX-License-Identifier: GPL-3.0-or-later
//
// Chip: a muted label and a value in a small box: a variable, an attachment, a filter, a grade.
// Clicking (or Space, Enter) says clicked(); a removable chip has a cross and hears Delete and Backspace.
#pragma once

#include "ui/widgets/theme.h"

#include <QPushButton>

namespace patchbay {

class Chip final : public QPushButton {
    Q_OBJECT
public:
    // Selected: variables and filters; Outlined: attachments and words; the others: verdicts.
    enum class Tone { Selected, Outlined, Good, Warn, Bad, Info };

    // Either text may be empty.
    Chip(const Theme &theme, const QString &label, const QString &value, QWidget *parent = nullptr);

    void setValue(const QString &value);
    QString label() const { return m_label; }
    QString value() const { return m_value; }
    // Muted text behind the value: "212 KB".
    void setTrailing(const QString &trailing);
    void setTone(Tone tone);
    // A Breeze icon before the texts.
    void setIconName(const QString &name);
    void setRemovable(bool removable);
    // Longer texts are cut with an ellipsis, whole in the tool tip. Default 480.
    void setMaximumTextWidth(int pixels);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void removeRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void describe();
    QRect crossRect() const;
    int fixedWidth() const;
    QString shownValue(int width) const;

    const Theme &m_theme;
    QString m_label;
    QString m_value;
    QString m_trailing;
    QString m_iconName;
    QString m_wholeTip;
    Tone m_tone = Tone::Selected;
    bool m_removable = false;
    bool m_crossPressed = false;
    int m_maximumTextWidth = 480;
};

} // namespace patchbay
